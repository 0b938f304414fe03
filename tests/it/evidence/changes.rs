//! Whatever is changed in a pack is found and named.

use std::{fs, path::Path};

use session_lens::evidence::pack::verify_pack;

use super::{files, pack, run, text};

#[cfg(unix)]
#[test]
fn a_stranger_can_verify_it_with_sha256sum() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &[]);
    super::assert_sha256sum(&pack);
    assert!(fs::read_to_string(pack.join("VERIFY.txt")).unwrap().contains("sha256sum -c manifest-sha256.txt"));
    let found = verify_pack(&pack).unwrap();
    assert_eq!(found.files, fs::read_to_string(pack.join("manifest-sha256.txt")).unwrap().lines().count());
}

#[test]
fn whatever_is_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &[]);
    let mut all = Vec::new();
    files(&pack, &mut all);
    assert!(all.len() >= 15, "{all:?}");
    let mut chance = fastrand::Rng::with_seed(1);
    for path in all {
        let whole = fs::read(&path).unwrap();
        let name = path.strip_prefix(&pack).unwrap().to_string_lossy().into_owned();
        let mut flips = 0;
        while flips < 4 && !whole.is_empty() {
            let mut changed = whole.clone();
            changed[chance.usize(0..whole.len())] ^= 1 << chance.u32(0..8);
            fs::write(&path, changed).unwrap();
            let damage = verify_pack(&pack).unwrap_err().to_string();
            // A manifest that was changed names another file, or a hash that none has.
            assert!(name.contains("manifest") || damage.contains(&name), "{name} with a bit flipped: {damage}");
            flips += 1;
        }
        fs::remove_file(&path).unwrap();
        assert!(verify_pack(&pack).unwrap_err().to_string().contains(&name), "{name} removed");
        fs::write(&path, whole).unwrap();
        assert!(verify_pack(&pack).is_ok());
    }
    fs::write(pack.join("data/raw/more.jsonl"), "").unwrap();
    let done = run(&["verify", text(&pack)]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("data/raw/more.jsonl"));
}

/// Rows are what people change: in the table, in the events, in the record.
#[test]
fn a_row_that_is_removed_moved_or_added_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &[]);
    for name in ["data/commands.csv", "data/commands.jsonl", "data/ledger.jsonl", "data/review.jsonl"] {
        let path = pack.join(name);
        let whole = fs::read_to_string(&path).unwrap();
        let rows: Vec<&str> = whole.split_inclusive('\n').collect();
        let [mut removed, mut moved, mut added] = [rows.clone(), rows.clone(), rows.clone()];
        removed.remove(1);
        moved.swap(1, 2);
        added.push(rows[1]);
        for changed in [removed, moved, added] {
            fs::write(&path, changed.concat()).unwrap();
            assert!(verify_pack(&pack).unwrap_err().to_string().contains(name), "{name}");
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(verify_pack(&pack).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_is_no_file_of_a_pack() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &[]);
    let file = pack.join("data/rules.json");
    fs::remove_file(&file).unwrap();
    // What never ends would never be verified either.
    std::os::unix::fs::symlink(Path::new("/dev/zero"), &file).unwrap();
    assert!(verify_pack(&pack).unwrap_err().to_string().contains("data/rules.json"));
}

#[test]
fn a_pack_is_never_written_over_another() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["pack", "pack.zip"] {
        let out = pack(folder.path(), name, &[]);
        let done = run(&["export", "--case", text(&folder.path().join("a.case")), "--out", text(&out)]);
        assert_eq!(done.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&done.stderr).contains("is there already"));
        assert!(verify_pack(&out).is_ok());
    }
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("part")));
}
