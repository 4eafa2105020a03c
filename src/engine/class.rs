//! Native classes: JavaScript objects that carry a Rust value.
//!
//! `T`'s finalizer is its `Drop`. The value is reached from a method through [`Call::this_as`].

use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::mem::size_of;
use std::ptr;

use rquickjs::qjs;

use super::call::guard;
use super::{Attributes, Call, Cx, Error, Native, Result, Return, Value};

/// A Rust type that JavaScript objects can carry.
pub trait Class: 'static {
    /// The class's name, as `Object.prototype.toString` and error messages show it.
    const NAME: &'static str;

    /// Shows the cycle collector each [`Value`] that the object holds. Without it such a value is a root.
    fn trace(&self, _visit: &mut dyn FnMut(&Value)) {}

    /// What goes to another thread when the object is part of a message; `None` when it cannot. With `moved`, the
    /// program listed it for transfer, and the object itself ends.
    ///
    /// # Errors
    /// Why an object of a class that can leave cannot do so now.
    fn pack(&self, _moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(None)
    }
}

/// The state of a native object between two threads.
pub trait Parcel: Send {
    /// The object, in the realm where it has arrived.
    ///
    /// # Errors
    /// Why it cannot be made there.
    fn unpack(self: Box<Self>, cx: Cx) -> Result<Value>;

    /// The same once more, for a message with several receivers; `None` for what has moved.
    fn duplicate(&self) -> Option<Box<dyn Parcel>> {
        None
    }
}

struct Registered {
    type_id: TypeId,
    class_id: qjs::JSClassID,
    pack: Pack,
}

type Pack = fn(&Value, bool) -> Result<Option<Box<dyn Parcel>>>;

fn pack<T: Class>(value: &Value, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
    value.native::<T>().map_or(Ok(None), |native| native.pack(moved))
}

thread_local! {
    static CLASSES: RefCell<Vec<Registered>> = const { RefCell::new(Vec::new()) };
    /// The newest holder.
    static HOLDERS: Cell<*mut Head> = const { Cell::new(ptr::null_mut()) };
}

/// Class ids end with their runtime.
pub(super) fn forget_classes() {
    CLASSES.with_borrow_mut(Vec::clear);
}

/// What an object's opaque pointer leads to. The type is checked before the value is touched.
#[repr(C)]
struct Holder<T> {
    head: Head,
    value: T,
}

/// The part of a holder that does not depend on its type. All holders of a realm are in one list, so that what they
/// hold can be let go before the realm ends.
struct Head {
    type_id: TypeId,
    previous: *mut Head,
    next: *mut Head,
    /// The object, borrowed: it owns the holder.
    object: qjs::JSValue,
    release: unsafe fn(*mut Head),
}

/// # Safety
/// `head` is that of a boxed `Holder<T>` that nothing else refers to.
unsafe fn release<T: Class>(head: *mut Head) {
    // SAFETY: the head is the holder's first field.
    drop(unsafe { Box::from_raw(head.cast::<Holder<T>>()) });
}

impl Head {
    /// # Safety
    /// `head` is alive and in no list.
    unsafe fn link(head: *mut Head) {
        let next = HOLDERS.replace(head);
        // SAFETY: both are alive, as the list holds live holders only.
        unsafe {
            (*head).next = next;
            if let Some(next) = next.as_mut() {
                next.previous = head;
            }
        }
    }

    /// # Safety
    /// `head` is in this thread's list.
    unsafe fn unlink(head: *mut Head) {
        // SAFETY: its neighbours are alive.
        unsafe {
            let (previous, next) = ((*head).previous, (*head).next);
            match previous.as_mut() {
                Some(previous) => previous.next = next,
                None => HOLDERS.set(next),
            }
            if let Some(next) = next.as_mut() {
                next.previous = previous;
            }
        }
    }
}

