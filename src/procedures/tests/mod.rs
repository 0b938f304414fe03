mod form;
mod rows;

use super::built_in::ASSETS;
use super::*;

#[test]
fn every_file_is_a_procedure() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/procedures");
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let mut listed: Vec<&str> = ASSETS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
    for (file, text) in ASSETS {
        let procedure = file::read_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(format!("{}.toml", procedure.id), file);
    }
    assert_eq!(built_in().len(), ASSETS.len());
}

#[test]
fn they_stand_in_the_order_of_groups_and_speak_both_languages() {
    let groups: Vec<ProcedureGroup> = built_in().iter().map(|procedure| procedure.group).collect();
    assert!(groups.is_sorted());
    let shipped = ProcedureGroup::ALL.iter().filter(|group| **group < ProcedureGroup::Mine);
    assert!(shipped.into_iter().all(|group| groups.contains(group)));
    for procedure in built_in() {
        let labels = procedure.parameters.iter().map(|parameter| &parameter.label);
        let hints = procedure.parameters.iter().filter_map(|parameter| parameter.hint.as_ref());
        let choices = procedure.parameters.iter().flat_map(|parameter| &parameter.choices).map(|choice| &choice.label);
        for words in [&procedure.name, &procedure.description].into_iter().chain(labels).chain(hints).chain(choices) {
            assert!(!words.en.trim().is_empty() && words.en.is_ascii() || words.en.contains('…'), "{words:?}");
            assert!(!words.ja.trim().is_empty() && words.ja != words.en || words.ja == "ID", "{words:?}");
        }
    }
}

#[test]
fn a_file_whose_parts_do_not_fit_is_refused() {
    let file = |query: &str, parameters: &str| {
        let head =
            "id = \"x\"\ngroup = \"Search\"\nname = { en = \"\", ja = \"\" }\ndescription = { en = \"\", ja = \"\" }";
        file::read_file(&format!("{head}\nquery = '{query}'\nparameters = [{parameters}]")).map(|_| ()).unwrap_err()
    };
    let label = "label = { en = \"\", ja = \"\" }";
    let number = format!("{{ name = \"n\", kind = \"number\", {label}, default = \"9\", maximum = 5 }}");
    let text = format!("{{ name = \"t\", kind = \"text\", {label} }}");
    let choice = format!("{{ name = \"c\", kind = \"choice\", {label} }}");
    assert_eq!(file("limit {{n}}", ""), ProcedureFileError::UnknownPlaceholder("n".to_owned()));
    assert_eq!(file("limit 1", &text), ProcedureFileError::Unused("t".to_owned()));
    assert_eq!(file("filter a = {{t}}", &format!("{text}, {text}")), ProcedureFileError::NamedTwice("t".to_owned()));
    assert_eq!(file("limit {{n}}", &number), ProcedureFileError::Default("n".to_owned()));
    assert_eq!(file("filter a = {{c}}", &choice), ProcedureFileError::Choices("c".to_owned()));
    assert!(matches!(file("limit 1", "{ nmae = 1 }"), ProcedureFileError::Toml(_)));
}

#[test]
fn a_procedure_of_ones_own_needs_a_name_and_a_query_and_survives_its_file() {
    let least = "name = \"Mine\"\nquery = \"filter a = {{x}}\"\n[[parameters]]\nname = \"x\"\nlabel = \"X\"\n";
    let own = Procedure::own("mine", least).unwrap();
    assert_eq!((own.id.as_str(), own.group), ("mine/mine", ProcedureGroup::Mine));
    assert_eq!(own.parameters[0].kind, ParameterKind::Untyped);
    assert!(matches!(Procedure::own("x", "name = \"a\"\nquery = \"filter (\""), Err(ProcedureFileError::Query(_))));
    assert!(matches!(Procedure::own("x", "name = \"a\""), Err(ProcedureFileError::Toml(_))));

    for procedure in built_in() {
        let kept = Procedure::own("copy", &procedure.to_file("A copy").unwrap()).unwrap();
        assert_eq!(kept.name.ja, "A copy");
        let kept = Procedure { id: procedure.id.clone(), group: procedure.group, name: procedure.name.clone(), ..kept };
        assert_eq!(kept, *procedure);
    }
}
