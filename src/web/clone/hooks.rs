//! What cloning needs of JavaScript: methods as they were before any program changed them, and the script's own part.

use std::cell::RefCell;
use std::rc::Rc;

use super::message::Message;
use crate::engine::{Atom, Call, Context, Cx, Error, Result, Value};
use crate::runtime;

thread_local! {
    /// While a message is read into another context than the program's.
    static FOREIGN: RefCell<Option<Rc<Hooks>>> = const { RefCell::new(None) };
}

/// Another context's hooks, until this is dropped.
struct InForce;

impl InForce {
    fn new(hooks: Hooks) -> InForce {
        FOREIGN.replace(Some(Rc::new(hooks)));
        InForce
    }
}

impl Drop for InForce {
    fn drop(&mut self) {
        FOREIGN.take();
    }
}

/// The functions and symbols that `hooks.js` hands over.
#[derive(Clone)]
pub(super) struct Hooks {
    pub(super) get_time: Value,
    pub(super) number_value: Value,
    pub(super) string_value: Value,
    pub(super) boolean_value: Value,
    pub(super) bigint_value: Value,
    pub(super) bigint_hex: Value,
    pub(super) make: Makers,
    /// `(value)`: the DataCloneError that says that this value cannot be cloned.
    refuse: Value,
    /// `(message)`: a DataCloneError.
    data_clone_error: Value,
    pub(super) transfer_mode: Atom,
    pub(super) clone: Atom,
    pub(super) transfer: Atom,
    pub(super) deserialize: Atom,
}

/// What makes objects that are read, each of one context's built-in classes.
#[derive(Clone)]
pub(super) struct Makers {
    pub(super) bigint_of_hex: Value,
    pub(super) box_primitive: Value,
    pub(super) map: Value,
    pub(super) map_set: Value,
    pub(super) set: Value,
    pub(super) set_add: Value,
    pub(super) reg_exp: Value,
    pub(super) error: Value,
    /// `(deserializeInfo)`: a new object of the built-in class of that name.
    pub(super) construct: Value,
}

impl Makers {
    fn of(cx: Cx, functions: &Value) -> Result<Makers> {
        let function = |name| cx.get(functions, name);
        Ok(Makers {
            bigint_of_hex: function("bigintOfHex")?,
            box_primitive: function("boxPrimitive")?,
            map: function("Map")?,
            map_set: function("mapSet")?,
            set: function("Set")?,
            set_add: function("setAdd")?,
            reg_exp: function("RegExp")?,
            error: function("makeError")?,
            construct: function("construct")?,
        })
    }
}

impl Hooks {
    /// This thread's, loaded on first use.
    pub(super) fn get(cx: Cx) -> Result<Rc<Hooks>> {
        if let Some(foreign) = FOREIGN.with_borrow(Clone::clone) {
            return Ok(foreign);
        }
        let runtime = runtime::current();
        if let Some(hooks) = runtime.kept::<Hooks>() {
            return Ok(hooks);
        }
        runtime.builtins().require(cx, "internal/worker/clone_hooks")?;
        Ok(runtime.kept::<Hooks>().expect("the script hands its hooks over"))
    }

    /// The error that a value which cannot be cloned is answered with.
    pub(super) fn refuse(&self, cx: Cx, value: &Value) -> Error {
        match cx.call(&self.refuse, &Value::UNDEFINED, std::slice::from_ref(value)) {
            Ok(error) => Error::Value(error),
            Err(error) => error,
        }
    }

    /// A DataCloneError.
    pub(super) fn error(&self, cx: Cx, message: &str) -> Error {
        match cx.call(&self.data_clone_error, &Value::UNDEFINED, &[cx.string(message)]) {
            Ok(error) => Error::Value(error),
            Err(error) => error,
        }
    }
}

/// `setHooks(functions, symbols)`.
pub(super) fn set_hooks(call: &Call) -> Result<()> {
    let cx = call.cx();
    let function = |name| cx.get(call.arg(0), name);
    let symbol = |name| Ok::<_, Error>(cx.key(&cx.get(call.arg(1), name)?));
    runtime::current().keep(Rc::new(Hooks {
        get_time: function("getTime")?,
        number_value: function("numberValue")?,
        string_value: function("stringValue")?,
        boolean_value: function("booleanValue")?,
        bigint_value: function("bigintValue")?,
        bigint_hex: function("bigintHex")?,
        make: Makers::of(cx, call.arg(0))?,
        refuse: function("refuse")?,
        data_clone_error: function("dataCloneError")?,
        transfer_mode: symbol("transferMode")?,
        clone: symbol("clone")?,
        transfer: symbol("transfer")?,
        deserialize: symbol("deserialize")?,
    }));
    Ok(())
}

/// `cloneInto(context, functions, value, transfers)`: a clone of the value in another context of the thread, of whose
/// built-ins the functions are; and the native objects that were transferred.
pub(super) fn clone_into(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let message = Message::write(cx, call.arg(2), cx.elements(call.arg(3))?)?;
    let hooks = Hooks { make: Makers::of(cx, call.arg(1))?, ..Hooks::get(cx)?.as_ref().clone() };
    let foreign = call.arg_as::<Context>(0)?.cx();
    let in_force = InForce::new(hooks);
    let read = message.read_with_parcels(foreign);
    drop(in_force);
    let (value, parcels) = read?;
    Ok(cx.array([value, cx.array(parcels)]))
}
