//! The sessions that AWS knows against the logs that exist.
