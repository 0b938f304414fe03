use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// A typed line, and the titles of the rules that match it, the gravest first.
const LINES: &str = include_str!("../../tests/data/flags/lines.tsv");

fn lines() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    LINES.lines().map(|line| {
        let (line, titles) = line.split_once('\t').unwrap();
        (line, titles.split('|').filter(|title| !title.is_empty()).collect())
    })
}

fn titles(rules: &Rules, line: &str) -> Vec<String> {
    rules.flags(line, Some("ec2-user")).into_iter().map(|flag| flag.rule.title.clone()).collect()
}

#[test]
fn every_line_has_its_flags_and_no_other() {
    let rules = Rules::built_in();
    let wrong: Vec<String> = lines()
        .filter(|(line, expected)| titles(&rules, line) != *expected)
        .map(|(line, expected)| format!("{line}\n  expected {expected:?}\n  found    {:?}", titles(&rules, line)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lines().filter(|(_, expected)| !expected.is_empty()).count() >= 190);
    assert!(lines().filter(|(_, expected)| expected.is_empty()).count() >= 130);
}

#[test]
fn every_rule_is_whole_and_has_a_line_that_it_matches() {
    let (rules, bad) = Rules::with_own(Vec::new());
    assert_eq!(bad, []);
    let matched: HashSet<&str> = lines().flat_map(|(_, titles)| titles).collect();
    let ids: HashSet<&str> = rules.all().iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids.len(), rules.all().len());
    for rule in rules.all() {
        let title = &rule.title;
        assert!(matched.contains(title.as_str()), "no line for {title}");
        assert!(rule.title_ja.is_some() && rule.description_ja.is_some(), "{title}");
        assert!(!rule.description.is_empty() && rule.author == "Session Lens", "{title}");
        assert!(!rule.techniques.is_empty(), "{title}");
        assert!(rule.techniques.iter().all(|technique| technique.starts_with('T')), "{title}");
    }
}

#[test]
fn a_flag_names_the_smallest_part_that_it_is_about() {
    let rules = Rules::built_in();
    let flags = rules.flags("cd /tmp && sudo cat /etc/shadow | head", Some("me"));
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].matched, "cat /etc/shadow");
    let whole = "curl -s https://example.com/x | bash";
    assert_eq!(rules.flags(whole, None)[0].matched, whole);
}

const OWN: &str = r"
title: Release script used
id: 3f6e7cfd-2b8e-4ff9-9d1e-0a4a7d1f0e11
description: Releases are made by the pipeline.
author: Audit team
level: high
tags: [attack.execution, attack.t1059]
logsource: {product: linux, category: process_creation}
detection:
  selection_image:
    Image|endswith: '/release.sh'
  selection_words:
    CommandLine|contains|all: ['--env', 'prod']
  filter_dry:
    CommandLine|contains: '--dry-run'
  condition: all of selection_* and not 1 of filter_*
";

#[test]
fn own_rules_are_used_beside_ours() {
    let (rules, bad) = Rules::with_own([("team/release.yml".to_owned(), OWN.to_owned())]);
    assert_eq!(bad, []);
    let flags = rules.flags("sudo /opt/release.sh --env prod", None);
    let [flag] = flags.as_slice() else { panic!("{flags:?}") };
    assert_eq!((flag.rule.category, flag.rule.level), (Category::Own, Level::High));
    assert_eq!((flag.rule.author.as_str(), flag.rule.techniques.as_slice()), ("Audit team", &["T1059".to_owned()][..]));
    assert_eq!((flag.rule.source.as_str(), flag.matched.as_str()), ("team/release.yml", "/opt/release.sh --env prod"));
    assert!(rules.flags("/opt/release.sh --env prod --dry-run", None).is_empty());
}

#[test]
fn what_cannot_be_used_is_named_and_the_rest_is() {
    let other = OWN.replace("process_creation", "file_event").replace("3f6e", "4f6e");
    let modifier = OWN.replace("contains|all", "soundslike").replace("3f6e", "5f6e");
    let ours = Rules::built_in().all().len();
    let files = [
        ("a.yml", OWN.to_owned()),
        ("b.yml", "title: [".to_owned()),
        ("c.yml", "just: text".to_owned()),
        ("d.yml", other),
        ("e.yml", modifier),
        ("f.yml", OWN.to_owned()),
        ("g.yml", String::new()),
    ];
    let (rules, bad) = Rules::with_own(files.map(|(name, text)| (name.to_owned(), text)));
    let named: Vec<&str> = bad.iter().map(|bad| bad.file.as_str()).collect();
    assert!(["b.yml", "c.yml", "d.yml", "e.yml", "f.yml"].iter().all(|name| named.contains(name)), "{bad:?}");
    let reason = |file: &str| bad.iter().find(|bad| bad.file == file).map(|bad| bad.reason.clone()).unwrap();
    assert!(matches!(reason("b.yml"), BadRuleReason::Unreadable(_)));
    assert_eq!(reason("d.yml"), BadRuleReason::NotForCommands("linux/file_event".to_owned()));
    assert_eq!(reason("f.yml"), BadRuleReason::Twice);
    assert!(rules.all().len() > ours);
    assert_eq!(rules.flags("/opt/release.sh --env prod", None).len(), 1);
}

#[test]
fn a_folder_gives_its_rule_files_by_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("team")).unwrap();
    for (name, text) in [("b.yml", "b"), ("team/a.yaml", "a"), ("notes.txt", "n")] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    std::fs::create_dir(folder.path().join("c.yml")).unwrap();
    let found = read_folder(folder.path()).unwrap();
    let names: Vec<(&str, &str)> = found.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(names, [("b.yml", "b"), ("team/a.yaml", "a")]);
    let bad: Vec<&str> = found.bad.iter().map(|bad| bad.file.as_str()).collect();
    assert_eq!(bad, ["c.yml"], "a folder is no rule file, and said to be none");
    assert!(read_folder(&folder.path().join("none")).is_err());
}

proptest! {
    #[test]
    fn any_line_is_looked_at(line in "[\\PC\n]{0,200}", pieces in prop::collection::vec(
        prop::sample::select(vec!["sudo ", "$(", "`", "'", "\"", "\\", "|", "&&", ";", "<<E\n", "E\n", "bash -c ", "#", "(", ")", "-u ", "日", "\n"]), 0..60)) {
        let rules = Rules::built_in();
        for line in [line, pieces.concat()] {
            for flag in rules.flags(&line, None) {
                prop_assert!(!flag.matched.is_empty());
            }
        }
    }
}

#[test]
fn a_hostile_line_takes_no_longer_than_it_must() {
    let rules = Rules::built_in();
    for piece in ["sudo ", "$(", "`a", "bash -c '", "x; ", "<<E\n", "a=b ", "((", "| sh "] {
        let begun = std::time::Instant::now();
        rules.flags(&piece.repeat(200_000), None);
        assert!(begun.elapsed().as_secs() < 20, "{piece}");
    }
}
