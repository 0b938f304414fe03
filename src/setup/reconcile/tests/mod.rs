mod any_input;
mod company;
mod doubts;
mod open_ends;
mod people;
mod ranges;
mod starts;
mod statuses;

pub(super) use company::Company;
