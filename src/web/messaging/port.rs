//! `MessagePort` as an object: a seat that belongs to this thread, and delivers through the door.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use shards::Notifier;
use shards::mailbox::TryRecvError;

use super::seat::{QueueFull, Seat};
use crate::engine::{Class, Cx, Error, ErrorClass, Parcel, Result, Value};
use crate::runtime::{self, Hold, door};
use crate::web::clone::Message;

/// Messages delivered in one turn at least, if so many wait: others have their turn in between.
const MESSAGES_PER_TURN: usize = 1000;

/// The native part of a `MessagePort`.
pub struct Port(pub(super) Rc<PortState>);

pub(super) struct PortState {
    open: RefCell<Option<Open>>,
    receiving: Cell<bool>,
    /// Its end was asked for and comes in the loop's closing phase; what is being delivered is delivered until then.
    closing: Cell<bool>,
    /// What is called with each message, in place of the events.
    receiver: RefCell<Option<Value>>,
    context: Value,
}

/// What a port has while it is neither closed nor moved.
struct Open {
    seat: Seat,
    notifier: Notifier,
    hold: Hold,
    /// The JavaScript object: it lives until the port is closed, as its peer may always speak to it.
    object: Value,
}

/// This thread's ports, for its figures.
#[derive(Default)]
struct Ports(RefCell<Vec<Weak<PortState>>>);

impl Ports {
    /// Adds a port; those that are gone make room.
    fn add(port: &Rc<PortState>) {
        let runtime = runtime::current();
        let ports = runtime.kept::<Ports>().unwrap_or_else(|| {
            let ports = Rc::<Ports>::default();
            runtime.keep(ports.clone());
            let counted = ports.clone();
            runtime.add_meters(move |snapshot| snapshot.gauge("mailbox_depth", counted.waiting() as f64));
            ports
        });
        let mut ports = ports.0.borrow_mut();
        if ports.len() == ports.capacity() {
            ports.retain(|port| port.strong_count() > 0);
        }
        ports.push(Rc::downgrade(port));
    }

    /// Messages that were sent to them and not delivered.
    fn waiting(&self) -> usize {
        let ports = self.0.borrow();
        let open = ports.iter().filter_map(Weak::upgrade);
        open.filter_map(|port| port.with(|open| open.seat.inbox.len())).sum()
    }
}

/// The scripts' part, kept with the runtime.
pub(super) struct PortHooks {
    /// `MessagePort.prototype`.
    pub(super) prototype: Value,
    /// `initialise.call(port)`: called for every new one.
    pub(super) initialise: Value,
    /// `emit.call(port, value, ports, type)`; `ports` is undefined where there are none.
    pub(super) emit: Value,
    /// `closed.call(port)`.
    pub(super) closed: Value,
    /// `postWith.call(port, message, options)`: `postMessage` with more, or less, than a message.
    pub(super) post_with: Value,
    /// The types of the events.
    pub(super) message: Value,
    pub(super) message_error: Value,
}

pub(super) fn hooks(cx: Cx) -> Result<Rc<PortHooks>> {
    let runtime = runtime::current();
    if let Some(hooks) = runtime.kept::<PortHooks>() {
        return Ok(hooks);
    }
    runtime.builtins().require(cx, "internal/messaging/ports")?;
    Ok(runtime.kept::<PortHooks>().expect("the script hands its hooks over"))
}

/// A `MessagePort` of this thread on a seat.
///
/// # Errors
/// What the script that gives it its methods throws.
pub fn open_port(cx: Cx, seat: Seat) -> Result<Value> {
    let hooks = hooks(cx)?;
    open_with(cx, seat, &hooks.prototype, &hooks.initialise)
}

