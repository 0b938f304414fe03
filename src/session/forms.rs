//! How sessions are written where they are kept.

/// What is as it mostly is need not be written.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
