mod any_input;
mod company;
mod people;
mod ranges;
mod statuses;

pub(super) use company::Company;
