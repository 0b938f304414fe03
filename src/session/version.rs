/// The version of how commands are read. To be raised whenever the same events give other commands, or the form in which
/// sessions are kept changes: what a case has of an older version is read again.
pub const EXTRACTION_VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use sha2::{Digest, Sha256};

    use super::EXTRACTION_VERSION;
    use crate::{
        model::{LogEvent, hex},
        session::read_session,
    };

    /// Over what is kept of the recorded sessions, and the version that gave it.
    const RECORDED: (u32, &str) = (1, "e990a72b7a68ed781d2589d76337609226e55b51b672b40d218380866874583c");

    #[test]
    fn whoever_changes_the_reading_raises_the_version() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sessions");
        let mut sum = Sha256::new();
        for folder in [folder.clone(), folder.join("upload")] {
            let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let mut files: Vec<_> =
                entries.filter(|path| path.extension().is_some_and(|end| end == "ndjson")).collect();
            files.sort();
            assert!(files.len() > 5);
            for file in files {
                let event = |line: &str| {
                    let event: serde_json::Value = serde_json::from_str(line).unwrap();
                    LogEvent {
                        timestamp: event["timestamp"].as_i64().unwrap(),
                        message: event["message"].as_str().unwrap().to_owned(),
                        ..LogEvent::default()
                    }
                };
                let events = fs::read_to_string(&file).unwrap().lines().map(event).collect();
                let session = read_session(&file.file_stem().unwrap().to_string_lossy(), events);
                sum.update(serde_json::to_string(&session).unwrap());
                sum.update(b"\n");
            }
        }
        let found = hex(&sum.finalize());
        assert_eq!(
            (EXTRACTION_VERSION, found.as_str()),
            RECORDED,
            "recorded sessions read differently than when the version was set: raise EXTRACTION_VERSION, and write it \
             here with the digest found"
        );
    }
}
