//! The only file that names glommio: a shard's executor, its tasks, and the way to
//! wait for the shard's reactor from inside it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_io::AsyncRead;
use glommio::net::TcpStream;
use glommio::timer::Timer;
use glommio::{LocalExecutor, LocalExecutorBuilder, Placement, PoolPlacement};
use rustix::event::{EventfdFlags, eventfd};

use crate::error::Error;
use crate::limits;
use crate::posix;
use crate::probe;
use crate::reactor::Reactor;
use crate::shard::ShardOptions;
use crate::slab::{Key, Slab};

pub(crate) struct Executor {
    executor: LocalExecutor,
    io_memory: usize,
    // Dropped after the executor.
    left_behind: LeftBehind,
}

impl Executor {
    /// Makes the calling thread's executor.
    pub(crate) fn new(options: &ShardOptions) -> Result<Executor, Error> {
        // Its own refusals are panics and riddles, so ask first.
        probe::require()?;
        let make = || {
            LocalExecutorBuilder::new(Placement::Unbound)
                .name(&options.name)
                .io_memory(options.io_memory)
                .preempt_timer(limits::PREEMPT_TIMER)
                // No threads: the shard's pool is its own (see `pool`).
                .blocking_thread_pool_placement(PoolPlacement::Custom(Vec::new()))
                .make()
        };
        let (made, left_behind) = LeftBehind::of(make);
        let executor = made.map_err(|error| Error::Executor(error.to_string()))?;
        Ok(Executor { executor, io_memory: options.io_memory, left_behind })
    }

    /// Whether it was made with the same settings.
    pub(crate) fn fits(&self, options: &ShardOptions) -> bool {
        self.io_memory == options.io_memory
    }

    pub(crate) fn run<T>(&self, main: impl Future<Output = T>) -> T {
        self.left_behind.is_left.set(true);
        self.executor.run(main)
    }
}

/// The eventfd of an executor, which glommio 0.9.0 never closes once a task has run there: tasks share its owner, and
/// are freed without giving their share back.
struct LeftBehind {
    eventfd: Option<RawFd>,
    is_left: Cell<bool>,
}

impl LeftBehind {
    /// Of what `make` makes, which opens it before anything else. One at a time in the process, and only an eventfd that
    /// blocks is it: no others here do. Where another thread opens something at the same moment, it stays unknown and
    /// open.
    fn of<T, E>(make: impl FnOnce() -> Result<T, E>) -> (Result<T, E>, LeftBehind) {
        static MAKING: Mutex<()> = Mutex::new(());
        let making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        // The kernel gives the lowest number that is free.
        let next = eventfd(0, EventfdFlags::CLOEXEC).map(|free| free.as_raw_fd());
        let made = make();
        let eventfd = next.ok().filter(|fd| made.is_ok() && posix::is_blocking_eventfd(*fd));
        // Not before: the next one's might have that number.
        drop(making);
        (made, LeftBehind { eventfd, is_left: Cell::new(false) })
    }
}

impl Drop for LeftBehind {
    #[allow(unsafe_code, reason = "nothing else closes it")]
    fn drop(&mut self) {
        if let Some(fd) = self.eventfd.filter(|_| self.is_left.get()) {
            // SAFETY: the executor is gone, and whoever could wake it lived on its thread. The owner that is never
            // dropped does not close it.
            drop(unsafe { OwnedFd::from_raw_fd(fd) });
        }
    }
}

/// The shard's tasks besides its main one.
pub(crate) struct Tasks {
    live: Rc<Cell<usize>>,
    handles: RefCell<Slab<glommio::Task<()>>>,
    finished: Rc<RefCell<Vec<Key>>>,
    /// The main task, while it waits.
    main: Rc<Cell<Option<Waker>>>,
    gate: RefCell<Option<Gate>>,
    panicked: Rc<Cell<Option<Box<dyn Any + Send>>>>,
}

impl Tasks {
    pub(crate) fn new() -> Tasks {
        Tasks {
            live: Rc::new(Cell::new(0)),
            handles: RefCell::new(Slab::new()),
            finished: Rc::new(RefCell::new(Vec::new())),
            main: Rc::new(Cell::new(None)),
            gate: RefCell::new(None),
            panicked: Rc::new(Cell::new(None)),
        }
    }

    /// Tasks that have not finished.
    pub(crate) fn live(&self) -> usize {
        self.live.get()
    }

