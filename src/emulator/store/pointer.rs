use base64::{Engine, prelude::BASE64_STANDARD};

/// What stands behind a `@ptr`: which event of which stream of which group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointer {
    pub group: u32,
    pub stream: u32,
    pub event: u32,
}

/// Marks a pointer as one of this service's.
const MARK: [u8; 3] = *b"ptr";

impl Pointer {
    /// Appends it as AWS would: a text that says nothing by itself.
    pub fn write(self, text: &mut String) {
        let mut bytes = [0_u8; 15];
        bytes[..3].copy_from_slice(&MARK);
        bytes[3..7].copy_from_slice(&self.group.to_be_bytes());
        bytes[7..11].copy_from_slice(&self.stream.to_be_bytes());
        bytes[11..].copy_from_slice(&self.event.to_be_bytes());
        BASE64_STANDARD.encode_string(bytes, text);
    }

    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        let number = |from: usize| Some(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?));
        let whole = bytes.len() == 15 && bytes.starts_with(&MARK);
        whole.then_some(())?;
        Some(Self { group: number(3)?, stream: number(7)?, event: number(11)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_comes_back_and_rubbish_does_not() {
        let pointer = Pointer { group: 7, stream: 3_000, event: u32::MAX };
        let mut text = String::new();
        pointer.write(&mut text);
        assert_eq!(Pointer::read(&text), Some(pointer));
        for wrong in ["", "x", "cHRy", "AAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(Pointer::read(wrong), None, "{wrong}");
        }
    }
}