/// An object with a prototype of the caller's, which is a port otherwise.
pub(super) fn open_with(cx: Cx, seat: Seat, prototype: &Value, initialise: &Value) -> Result<Value> {
    let context = cx.async_context();
    let state = Rc::new(PortState {
        open: RefCell::new(None),
        receiving: Cell::new(false),
        closing: Cell::new(false),
        receiver: RefCell::new(None),
        context,
    });
    Ports::add(&state);
    let weak = Rc::downgrade(&state);
    let notifier = runtime::current().shard().notifier(Rc::new(move || {
        if let Some(state) = weak.upgrade() {
            state.deliver();
        }
    }));
    let object = cx.instance_with(Port(state.clone()), prototype)?;
    let hold = Hold::named("MessagePort");
    hold.set_referenced(false);
    seat.inbox.bind(notifier.handle());
    state.open.replace(Some(Open { seat, notifier, hold, object: object.clone() }));
    cx.call(initialise, &object, &[])?;
    Ok(object)
}

/// For the program: the other end does not take more.
pub(super) fn queue_full() -> Error {
    let text = "Too many messages wait for the receiver of this port";
    Error::coded(ErrorClass::Error, "ERR_MESSAGE_QUEUE_FULL", text)
}

impl PortState {
    fn with<R>(&self, body: impl FnOnce(&Open) -> R) -> Option<R> {
        self.open.borrow().as_ref().map(body)
    }

    /// False from the call of `close` on, whenever its event comes.
    pub(super) fn is_open(&self) -> bool {
        self.open.borrow().is_some() && !self.closing.get()
    }

    pub(super) fn reference(&self, referenced: bool) {
        self.with(|open| open.hold.set_referenced(referenced));
    }

    pub(super) fn is_referenced(&self) -> bool {
        self.with(|open| open.hold.is_referenced()).unwrap_or(false)
    }

    /// Gives each message to `receiver(value, label)`, without an event and without the ports in it.
    pub(super) fn set_receiver(&self, receiver: Value) {
        self.receiver.replace(Some(receiver));
    }

    /// Begins to deliver.
    pub(super) fn start(&self) {
        self.receiving.set(true);
        self.with(|open| open.notifier.notify());
    }

    /// Leaves messages where they are.
    pub(super) fn stop(&self) {
        self.receiving.set(false);
    }

    pub(super) fn seat_id(&self) -> Option<u64> {
        self.with(|open| open.seat.id)
    }

    /// Sends to the other end; to a closed port's, nothing is sent. How many messages wait there, this one included.
    pub(super) fn try_send(&self, message: Message) -> std::result::Result<usize, QueueFull> {
        if self.closing.get() {
            return Ok(0);
        }
        self.with(|open| open.seat.send(message)).unwrap_or(Ok(0))
    }

    /// As [`PortState::try_send`].
    ///
    /// # Errors
    /// For the program: the other end does not take more.
    pub(super) fn send(&self, message: Message) -> Result<usize> {
        self.try_send(message).map_err(|_| queue_full())
    }

    /// Makes a message and sends it, if the other end takes one: asked first, as what is transferred is lost by then, and
    /// promised, as making it runs code of the program's, which may send others. `None` if there is no room.
    ///
    /// # Errors
    /// Those of `make`.
    pub(super) fn make_and_send(&self, make: impl FnOnce() -> Result<Message>) -> Result<Option<usize>> {
        if !self.with(|open| open.seat.promise()).unwrap_or(true) {
            return Ok(None);
        }
        let made = make();
        self.with(|open| open.seat.keep_promise());
        Ok(self.try_send(made?).ok())
    }

    /// Calls the function once there is room at the other end.
    pub(super) fn when_free(&self, callback: Value) {
        let slot: Rc<Cell<Option<Notifier>>> = Rc::default();
        let own = slot.clone();
        let notifier = runtime::current().shard().notifier(Rc::new(move || {
            if own.take().is_some() {
                door::enter(&callback, &Value::UNDEFINED, &[]);
            }
        }));
        self.with(|open| open.seat.notify_when_free(&notifier.handle()));
        slot.set(Some(notifier));
    }

    /// The oldest message that waits, whether the port was started or not.
    pub(super) fn receive(&self) -> Option<Message> {
        self.with(|open| open.seat.inbox.try_recv().ok()).flatten()
    }

