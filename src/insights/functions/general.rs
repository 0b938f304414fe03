use super::Function;

/// Known to the language, not evaluated yet.
pub(super) static FUNCTIONS: &[Function] = &[
    not_evaluated("messageSize", "messageSize()", 0..=1),
    not_evaluated("regexReplace", "regexReplace(text, regex, replacement)", 3..=3),
    not_evaluated("regex_replace", "regex_replace(text, regex, replacement)", 3..=3),
];

const fn not_evaluated(
    name: &'static str,
    usage: &'static str,
    arguments: std::ops::RangeInclusive<usize>,
) -> Function {
    Function { name, usage, arguments, kind: super::FunctionKind::NotEvaluated, examples: &[] }
}
