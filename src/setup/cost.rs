//! What a log group costs.
