use crate::worker::{Request, RequestId};

use super::state::Slot;

/// What is to be told to the worker.
#[derive(Clone, Debug)]
pub enum Outgoing {
    Start(RequestId, Request),
    Cancel(RequestId),
}

/// Collects what `apply` and `accept` ask of the worker.
#[derive(Debug, Default)]
pub struct Outbox {
    last_id: u64,
    waiting: Vec<Outgoing>,
}

impl Outbox {
    /// Asks for something nobody has to wait for in a slot.
    pub fn ask(&mut self, request: Request) -> RequestId {
        self.last_id += 1;
        let id = RequestId(self.last_id);
        self.waiting.push(Outgoing::Start(id, request));
        id
    }

    /// Asks for something; what the slot waited for before is cancelled.
    pub fn ask_in(&mut self, slot: &mut Slot, request: Request) {
        let id = self.ask(request);
        let replaced = slot.begin(id);
        self.cancel(replaced);
    }

    pub fn cancel(&mut self, id: Option<RequestId>) {
        self.waiting.extend(id.map(Outgoing::Cancel));
    }

    pub fn take(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.waiting)
    }
}