/// Drops the Rust value of every native object of this thread's realm: what they hold of JavaScript, each other and
/// themselves is let go. Their methods throw from then on.
pub(super) fn release_all() {
    loop {
        let head = HOLDERS.get();
        if head.is_null() {
            return;
        }
        // SAFETY: the holder is alive; its object is told before it goes.
        unsafe {
            Head::unlink(head);
            qjs::JS_SetOpaque((*head).object, ptr::null_mut());
            ((*head).release)(head);
        }
    }
}

/// # Safety
/// Called by the engine for an object of the class registered for `T`.
unsafe extern "C" fn finalize<T: Class>(_: *mut qjs::JSRuntime, object: qjs::JSValue) {
    let mut class_id = 0;
    // SAFETY: the object is of our class; its opaque pointer is a leaked box or null.
    unsafe {
        let opaque = qjs::JS_GetAnyOpaque(object, &mut class_id);
        if !opaque.is_null() {
            Head::unlink(opaque.cast());
            release::<T>(opaque.cast());
        }
    }
}

/// # Safety
/// Called by the engine's collector for an object of the class registered for `T`.
unsafe extern "C" fn mark<T: Class>(
    rt: *mut qjs::JSRuntime,
    object: qjs::JSValue,
    mark_func: qjs::JS_MarkFunc,
) {
    let mut class_id = 0;
    // SAFETY: as in `finalize`; the collector only counts references.
    unsafe {
        let opaque = qjs::JS_GetAnyOpaque(object, &mut class_id);
        if let Some(holder) = opaque.cast::<Holder<T>>().as_ref() {
            holder.value.trace(&mut |value| qjs::JS_MarkValue(rt, value.as_raw(), mark_func));
        }
    }
}

fn class_id<T: Class>(cx: Cx) -> qjs::JSClassID {
    exotic_class_id::<T>(cx, ptr::null_mut())
}

/// The id of the class of `T`, which is registered with these property handlers when it is first asked for.
pub(super) fn exotic_class_id<T: Class>(cx: Cx, exotic: *mut qjs::JSClassExoticMethods) -> qjs::JSClassID {
    let type_id = TypeId::of::<T>();
    let known = CLASSES
        .with_borrow(|classes| classes.iter().find(|class| class.type_id == type_id).map(|class| class.class_id));
    if let Some(id) = known {
        return id;
    }
    let name = CString::new(T::NAME).expect("class names are literals without NUL");
    let definition = qjs::JSClassDef {
        class_name: name.as_ptr(),
        finalizer: Some(finalize::<T>),
        gc_mark: Some(mark::<T>),
        call: None,
        exotic,
    };
    let mut id = 0;
    // SAFETY: the runtime is alive; the definition is copied, its name interned.
    unsafe {
        qjs::JS_NewClassID(cx.rt(), &mut id);
        assert_eq!(qjs::JS_NewClass(cx.rt(), id, &definition), 0, "classes are few and small");
        qjs::JS_SetClassProto(cx.raw, id, cx.object().into_raw());
    }
    CLASSES.with_borrow_mut(|classes| classes.push(Registered { type_id, class_id: id, pack: pack::<T> }));
    id
}

fn holder<T: Class>(value: &Value) -> Option<*mut Holder<T>> {
    let mut id = 0;
    if !value.is_object() {
        return None;
    }
    // SAFETY: asks a live object for its class and opaque pointer.
    let opaque = unsafe { qjs::JS_GetAnyOpaque(value.0, &mut id) };
    let own = CLASSES.with_borrow(|classes| classes.first().is_some_and(|first| id >= first.class_id));
    if opaque.is_null() || !own {
        return None;
    }
    // SAFETY: every class from the first of ours on was registered here, so the pointer leads to a `Holder`.
    let type_id = unsafe { (*opaque.cast::<Head>()).type_id };
    (type_id == TypeId::of::<T>()).then_some(opaque.cast())
}

