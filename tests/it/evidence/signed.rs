//! A signed pack: `ssh-keygen` accepts it with the command that the pack names, and nothing of the signature can change.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use session_lens::evidence::pack::{Signature, verify_pack};

use super::{case, is_here, pack, run, text};

fn key(folder: &Path, name: &str, passphrase: &str) -> Option<PathBuf> {
    if !is_here("ssh-keygen", "-?", "Debian's openssh-client has it") {
        return None;
    }
    let key = folder.join(name);
    let made =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", text(&key)]).output();
    assert!(made.unwrap().status.success());
    Some(key)
}

fn fingerprint(key: &Path) -> String {
    let told = Command::new("ssh-keygen").args(["-l", "-f", text(key)]).output().unwrap();
    String::from_utf8(told.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn a_stranger_checks_the_signature_with_the_commands_in_verify_txt() {
    let folder = tempfile::tempdir().unwrap();
    let Some(key) = key(folder.path(), "key", "") else { return };
    let pack = pack(folder.path(), "pack", &["--sign", text(&key)]);
    let told = fs::read_to_string(pack.join("VERIFY.txt")).unwrap();
    let commands: Vec<&str> = told.lines().map(str::trim).filter(|line| line.starts_with("ssh-keygen ")).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    let says = |command: &str| {
        let done = Command::new("sh").args(["-c", command]).current_dir(&pack).output().unwrap();
        assert!(done.status.success(), "{command}: {done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(says(commands[0]).starts_with("Good \"session-lens-evidence\" signature for signer"));
    assert!(says(commands[1]).contains(&fingerprint(&key)));
    super::assert_sha256sum(&pack);
    assert_eq!(verify_pack(&pack).unwrap().signature, Signature::Good { fingerprint: fingerprint(&key) });
    let done = run(&["verify", text(&pack)]);
    assert!(String::from_utf8_lossy(&done.stdout).contains("\"signature\":\"good\""));
}

#[test]
fn a_signature_that_is_changed_replaced_or_removed_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let Some(key) = key(folder.path(), "key", "") else { return };
    let ours = pack(folder.path(), "pack", &["--sign", text(&key)]);
    let mut chance = fastrand::Rng::with_seed(5);
    for name in ["tagmanifest-sha256.txt.sig", "allowed_signers", "signer.pub"] {
        let path = ours.join(name);
        let whole = fs::read(&path).unwrap();
        for _ in 0..20 {
            let mut changed = whole.clone();
            changed[chance.usize(0..whole.len())] ^= 1 << chance.u32(0..8);
            fs::write(&path, changed).unwrap();
            let damage = verify_pack(&ours).unwrap_err().to_string();
            assert!(damage.contains(name) || damage.contains("signature"), "{name}: {damage}");
        }
        fs::remove_file(&path).unwrap();
        assert!(verify_pack(&ours).unwrap_err().to_string().contains("says that the pack is signed"), "{name}");
        fs::write(&path, whole).unwrap();
    }
    assert!(verify_pack(&ours).is_ok());
    // The signature of another pack by the same key, with all of its files.
    let other = pack(folder.path(), "other", &["--sign", text(&key), "--language", "ja"]);
    fs::copy(other.join("tagmanifest-sha256.txt.sig"), ours.join("tagmanifest-sha256.txt.sig")).unwrap();
    let done = run(&["verify", text(&ours)]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("the signature is wrong"));
    // In a pack that does not say that it is signed, its files are three too many.
    let unsigned = pack(folder.path(), "unsigned", &[]);
    fs::copy(ours.join("signer.pub"), unsigned.join("signer.pub")).unwrap();
    assert!(verify_pack(&unsigned).unwrap_err().to_string().contains("signer.pub is not in the manifest"));
}

#[test]
fn a_zip_can_be_signed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(key) = key(folder.path(), "key", "") else { return };
    let zip = pack(folder.path(), "a.zip", &["--sign", text(&key)]);
    assert_eq!(verify_pack(&zip).unwrap().signature, Signature::Good { fingerprint: fingerprint(&key) });
}

/// Nobody is there to answer: it fails at once, says what to do, and leaves nothing behind.
#[test]
fn a_key_that_needs_an_answer_fails_instead_of_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let Some(locked) = key(folder.path(), "locked", "a passphrase") else { return };
    let case = case(folder.path());
    for key in [&locked, &folder.path().join("none")] {
        let out = folder.path().join("pack");
        let begun = Instant::now();
        // With a terminal at hand, it would ask there.
        let line = format!(
            "'{}' export --case '{}' --out '{}' --sign '{}'",
            super::PROGRAM,
            text(&case),
            text(&out),
            text(key)
        );
        let done =
            Command::new("script").args(["-qec", &line, "/dev/null"]).env_remove("SSH_AUTH_SOCK").output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("ssh-add"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(30));
        assert!(!out.exists());
    }
}
