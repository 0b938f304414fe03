mod any_input;
mod company;
mod doubts;
mod people;
mod ranges;
mod regions;
mod starts;
mod statuses;

pub(super) use company::Company;
