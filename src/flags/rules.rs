use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use rsigma_eval::Engine;
use rsigma_parser::{LogSource, SigmaRule, parse_sigma_yaml};

use super::rule::{BadRule, BadRuleReason, Category, Flag, Level, Rule};
use super::{event::Started, unwrap::started};
use crate::session::{CommandKind, TypedCommand};

/// Our own rules: one file for each category.
const PACK: [(Category, &str, &str); 10] = [
    (Category::BecomingRoot, "becoming-root.yml", include_str!("../../assets/rules/becoming-root.yml")),
    (Category::Accounts, "accounts.yml", include_str!("../../assets/rules/accounts.yml")),
    (Category::Logs, "logs.yml", include_str!("../../assets/rules/logs.yml")),
    (Category::Destruction, "destruction.yml", include_str!("../../assets/rules/destruction.yml")),
    (Category::DataLeaving, "data-leaving.yml", include_str!("../../assets/rules/data-leaving.yml")),
    (Category::Secrets, "secrets.yml", include_str!("../../assets/rules/secrets.yml")),
    (Category::Persistence, "persistence.yml", include_str!("../../assets/rules/persistence.yml")),
    (
        Category::ServicesAndFirewall,
        "services-and-firewall.yml",
        include_str!("../../assets/rules/services-and-firewall.yml"),
    ),
    (Category::Packages, "packages.yml", include_str!("../../assets/rules/packages.yml")),
    (Category::Code, "code.yml", include_str!("../../assets/rules/code.yml")),
];

static BUILT_IN: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::with_own(Vec::new()).0));

/// Sigma rules about commands.
pub struct Rules {
    engine: Engine,
    rules: Vec<Arc<Rule>>,
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Rules").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

impl Rules {
    /// Our own pack.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Our own pack, and the rules in these files (names and texts). What cannot be used is left out and
    /// named.
    pub fn with_own(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<BadRule>) {
        let mut loading = Loading::default();
        for (category, file, text) in PACK {
            loading.file(category, file, text);
        }
        for (file, text) in files {
            loading.file(Category::Own, &file, &text);
        }
        loading.finish()
    }

    /// Every rule, our own first.
    pub fn all(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// What the rules say of a typed command: each rule once, the gravest first. Only what was typed to a shell or a
    /// database client is looked at: the rules are about programs that are started, and about statements, whose
    /// `Image` is `/usr/bin/sql`.
    pub fn flags_of(&self, command: &TypedCommand) -> Vec<Flag> {
        match command.kind {
            CommandKind::Shell => self.flags(&command.text, command.user.as_deref()),
            CommandKind::Sql => self.matching([Started::statement(&command.text)]),
            CommandKind::Repl | CommandKind::Input | CommandKind::Profile => Vec::new(),
        }
    }

    /// What the rules say of a shell's line. `user`: who the shell that read it runs as.
    pub fn flags(&self, command: &str, user: Option<&str>) -> Vec<Flag> {
        self.matching(started(command, user))
    }

    fn matching(&self, events: impl IntoIterator<Item = Started>) -> Vec<Flag> {
        let mut found: Vec<Flag> = Vec::new();
        let mut seen: HashSet<usize> = HashSet::new();
        for event in events {
            for result in self.engine.evaluate(&event) {
                let Some(place) = result.header.rule_id.and_then(|id| id.parse::<usize>().ok()) else { continue };
                if let Some(rule) = self.rules.get(place)
                    && seen.insert(place)
                {
                    found.push(Flag { rule: Arc::clone(rule), matched: event.command_line.clone() });
                }
            }
        }
        found.sort_by_key(|flag| std::cmp::Reverse(flag.rule.level));
        found
    }
}

#[derive(Default)]
struct Loading {
    parsed: Vec<SigmaRule>,
    rules: Vec<Rule>,
    ids: HashSet<String>,
    bad: Vec<BadRule>,
}

impl Loading {
    fn file(&mut self, category: Category, file: &str, text: &str) {
        let bad = |title: Option<&str>, reason: BadRuleReason| BadRule {
            file: file.to_owned(),
            title: title.map(str::to_owned),
            reason,
        };
        let collection = match parse_sigma_yaml(text) {
            Ok(collection) => collection,
            Err(error) => return self.bad.push(bad(None, BadRuleReason::Unreadable(error.to_string()))),
        };
        self.bad.extend(collection.errors.into_iter().map(|error| bad(None, BadRuleReason::Unreadable(error))));
        let others = collection.correlations.len() + collection.filters.len();
        if others > 0 {
            let reason = BadRuleReason::Unusable("correlations and filters are not used here".to_owned());
            self.bad.push(bad(None, reason));
        }
        for rule in collection.rules {
            if let Some(source) = other_source(&rule.logsource) {
                self.bad.push(bad(Some(&rule.title), BadRuleReason::NotForCommands(source)));
                continue;
            }
            let known = described(&rule, category, file);
            if !self.ids.insert(known.id.clone()) {
                self.bad.push(bad(Some(&rule.title), BadRuleReason::Twice));
                continue;
            }
            self.rules.push(known);
            self.parsed.push(rule);
        }
    }