impl Value {
    /// Whether the object carries a Rust value of some class.
    pub fn carries_native(&self) -> bool {
        let mut id = 0;
        // SAFETY: asks a live object for its class and opaque pointer.
        let opaque = unsafe { qjs::JS_GetAnyOpaque(self.0, &mut id) };
        self.is_object()
            && !opaque.is_null()
            && CLASSES.with_borrow(|classes| classes.first().is_some_and(|first| id >= first.class_id))
    }

    /// The Rust value that the object carries, if it is a `T`. It lives as long as the object does.
    #[inline]
    pub fn native<T: Class>(&self) -> Option<&T> {
        // SAFETY: the object owns the holder and is kept alive by `self`.
        holder::<T>(self).map(|holder| unsafe { &(*holder).value })
    }

    /// Whether this is an object of a native class.
    pub fn is_native(&self) -> bool {
        self.registered_pack().is_some()
    }

    /// See [`Class::pack`]; `None` also for what is no object of a native class.
    pub fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        self.registered_pack().map_or(Ok(None), |pack| pack(self, moved))
    }

    fn registered_pack(&self) -> Option<Pack> {
        if !self.is_object() {
            return None;
        }
        // SAFETY: reads the class of a live object.
        let id = unsafe { qjs::JS_GetClassID(self.0) };
        CLASSES.with_borrow(|classes| classes.iter().find(|class| class.class_id == id).map(|class| class.pack))
    }
}

impl<'a> Call<'a> {
    /// The receiver's Rust value.
    ///
    /// # Errors
    /// `TypeError: Illegal invocation`, as engines say, when the receiver is something else.
    #[inline]
    pub fn this_as<T: Class>(&self) -> Result<&'a T> {
        self.this().native::<T>().ok_or_else(|| Error::type_error("Illegal invocation"))
    }

    /// An argument's Rust value.
    pub fn arg_as<T: Class>(&self, index: usize) -> Result<&'a T> {
        self.arg(index)
            .native::<T>()
            .ok_or_else(|| Error::type_error(format!("argument {} must be a {}", index + 1, T::NAME)))
    }
}

/// The prototype of a native class while it is being furnished.
pub struct Prototype {
    cx: Cx,
    object: Value,
}

impl Prototype {
    /// Adds a method.
    pub fn method<F: Native>(&self, name: &str, arity: u32, function: F) -> Result<()> {
        self.cx.define(&self.object, name, self.cx.function(name, arity, function), Attributes::HIDDEN)
    }

    /// Adds a read-only accessor.
    pub fn getter<F: Native>(&self, name: &str, function: F) -> Result<()> {
        let getter = self.cx.function(name, 0, function);
        self.cx.define_accessor(&self.object, name, getter, Value::UNDEFINED)
    }

    /// Adds an accessor.
    pub fn accessor<G: Native, S: Native>(&self, name: &str, getter: G, setter: S) -> Result<()> {
        let getter = self.cx.function(name, 0, getter);
        self.cx.define_accessor(&self.object, name, getter, self.cx.function(name, 1, setter))
    }

    /// The prototype object itself.
    pub fn object(&self) -> &Value {
        &self.object
    }
}

/// # Safety
/// Called by the engine as a constructor, with `new.target` as receiver.
unsafe extern "C" fn construct<T: Class, F: Make<T>>(
    context: *mut qjs::JSContext,
    new_target: qjs::JSValue,
    argc: i32,
    argv: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: `F` has no size (asserted where it is registered).
    let make: F = unsafe { std::mem::zeroed() };
    // SAFETY: the context is alive during the call.
    let cx = unsafe { Cx::from_raw(context) };
    let this = std::mem::ManuallyDrop::new(Value(new_target));
    // SAFETY: as in the trampoline of plain functions.
    let args: &[Value] =
        if argc == 0 { &[] } else { unsafe { std::slice::from_raw_parts(argv.cast::<Value>(), argc as usize) } };
    let call = Call::new(cx, &this, args);
    guard(cx, || {
        let value = make.make(&call)?;
        let prototype = cx.get(&this, "prototype")?;
        cx.instance_with(value, &prototype)
    })
}

