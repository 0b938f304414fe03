use std::io;

/// What the system said when a temporary file was to be made, without that file's name: it is nothing to a person, who gave
/// another one.
pub(crate) fn without_name(error: &io::Error) -> io::Error {
    let said = error.to_string();
    // tempfile puts it behind, and gives the system's own error to nobody.
    let cause = said.split(" at path ").next().unwrap_or_default();
    io::Error::new(error.kind(), cause.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_stays_and_the_name_goes() {
        let folder = tempfile::tempdir().unwrap();
        let error = tempfile::Builder::new().suffix(".part").tempfile_in(folder.path().join("none")).unwrap_err();
        assert!(error.to_string().contains(".part"), "it is what it is for: {error}");
        let said = without_name(&error);
        assert_eq!(said.kind(), io::ErrorKind::NotFound);
        assert!(!said.to_string().contains(".part"), "{said}");
    }
}
