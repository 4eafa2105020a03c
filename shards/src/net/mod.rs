//! Sockets, as thin as they can be: every call is one system call, non-blocking and
//! close-on-exec, and its error is the kernel's.

mod address;
mod connect;
mod datagram;
mod listen;
mod shared;
mod stream;

pub use address::{Address, UnixName};
pub use connect::{ConnectError, ConnectOptions, Connecting, connect_tcp, connect_unix};
pub use datagram::{BindOptions, Datagram, Membership};
pub use listen::{Accepted, ListenOptions, Listener, ReusePort, bind_tcp, bind_unix, listen_tcp, listen_unix};
pub(crate) use shared::{Name, SharedAddresses, Sharing};
pub use stream::Stream;
