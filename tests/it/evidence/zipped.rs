//! A pack in one ZIP: strangers unpack it, changes are found without unpacking, and a hostile one is refused.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use session_lens::evidence::pack::{is_pack, verify_pack};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{is_here, pack, run, text};

#[cfg(unix)]
#[test]
fn strangers_unpack_it_and_verify_with_sha256sum() {
    let folder = tempfile::tempdir().unwrap();
    let zip = pack(folder.path(), "監査 2026.zip", &[]);
    assert!(is_pack(&zip));
    let found = verify_pack(&zip).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&zip).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    let unpacked = |name: &str| folder.path().join(name).join("監査 2026");
    let mut ways = Vec::new();
    if is_here("unzip", "-v", "Debian's unzip has it") {
        ways.push((
            "unzip",
            Command::new("unzip").args(["-q", text(&zip), "-d", "unzip"]).current_dir(folder.path()).output(),
        ));
    }
    if is_here("python3", "--version", "Debian's python3 has it") {
        let arguments = ["-m", "zipfile", "-e", text(&zip), "python"];
        ways.push(("python", Command::new("python3").args(arguments).current_dir(folder.path()).output()));
    }
    for (name, done) in ways {
        let done = done.unwrap();
        assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
        super::assert_sha256sum(&unpacked(name));
        assert_eq!(verify_pack(&unpacked(name)).unwrap(), found, "the ZIP and what was in it");
    }
}

#[test]
fn a_bit_flipped_anywhere_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let zip = pack(folder.path(), "a.zip", &[]);
    let whole = fs::read(&zip).unwrap();
    let broken = folder.path().join("broken.zip");
    let mut chance = fastrand::Rng::with_seed(3);
    let mut places: Vec<usize> = (0..150).map(|_| chance.usize(0..whole.len())).collect();
    // The directory and the last record, where programs read less carefully.
    places.extend((0..150).map(|_| chance.usize(whole.len() - 2_000..whole.len())));
    places.extend(whole.len() - 175..whole.len());
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1 << chance.u32(0..8);
        fs::write(&broken, changed).unwrap();
        assert!(verify_pack(&broken).is_err(), "byte {place} of {}", whole.len());
    }
    for changed in
        [&whole[..whole.len() - 1], &whole[1..], &[&whole[..], b"\n"].concat(), &[b"PK\x03\x04", &whole[..]].concat()]
    {
        fs::write(&broken, changed).unwrap();
        assert!(verify_pack(&broken).is_err());
    }
    // One that is damaged at its first byte is no ZIP to anybody, and is still told to be wrong.
    fs::write(&broken, &whole[1..]).unwrap();
    assert_eq!(run(&["verify", text(&broken)]).status.code(), Some(1));
}

/// A ZIP of these names and contents, with the comment of a pack that fits its bytes.
fn forged(to: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(File::create(to).unwrap());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    let bytes = fs::read(to).unwrap();
    fs::write(to, sealed(bytes)).unwrap();
}

/// With a comment as a pack's ZIP has it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::{Digest, Sha256};

    let end = bytes.len() - 22;
    let hash = session_lens::model::hex(&Sha256::digest(&bytes[..end]));
    let comment =
        format!("Session Lens evidence pack, see VERIFY.txt. SHA-256 of all bytes before the last record: {hash}");
    bytes[end + 20..].copy_from_slice(&u16::try_from(comment.len()).unwrap().to_le_bytes());
    bytes.extend(comment.as_bytes());
    bytes
}

