/// Whether it looks like a region's name: it becomes a part of a host's name.
pub(in crate::setup) fn is_region(name: &str) -> bool {
    let is_plain =
        |part: &str| !part.is_empty() && part.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    name.contains('-') && name.split('-').all(is_plain)
}
