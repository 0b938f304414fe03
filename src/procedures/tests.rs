use super::built_in::ASSETS;
use super::*;

#[test]
fn every_file_is_a_procedure() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/procedures");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| std::path::Path::new(name).extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    let mut listed: Vec<&str> = ASSETS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
    for (file, text) in ASSETS {
        let procedure = asset::read_asset(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(format!("{}.toml", procedure.id), file);
    }
    assert_eq!(built_in().len(), ASSETS.len());
}