    fn finish(self) -> (Rules, Vec<BadRule>) {
        let Self { mut parsed, rules, mut bad, .. } = self;
        // The engine names the rule that matched by its id: here its place.
        for (place, rule) in parsed.iter_mut().enumerate() {
            rule.id = Some(place.to_string());
        }
        let mut engine = Engine::new();
        for (place, error) in engine.add_rules(&parsed) {
            bad.push(BadRule {
                file: rules[place].source.clone(),
                title: Some(rules[place].title.clone()),
                reason: BadRuleReason::Unusable(error.to_string()),
            });
        }
        (Rules { engine, rules: rules.into_iter().map(Arc::new).collect() }, bad)
    }
}

/// The rule's log source, if it is not about the start of processes. Windows' rules are about PowerShell
/// and cmd, which Session Manager has too.
fn other_source(source: &LogSource) -> Option<String> {
    let fits = |value: &Option<String>, known: &[&str]| {
        value.as_deref().is_none_or(|value| known.iter().any(|known| value.eq_ignore_ascii_case(known)))
    };
    let is_about_commands = source.category.is_some()
        && fits(&source.category, &["process_creation"])
        && fits(&source.product, &["linux", "windows", "macos"])
        && source.service.is_none();
    if is_about_commands {
        return None;
    }
    let named = [&source.product, &source.category, &source.service];
    Some(named.into_iter().flatten().cloned().collect::<Vec<_>>().join("/"))
}

fn described(rule: &SigmaRule, category: Category, file: &str) -> Rule {
    let custom = |name: &str| rule.custom_attributes.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let technique = |tag: &String| {
        let name = tag.strip_prefix("attack.")?;
        (name.starts_with(['t', 'T']) && name.contains(|digit: char| digit.is_ascii_digit()))
            .then(|| name.to_ascii_uppercase())
    };
    Rule {
        id: rule.id.clone().unwrap_or_else(|| rule.title.clone()),
        title: rule.title.clone(),
        title_ja: custom("title_ja"),
        description: rule.description.clone().unwrap_or_default(),
        description_ja: custom("description_ja"),
        level: match rule.level {
            Some(rsigma_parser::Level::Critical) => Level::Critical,
            Some(rsigma_parser::Level::High) => Level::High,
            Some(rsigma_parser::Level::Low) => Level::Low,
            Some(rsigma_parser::Level::Informational) => Level::Informational,
            Some(rsigma_parser::Level::Medium) | None => Level::Medium,
        },
        author: rule.author.clone().unwrap_or_default(),
        techniques: rule.tags.iter().filter_map(technique).collect(),
        category,
        source: file.to_owned(),
    }
}
