/// What the window takes for now. A test, or a picture that shall look the same tomorrow, pins it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    pinned: Option<i64>,
}

impl Clock {
    /// Always this moment, in milliseconds since 1970, UTC.
    pub fn pinned_to(now: i64) -> Self {
        Self { pinned: Some(now) }
    }

    /// Milliseconds since 1970, UTC.
    pub fn now(self) -> i64 {
        self.pinned.unwrap_or_else(|| jiff::Timestamp::now().as_millisecond())
    }

    /// The moment it always is, if it is pinned.
    pub fn pinned(self) -> Option<i64> {
        self.pinned
    }
}