/// A constructor's body: without state, so that the engine needs no closure for it.
pub trait Make<T>: Copy + 'static {
    /// Makes the Rust value of a new object.
    fn make(self, call: &Call) -> Result<T>;
}

impl<T, F: Fn(&Call) -> Result<T> + Copy + 'static> Make<T> for F {
    fn make(self, call: &Call) -> Result<T> {
        self(call)
    }
}

impl Cx {
    /// Gives the class `T` its methods. Called once a realm, before the first instance.
    pub fn define_class<T: Class>(self, furnish: impl FnOnce(&Prototype) -> Result<()>) -> Result<Value> {
        let id = class_id::<T>(self);
        // SAFETY: the class is registered.
        let object = Value(unsafe { qjs::JS_GetClassProto(self.raw, id) });
        let prototype = Prototype { cx: self, object };
        furnish(&prototype)?;
        Ok(prototype.object)
    }

    /// A constructor `new NAME(...)` for `T`, which programs may subclass. Furnish the class first.
    pub fn constructor<T: Class, F: Make<T>>(self, arity: u32, _make: F) -> Result<Value> {
        const { assert!(size_of::<F>() == 0, "a constructor has no state of its own") };
        let name = CString::new(T::NAME).expect("class names are literals without NUL");
        let id = class_id::<T>(self);
        // SAFETY: the trampoline has a constructor's signature; the prototype is alive.
        unsafe {
            let function = Value(qjs::JS_NewCFunction2(
                self.raw,
                Some(construct::<T, F>),
                name.as_ptr(),
                arity as i32,
                qjs::JSCFunctionEnum_JS_CFUNC_constructor,
                0,
            ));
            let prototype = Value(qjs::JS_GetClassProto(self.raw, id));
            if qjs::JS_SetConstructor(self.raw, function.0, prototype.0) < 0 {
                return Err(Error::Pending);
            }
            Ok(function)
        }
    }

    /// A new object that carries `value`, with the class's prototype.
    pub fn instance<T: Class>(self, value: T) -> Result<Value> {
        let id = class_id::<T>(self);
        // SAFETY: the class is registered.
        let raw = unsafe { qjs::JS_NewObjectClass(self.raw, id) };
        self.carry(raw, value)
    }

    /// A new object that carries `value`, with a prototype of the caller's choice.
    pub fn instance_with<T: Class>(self, value: T, prototype: &Value) -> Result<Value> {
        let id = class_id::<T>(self);
        // SAFETY: the class is registered; the prototype is alive.
        let raw = unsafe { qjs::JS_NewObjectProtoClass(self.raw, prototype.0, id) };
        self.carry(raw, value)
    }

    fn carry<T: Class>(self, raw: qjs::JSValue, value: T) -> Result<Value> {
        let object = self.checked(raw)?;
        let head = Head {
            type_id: TypeId::of::<T>(),
            previous: ptr::null_mut(),
            next: ptr::null_mut(),
            object: object.0,
            release: release::<T>,
        };
        let holder = Box::into_raw(Box::new(Holder { head, value }));
        // SAFETY: the object is new and of `T`'s class; its finalizer takes the box back.
        unsafe {
            Head::link(holder.cast());
            qjs::JS_SetOpaque(object.0, holder.cast());
        }
        Ok(object)
    }
}

impl<T: Class> Return for Instance<T> {
    fn into_value(self, cx: Cx) -> Result<Value> {
        cx.instance(self.0)
    }
}

/// Returned by a native: a new object that carries the value.
pub struct Instance<T: Class>(pub T);

const _: () = assert!(size_of::<Value>() == size_of::<qjs::JSValue>());
