//! `MessageChannel`, `MessagePort`, `BroadcastChannel`, `MessageEvent`: what threads speak through, and the scripts of
//! one thread with each other. The mailboxes of `shards` carry the messages.

use crate::engine::{Binding, Result};
use crate::runtime::builtin::{Module, private, shared};

mod atomics;
mod groups;
mod natives;
mod port;
mod seat;

pub use port::{Port, open_port};
pub use seat::{Seat, channel, channel_of};

/// The declaration.
pub const MODULE: Module = Module {
    name: "messaging",
    scripts: &[
        shared("internal/messaging/ports", "message_port.js"),
        private("internal/messaging/broadcast", "broadcast_channel.js"),
        shared("internal/messaging/event", "message_event.js"),
    ],
    globals: &[
        ("BroadcastChannel", "internal/messaging/ports"),
        ("MessageChannel", "internal/messaging/ports"),
        ("MessageEvent", "internal/messaging/event"),
        ("MessagePort", "internal/messaging/ports"),
    ],
    bindings: &[("atomics", atomics::bind), ("message_port", bind)],
    uses: &["base", "clone", "events", "inspect"],
    ..Module::EMPTY
};

fn bind(binding: &Binding) -> Result<()> {
    natives::bind(binding)
}
