//! A signature as OpenSSH writes it: only what names the key is read here; `ssh-keygen` does the arithmetic.
//!
//! Source: OpenSSH's `PROTOCOL.sshsig`.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use sha2::{Digest, Sha256};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";
const MAGIC: &[u8] = b"SSHSIG\0\0\0\x01";
/// Letters in a line, as OpenSSH lays them.
const WIDTH: usize = 70;
/// Signatures of the largest keys take some 4 kB.
const LONGEST: usize = 64 << 10;

/// A signature that can be told apart into its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::evidence::pack) struct SshSignature {
    blob: Vec<u8>,
    key_type: String,
    key: Vec<u8>,
    pub namespace: String,
}

impl SshSignature {
    /// `None`: it is none, or one by a certificate, which says nothing without its authority.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.replace('\r', "");
        if text.len() > LONGEST {
            return None;
        }
        let letters: String = text.strip_prefix(BEGIN)?.trim_end().strip_suffix(END.trim_end())?.split('\n').collect();
        let blob = BASE64_STANDARD.decode(letters).ok()?;
        let mut rest = blob.strip_prefix(MAGIC)?;
        let key = string(&mut rest)?.to_vec();
        let namespace = String::from_utf8(string(&mut rest)?.to_vec()).ok()?;
        let [_reserved, _hash, _signature] = [string(&mut rest)?, string(&mut rest)?, string(&mut rest)?];
        let key_type = std::str::from_utf8(string(&mut key.as_slice())?).ok()?.to_owned();
        let is_plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"-.@".contains(&letter);
        let is_key = !key_type.is_empty() && key_type.bytes().all(is_plain) && !key_type.contains("-cert-");
        (rest.is_empty() && is_key).then_some(Self { blob, key_type, key, namespace })
    }

    /// The only text of this signature that counts as untouched.
    pub fn armored(&self) -> String {
        let letters = BASE64_STANDARD.encode(&self.blob);
        let mut text = BEGIN.to_owned();
        let mut rest = letters.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(WIDTH));
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        text + END
    }

    /// The key as it stands in `.pub` files, without a comment.
    pub fn public_key(&self) -> String {
        format!("{} {}", self.key_type, BASE64_STANDARD.encode(&self.key))
    }

    /// As `ssh-keygen -l` shows it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", BASE64_STANDARD_NO_PAD.encode(Sha256::digest(&self.key)))
    }
}

/// The next length and as many bytes.
fn string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (text, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signature(key_type: &str) -> String {
        let put = |blob: &mut Vec<u8>, text: &[u8]| {
            blob.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            blob.extend(text);
        };
        let mut key = Vec::new();
        put(&mut key, key_type.as_bytes());
        put(&mut key, &[7; 32]);
        let mut blob = MAGIC.to_vec();
        for part in [key.as_slice(), b"there", b"", b"sha512", &[9; 83]] {
            put(&mut blob, part);
        }
        let letters = BASE64_STANDARD.encode(&blob);
        let lines: Vec<&str> =
            letters.as_bytes().chunks(WIDTH).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{BEGIN}{}\n{END}", lines.join("\n"))
    }

    #[test]
    fn the_key_is_read_and_the_text_has_but_one_form() {
        let text = signature("ssh-ed25519");
        let read = SshSignature::read(&text).unwrap();
        assert_eq!((read.armored().as_str(), read.namespace.as_str()), (text.as_str(), "there"));
        assert!(read.public_key().starts_with("ssh-ed25519 AAAA"));
        assert_eq!(SshSignature::read(&text.replace('\n', "\r\n")), Some(read), "as Windows may write it");
        assert_eq!(SshSignature::read(&signature("ssh-ed25519-cert-v01@openssh.com")), None);
        assert_eq!(SshSignature::read(&signature("a\nb")), None);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fail(place in 0_usize..300, letter in any::<char>(), cut in 0_usize..300) {
            let mut text: Vec<char> = signature("ssh-ed25519").chars().collect();
            let place = place % text.len();
            text[place] = letter;
            let _read = SshSignature::read(&text.iter().collect::<String>());
            let _cut = SshSignature::read(&text[..cut % text.len()].iter().collect::<String>());
        }
    }
}
