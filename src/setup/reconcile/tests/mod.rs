mod any_input;
mod company;
mod people;
mod statuses;

pub(super) use company::Company;
