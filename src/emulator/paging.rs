use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::refusal::Refusal;

/// Where a listing goes on: at this place of the whole list, in a text that says nothing by itself.
pub(super) fn token(scope: &str, place: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{place}/{scope}"))
}

/// The place that [`token`] was made from. `scope` has to be the same: a token is good for the
/// listing that it came from and no other.
pub(super) fn place(scope: &str, token: Option<&str>) -> Result<usize, Refusal> {
    let Some(token) = token else { return Ok(0) };
    let refused = || Refusal::InvalidParameter("The specified nextToken is invalid.".to_owned());
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(refused)?;
    let (place, of) = text.split_once('/').ok_or_else(refused)?;
    if of != scope {
        return Err(refused());
    }
    place.parse().map_err(|_not_a_place| refused())
}

/// A page of `items` from `place` on, and the token of the next one.
pub(super) fn page<T>(items: Vec<T>, scope: &str, place: usize, limit: usize) -> (Vec<T>, Option<String>) {
    let end = place.saturating_add(limit);
    let next = (end < items.len()).then(|| token(scope, end));
    (items.into_iter().skip(place).take(limit).collect(), next)
}

/// A page's size as asked, held to what the operation allows.
pub(super) fn limit(asked: Option<i64>, most: usize, default: usize) -> Result<usize, Refusal> {
    match asked {
        None => Ok(default),
        Some(asked) => usize::try_from(asked).ok().filter(|asked| (1..=most).contains(asked)).ok_or_else(|| {
            let bound = if asked < 1 { "greater than or equal to 1" } else { "less than or equal to" };
            let most = if asked < 1 { String::new() } else { format!(" {most}") };
            Refusal::InvalidParameter(format!(
                "1 validation error detected: Value '{asked}' at 'limit' failed to satisfy constraint: Member must have value {bound}{most}"
            ))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let items: Vec<u32> = (0..7).collect();
        let (first, next) = page(items.clone(), "g", 0, 5);
        assert_eq!(first, [0, 1, 2, 3, 4]);
        let on = place("g", next.as_deref()).unwrap();
        assert_eq!(page(items, "g", on, 5), (vec![5, 6], None));
    }

    #[test]
    fn a_token_of_another_listing_or_of_nobody_is_refused() {
        let other = token("g", 5);
        for wrong in [other.as_str(), "", "????", "YQ"] {
            assert!(place("h", Some(wrong)).is_err(), "{wrong}");
        }
    }
}
