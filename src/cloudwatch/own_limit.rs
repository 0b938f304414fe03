/// The rows that a query text asks for itself: the number of its last `limit` command. `None` where
/// it has none, or none that can be read.
///
/// Reports differ on whether the parameter of `StartQuery` or the command of the text wins, so both
/// have to say the same.
pub fn own_limit(text: &str) -> Option<u32> {
    commands(text).iter().rev().find_map(|command| {
        let mut words = command.split_whitespace();
        words.next().filter(|word| word.eq_ignore_ascii_case("limit"))?;
        let last = words.next_back()?;
        last.parse().ok()
    })
}

/// The commands of a text with everything blanked out that is no code: texts in quotes, regular
/// expressions, comments and subqueries in parentheses.
fn commands(text: &str) -> Vec<String> {
    let mut commands = vec![String::new()];
    let mut depth = 0_usize;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\'' | '`' => skip_to(&mut characters, character),
            // A division has its operand before it; a pattern follows `like`, `=~`, `parse f` or a comma.
            '/' if !divides(commands.last().map_or("", String::as_str)) => skip_to(&mut characters, '/'),
            '#' => while characters.next_if(|next| *next != '\n').is_some() {},
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => commands.push(String::new()),
            _ if depth == 0 => {
                if let Some(command) = commands.last_mut() {
                    command.push(character);
                }
            }
            _ => {}
        }
    }
    commands
}

fn skip_to(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, end: char) {
    while let Some(character) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == end {
            return;
        }
    }
}

fn divides(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let Some(last) = words.last() else { return false };
    let is_pattern_word = ["like", "in", "parse"].iter().any(|word| last.eq_ignore_ascii_case(word));
    let parse_field = words.len() == 2 && words[0].eq_ignore_ascii_case("parse");
    !is_pattern_word && !parse_field && last.ends_with(|end: char| end.is_alphanumeric() || end == '_')
}

#[cfg(test)]
mod tests {
    use super::own_limit;

    #[test]
    fn a_limit_of_its_own_is_found() {
        assert_eq!(own_limit("fields @message | limit 20"), Some(20));
        assert_eq!(own_limit("LIMIT 5 | sort x"), Some(5));
        assert_eq!(own_limit("fields a\n| limit any 7 # all\n"), Some(7));
        assert_eq!(own_limit("limit 5 | stats count(*) | limit 3"), Some(3));
        assert_eq!(own_limit("filter a / 2 > 1 and b/c < 4 | limit 9"), Some(9));
        assert_eq!(own_limit(r"parse @message /a\/b|(?<x>c)/ | limit 8"), Some(8));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in [
            "",
            "fields @message",
            "filter a = '| limit 3'",
            r#"filter a = "x\" | limit 3""#,
            "fields a # | limit 4",
            "filter @message like /x| limit 3/",
            "filter a in (SOURCE 'g' | fields a | limit 3)",
            "fields limit",
            "limit many",
        ] {
            assert_eq!(own_limit(text), None, "{text}");
        }
    }
}
