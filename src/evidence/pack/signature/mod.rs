//! The signature of a pack: over `tagmanifest-sha256.txt`, which stands for everything, by the person's own OpenSSH key.
//!
//! `ssh-keygen` makes it and checks it. So no key and no passphrase ever passes through this program, keys in an agent
//! or on a hardware token work, and a stranger needs nothing but OpenSSH, which Linux, macOS and Windows bring along.

mod keygen;
mod sshsig;

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::bag::TAG_MANIFEST;

pub use keygen::KeygenError;
use keygen::{Ran, run};
use sshsig::SshSignature;

/// What the signature is for, so that one made for something else does not count: OpenSSH's *namespace*.
pub(super) const NAMESPACE: &str = "session-lens-evidence";
/// Whom `allowed_signers` names. Who that is, the key tells, and nothing in the pack.
const SIGNER: &str = "signer";

pub(super) const SIGNATURE: &str = "tagmanifest-sha256.txt.sig";
pub(super) const ALLOWED_SIGNERS: &str = "allowed_signers";
pub(super) const PUBLIC_KEY: &str = "signer.pub";
/// The files that are made after `tagmanifest-sha256.txt`, and so cannot be in it.
pub(super) const FILES: [&str; 3] = [SIGNATURE, ALLOWED_SIGNERS, PUBLIC_KEY];

/// A hardware key may want to be touched.
const TO_SIGN: Duration = Duration::from_mins(1);
const TO_CHECK: Duration = Duration::from_secs(20);

/// Why a pack was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    #[error(transparent)]
    Keygen(#[from] KeygenError),
    #[error(
        "ssh-keygen did not sign with {}: {said} (a key with a passphrase has to be in ssh-agent: ssh-add {})", key.display(), key.display()
    )]
    Refused { key: PathBuf, said: String },
    #[error("{} does not sign as a plain key; a certificate's signature cannot be checked without its authority", key.display())]
    NotPlain { key: PathBuf },
    #[error("the signature does not verify: {0}")]
    Wrong(String),
    #[error("the signature could not be written: {0}")]
    File(#[from] io::Error),
}

/// What is known of a pack's signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Signature {
    #[default]
    None,
    /// It is right, by the key with this fingerprint.
    Good { fingerprint: String },
    /// There is one, and whether it is right could not be found out.
    NotChecked { fingerprint: String, why: String },
}

/// Signs the folder's `tagmanifest-sha256.txt`, and gives the key's fingerprint. `key`: a private key's file, or a
/// public one's whose private key an agent holds.
pub(super) fn sign(folder: &Path, key: &Path) -> Result<String, SigningError> {
    let signed = folder.join(TAG_MANIFEST);
    let arguments = ["-Y".as_ref(), "sign".as_ref(), "-f".as_ref(), key.as_os_str(), "-n".as_ref(), NAMESPACE.as_ref()];
    let ran = run(&arguments, File::open(&signed)?, TO_SIGN)?;
    if !ran.is_well {
        return Err(SigningError::Refused { key: key.to_owned(), said: ran.said });
    }
    let signature = SshSignature::read(&ran.output).ok_or_else(|| SigningError::NotPlain { key: key.to_owned() })?;
    for (name, text) in files(&signature) {
        fs::write(folder.join(name), text)?;
    }
    let checked = verified(&signature, File::open(&signed)?)?;
    if checked.is_well { Ok(signature.fingerprint()) } else { Err(SigningError::Wrong(checked.said)) }
}

/// The files of a signature: its text decides every byte of the others.
fn files(signature: &SshSignature) -> [(&'static str, String); 3] {
    let key = signature.public_key();
    [
        (SIGNATURE, signature.armored()),
        (ALLOWED_SIGNERS, format!("{SIGNER} namespaces=\"{NAMESPACE}\" {key}\n")),
        (PUBLIC_KEY, format!("{key}\n")),
    ]
}

/// What `ssh-keygen` says of it. It gets files of our own, never those of the pack.
fn verified(signature: &SshSignature, signed: File) -> Result<Ran, KeygenError> {
    let folder = tempfile::tempdir()?;
    let [of_signature, of_signers] = [SIGNATURE, ALLOWED_SIGNERS].map(|name| folder.path().join(name));
    for (name, text) in files(signature) {
        fs::write(folder.path().join(name), text)?;
    }
    let arguments: [&OsStr; 10] = [
        "-Y".as_ref(),
        "verify".as_ref(),
        "-f".as_ref(),
        of_signers.as_os_str(),
        "-I".as_ref(),
        SIGNER.as_ref(),
        "-n".as_ref(),
        NAMESPACE.as_ref(),
        "-s".as_ref(),
        of_signature.as_os_str(),
    ];
    run(&arguments, signed, TO_CHECK)
}

/// What is wrong with a signature.
#[derive(Debug)]
pub(super) enum Wrong {
    /// This file is not what the signature says, or is none.
    Changed(&'static str),
    /// It is not this key's signature of this text.
    Bad(String),
}

/// Checks the texts of [`FILES`] against what was signed.
pub(super) fn check(texts: &[String; 3], signed: &[u8]) -> Result<Signature, Wrong> {
    let signature = SshSignature::read(&texts[0]).ok_or(Wrong::Changed(SIGNATURE))?;
    for ((name, expected), there) in files(&signature).iter().zip(texts) {
        if expected != there {
            return Err(Wrong::Changed(name));
        }
    }
    if signature.namespace != NAMESPACE {
        return Err(Wrong::Bad(format!("it was made for {:?}", signature.namespace)));
    }
    let fingerprint = signature.fingerprint();
    let ran = laid_out(signed).map_err(KeygenError::from).and_then(|file| verified(&signature, file));
    match ran {
        Ok(Ran { is_well: true, .. }) => Ok(Signature::Good { fingerprint }),
        Ok(Ran { said, .. }) => Err(Wrong::Bad(said)),
        Err(error) => Ok(Signature::NotChecked { fingerprint, why: error.to_string() }),
    }
}

fn laid_out(bytes: &[u8]) -> io::Result<File> {
    use std::io::{Seek, Write};

    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}