    /// Delivers every message that waits, in this call.
    pub(super) fn drain(&self) {
        while let Some(message) = self.receive() {
            if !self.dispatch(message) {
                return;
            }
        }
    }

    fn deliver(self: &Rc<Self>) {
        if self.closing.get() {
            return;
        }
        let waiting = self.with(|open| open.seat.inbox.len()).unwrap_or(0);
        for _ in 0..waiting.max(MESSAGES_PER_TURN) {
            if !self.receiving.get() {
                // Only the end is noticed by a port that does not listen.
                if self.with(|open| open.seat.is_finished()) == Some(true) {
                    self.close();
                }
                return;
            }
            let next = self.with(|open| open.seat.inbox.try_recv());
            match next {
                Some(Ok(message)) => {
                    if !self.dispatch(message) {
                        return;
                    }
                }
                Some(Err(TryRecvError::Closed)) => return self.close(),
                Some(Err(TryRecvError::Empty)) | None => return,
            }
        }
        self.with(|open| open.notifier.notify());
    }

    /// Hands one message to the script. False when the program is over.
    fn dispatch(&self, message: Message) -> bool {
        let Some(object) = self.with(|open| open.object.clone()) else { return false };
        let receiver = self.receiver.borrow().clone();
        let outcome = door::enter_in(&self.context, |cx| {
            let label = Value::from(message.label);
            let arrived = match receiver {
                Some(receiver) => match message.read(cx) {
                    Ok(value) => return cx.call(&receiver, &object, &[value, label]),
                    Err(error) => Err(error),
                },
                None => message.read_with_parcels(cx),
            };
            let hooks = hooks(cx)?;
            let (value, ports, kind) = match arrived {
                Ok((value, mut parcels)) => {
                    parcels.retain(|parcel| parcel.native::<Port>().is_some());
                    let ports = if parcels.is_empty() { Value::UNDEFINED } else { cx.array(parcels) };
                    (value, ports, &hooks.message)
                }
                Err(error) => (error.into_value(cx), Value::UNDEFINED, &hooks.message_error),
            };
            cx.call(&hooks.emit, &object, &[value, ports, kind.clone()])
        });
        outcome.is_some() || runtime::current().exit_code().is_none()
    }

    /// Ends the port. Its `close` event comes in the loop's closing phase, when the other end hears of it too.
    pub(super) fn close(self: &Rc<Self>) {
        if self.open.borrow().is_none() || self.closing.replace(true) {
            return;
        }
        self.with(|open| open.seat.leave_group());
        let state = self.clone();
        runtime::current().on_closing(move |runtime| {
            let Some(Open { seat, notifier, hold, object }) = state.open.take() else { return };
            drop((seat, notifier, hold, state.receiver.take()));
            runtime.enter(|cx| {
                cx.swap_async_context(state.context.clone());
                let hooks = hooks(cx)?;
                cx.call(&hooks.closed, &object, &[])
            });
        });
    }

    /// Takes the seat away, to move it; the object is of no use afterwards, and says nothing.
    pub(super) fn leave(&self) -> Option<Seat> {
        let Open { seat, .. } = self.open.take()?;
        self.receiver.take();
        seat.inbox.unbind();
        seat.forget_promises();
        Some(seat)
    }
}

impl Class for Port {
    const NAME: &'static str = "MessagePort";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.0.context);
        if let Some(receiver) = &*self.0.receiver.borrow() {
            visit(receiver);
        }
    }

    fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        if !moved {
            return Ok(None);
        }
        Ok(self.0.leave().map(|seat| Box::new(MovedPort(seat)) as Box<dyn Parcel>))
    }
}

/// A port on its way to another thread; messages for it wait in its mailbox.
struct MovedPort(Seat);

impl Parcel for MovedPort {
    fn unpack(self: Box<Self>, cx: Cx) -> Result<Value> {
        open_port(cx, self.0)
    }
}
