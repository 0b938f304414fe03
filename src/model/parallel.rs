use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// Does the same with each of the items on the machine's cores, and gives the results in the order of the items.
pub(crate) fn in_parallel<I: Send, T: Send>(items: Vec<I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len().max(1));
    let items: Vec<Mutex<Option<I>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { return done };
            if let Some(item) = item.lock().ok().and_then(|mut item| item.take()) {
                done.push((place, work(item)));
            }
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut all = take();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<String> = (0..1_000).map(|number| number.to_string()).collect();
        let lengths = in_parallel(items.clone(), |item| item.len());
        assert!(lengths.into_iter().eq(items.iter().map(String::len)));
        assert!(in_parallel(Vec::<u8>::new(), |item| item).is_empty());
    }
}
