//! Which core has the server and which the load, so that neither takes the other's time.

use std::io;

use crate::process;

/// One core for the server, another for the load; with a single one they share it.
pub struct Cores {
    /// Those that this process may run on.
    pub all: Vec<usize>,
    /// The server's.
    pub server: usize,
    /// The load generator's.
    pub load: usize,
}

impl Cores {
    /// The first and the last of those that this thread may run on.
    ///
    /// # Errors
    /// None in practice: the kernel always answers for the calling thread.
    pub fn choose() -> io::Result<Self> {
        let all = process::allowed_cores()?;
        let (server, load) = (all[0], *all.last().expect("this thread runs on a core"));
        if server == load {
            println!("there is only one core: server and load generator share it, and the figures show it");
        }
        Ok(Self { all, server, load })
    }

    /// Runs `work` on one core; what it starts stays there.
    pub fn on<T>(&self, core: usize, work: impl FnOnce() -> T) -> T {
        process::pin_to(&[core]).expect("a core of this thread's own is allowed");
        let result = work();
        process::pin_to(&self.all).expect("these cores were allowed before");
        result
    }
}