/// The files of a sound pack, as a ZIP has them.
fn sound(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let pack = pack(folder, "sound", &[]);
    let mut all: Vec<PathBuf> = Vec::new();
    super::files(&pack, &mut all);
    all.sort();
    let name = |path: &Path| format!("p/{}", text(path.strip_prefix(&pack).unwrap()));
    all.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

#[test]
fn a_hostile_zip_is_refused_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let sound = sound(folder.path());
    let plain: Vec<(&str, &[u8])> = sound.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let zip = folder.path().join("forged.zip");
    forged(&zip, &plain);
    assert!(verify_pack(&zip).is_ok(), "{:?}", verify_pack(&zip).err());
    for (name, says) in [
        ("p/../../etc/passwd", "leads elsewhere"),
        ("/etc/passwd", "leads elsewhere"),
        ("p/data\\x", "leads elsewhere"),
        ("p/C:x", "leads elsewhere"),
        ("p/data/", "folder or a link"),
        ("q/data/x", "second folder"),
        ("x", "in no folder"),
        ("p/VERIFY.TXT", "small and large letters"),
        ("p/data/more.jsonl", "data/more.jsonl is not in the manifest"),
    ] {
        forged(&zip, &[plain.as_slice(), &[(name, b"")]].concat());
        let damage = verify_pack(&zip).unwrap_err().to_string();
        assert!(damage.contains(says), "{name}: {damage}");
    }
    // Two of one name: the second gets the first one's name in the bytes.
    forged(&zip, &[plain.as_slice(), &[("p/VERIFY.tx_", b"other")]].concat());
    let mut bytes = fs::read(&zip).unwrap();
    while let Some(place) = bytes.windows(12).position(|name| name == b"p/VERIFY.tx_") {
        bytes[place + 11] = b't';
    }
    fs::write(&zip, sealed(unsealed(bytes))).unwrap();
    assert!(verify_pack(&zip).unwrap_err().to_string().contains("same name"));
    // What lies before, between or behind the files.
    forged(&zip, &plain);
    fs::write(&zip, sealed(unsealed([b"PK\x03\x04more".as_slice(), &fs::read(&zip).unwrap()].concat()))).unwrap();
    assert!(verify_pack(&zip).is_err());
    // Somebody packed it anew: no damage is claimed, and what to do is said.
    fs::write(
        &zip,
        unsealed({
            forged(&zip, &plain);
            fs::read(&zip).unwrap()
        }),
    )
    .unwrap();
    assert!(verify_pack(&zip).unwrap_err().to_string().contains("verify the folder"));
}

fn unsealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let comment =
        "Session Lens evidence pack, see VERIFY.txt. SHA-256 of all bytes before the last record: ".len() + 64;
    bytes.truncate(bytes.len() - comment);
    let end = bytes.len();
    bytes[end - 2..].fill(0);
    bytes
}

/// The old form of a ZIP counts to 65,535: beyond that, another record does.
#[test]
fn more_files_than_the_old_form_counts_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..66_000).map(|number| format!("p/data/{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let zip = folder.path().join("many.zip");
    forged(&zip, &files);
    assert_eq!(
        verify_pack(&zip).unwrap_err().to_string(),
        "tagmanifest-sha256.txt is missing",
        "it was read to its end"
    );
}

#[test]
fn what_unpacks_to_very_much_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let sound = sound(folder.path());
    let zip = folder.path().join("bomb.zip");
    let zeros = vec![0; 64 << 20];
    let without = |name: &str| {
        sound
            .iter()
            .filter(|(path, _)| path != name)
            .map(|(path, content)| (path.as_str(), content.as_slice()))
            .collect::<Vec<_>>()
    };
    // A file that no manifest names is not unpacked at all, and a manifest of that size is not read.
    for (name, says) in [("p/data/bomb", "not in the manifest"), ("p/tagmanifest-sha256.txt", "too long")] {
        forged(&zip, &[without(name).as_slice(), &[(name, &zeros)]].concat());
        assert!(fs::metadata(&zip).unwrap().len() < 1 << 20);
        let begun = Instant::now();
        let damage = verify_pack(&zip).unwrap_err().to_string();
        assert!(damage.contains(says), "{damage}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
    // A directory that tells of more files than there are bytes.
    let mut bytes = unsealed({
        forged(&zip, &without(""));
        fs::read(&zip).unwrap()
    });
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].fill(0xfe);
    fs::write(&zip, sealed(bytes)).unwrap();
    assert!(verify_pack(&zip).is_err());
}