    /// Starts a task. It first runs when the main task next waits, not within this
    /// call, whose caller may be in the middle of anything.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.reap();
        let alive = Alive::new(&self.live);
        let (finished, panicked) = (self.finished.clone(), self.panicked.clone());
        let (main, key) = (self.main.clone(), Rc::new(Cell::new(None)));
        let own_key = key.clone();
        let queue = glommio::executor().current_task_queue();
        let handle = glommio::spawn_local_into(
            async move {
                if let Err(payload) = contain(task).await {
                    panicked.set(Some(payload));
                }
                finished.borrow_mut().extend(own_key.get());
                drop(alive);
                if let Some(main) = main.take() {
                    main.wake();
                }
            },
            queue,
        )
        .expect("the current task queue exists");
        key.set(Some(self.handles.borrow_mut().insert(handle)));
    }

    /// Lets tasks run and their I/O proceed, until the reactor has something, a task
    /// has finished, or the time is over. One real turn of the executor's rings at least.
    ///
    /// # Panics
    /// With what a task panicked with: the shard is one program.
    pub(crate) async fn wait(&self, reactor: &Reactor, timeout: Option<Duration>) {
        let mut gate = match self.gate.take() {
            Some(gate) => gate,
            // Without a gate (no fds left), tasks still get their turn.
            None => match Gate::new(reactor) {
                Ok(gate) => gate,
                Err(_) => {
                    Timer::new(timeout.unwrap_or(RETRY).min(RETRY)).await;
                    return;
                }
            },
        };
        let timeout = timeout.unwrap_or(Duration::MAX).min(limits::RING_PARK_MAX);
        let mut timer = Timer::new(timeout);
        std::future::poll_fn(|cx| {
            if gate.poll(cx).is_ready() || !self.finished.borrow().is_empty() {
                return Poll::Ready(());
            }
            self.main.set(Some(cx.waker().clone()));
            Pin::new(&mut timer).poll(cx).map(drop)
        })
        .await;
        self.main.take();
        self.gate.replace(Some(gate));
        self.reap();
        if let Some(payload) = self.panicked.take() {
            resume_unwind(payload);
        }
    }

    /// Ends every task where it stands.
    pub(crate) async fn cancel_all(&self) {
        let handles = self.handles.borrow_mut().take_all();
        for handle in handles {
            handle.cancel().await;
        }
        if self.gate.take().is_some() {
            // A turn for the ring to forget the last wait: the executor is used again.
            Timer::new(SETTLE).await;
        }
    }

    fn reap(&self) {
        loop {
            let Some(key) = self.finished.borrow_mut().pop() else { return };
            let handle = self.handles.borrow_mut().remove(key);
            drop(handle);
        }
    }
}

/// A future whose panic is a result: one that reaches the executor kills it.
pub(crate) async fn contain<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => Poll::Ready(Err(payload)),
        }
    })
    .await
}

/// How long the ring takes, generously, to cancel a wait.
const SETTLE: Duration = Duration::from_millis(1);

/// How long a wait without a gate lasts at most.
const RETRY: Duration = Duration::from_millis(10);

/// Counts a task as long as it lives, however it ends.
struct Alive(Rc<Cell<usize>>);

impl Alive {
    fn new(live: &Rc<Cell<usize>>) -> Alive {
        live.set(live.get() + 1);
        Alive(live.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Waits for the reactor's epoll fd through the executor's ring.
///
/// glommio waits for no foreign fds. But its stream begins to poll for readability
/// when it is made, and reads only when that poll has completed: a read then fails
/// with `ENOTSOCK`, exactly when the fd is ready. The stream owns a duplicate of the
/// epoll fd; after each completion a new stream is made of it, and the wait in flight
/// is kept across turns, since abandoning it would cost two ring entries.
struct Gate {
    stream: ManuallyDrop<TcpStream>,
}

impl Gate {
    fn new(reactor: &Reactor) -> std::io::Result<Gate> {
        let fd = reactor.epoll_fd().try_clone_to_owned()?;
        Ok(Gate { stream: stream_of(fd.into_raw_fd()) })
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if Pin::new(&mut *self.stream).poll_read(cx, &mut [0]).is_pending() {
            return Poll::Pending;
        }
        // The old stream is forgotten (not dropped, which would close the fd).
        let fd = self.stream.as_raw_fd();
        self.stream = stream_of(fd);
        Poll::Ready(())
    }
}

impl Drop for Gate {
    #[allow(unsafe_code, reason = "the stream is dropped in exactly one place")]
    fn drop(&mut self) {
        // SAFETY: the stream is not used again; its drop closes the duplicate.
        unsafe { ManuallyDrop::drop(&mut self.stream) };
    }
}

#[allow(unsafe_code, reason = "glommio takes fds it did not make in no other way")]
fn stream_of(fd: RawFd) -> ManuallyDrop<TcpStream> {
    // SAFETY: `fd` is the gate's own duplicate, open, and owned by this stream alone:
    // a stream of the same fd that was made before has been forgotten.
    ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(fd) })
}

/// Waits in a task of [`crate::Shard::spawn`]. The shard's own program has
/// [`crate::Timers`].
pub async fn sleep(duration: Duration) {
    Timer::new(duration).await;
}
