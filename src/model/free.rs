/// So many parts are let go of where it happens: it takes about a millisecond.
const FEW: usize = 10_000;

/// Frees something large on a thread of its own: giving back a million texts takes a tenth of a
/// second, which the window's thread does not have. `parts`: about how many allocations it is.
pub(crate) fn free_elsewhere<T: Send + 'static>(value: T, parts: usize) {
    if parts > FEW {
        // Without a thread to be had, dropping the closure frees it here.
        let _started = std::thread::Builder::new().name("free".to_owned()).spawn(move || drop(value));
    }
}
