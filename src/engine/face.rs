//! The global object of a contextified context: an exotic object before the program's own and the context's own one.
//!
//! The rules are those of Node's documentation, "What does it mean to contextify an object?", and of what Node does:
//! the sandbox with its prototypes comes first; writes of what is read-only are refused, all others go to the sandbox.

use std::collections::HashSet;
use std::mem::ManuallyDrop;
use std::ptr;

use rquickjs::qjs;

use super::class::exotic_class_id;
use super::{Class, Cx, Error, Result, Value, patch};

/// The global object of a contextified context.
pub(super) struct Face {
    sandbox: Value,
    inner: Value,
}

impl Face {
    /// The object itself, with the context's own `Object.prototype` as prototype.
    pub(super) fn make(cx: Cx, sandbox: &Value, inner: &Value) -> Result<Value> {
        exotic_class_id::<Face>(cx, (&raw const METHODS).cast_mut());
        let prototype = cx.prototype(inner)?;
        cx.instance_with(Face { sandbox: sandbox.clone(), inner: inner.clone() }, &prototype)
    }
}

impl Class for Face {
    const NAME: &'static str = "Object";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.sandbox);
        visit(&self.inner);
    }
}

static METHODS: qjs::JSClassExoticMethods = qjs::JSClassExoticMethods {
    get_own_property: Some(get_own_property),
    get_own_property_names: Some(get_own_property_names),
    delete_property: Some(delete_property),
    define_own_property: Some(define_own_property),
    has_property: Some(has_property),
    get_property: Some(get_property),
    set_property: Some(set_property),
};

/// Flags of the engine's own header: `Object.defineProperty` asks, and a variable is written.
const PROP_DEFINE_PROPERTY: u32 = 1 << 18;
const PROP_VARIABLE: u32 = 1 << 20;

type RawContext = *mut qjs::JSContext;

/// Sandbox and inner global object of a face.
///
/// # Safety
/// `face` is alive and carries a [`Face`].
unsafe fn parts(face: qjs::JSValue) -> (qjs::JSValue, qjs::JSValue) {
    let face = ManuallyDrop::new(Value(face));
    let parts = face.native::<Face>().expect("the handlers are the face's");
    (parts.sandbox.0, parts.inner.0)
}

/// A program that reads the sandbox from itself means the global object.
///
/// # Safety
/// The values are alive; `value` is owned.
unsafe fn faced(context: RawContext, value: qjs::JSValue, sandbox: qjs::JSValue, face: qjs::JSValue) -> qjs::JSValue {
    // SAFETY: as the caller promises.
    unsafe {
        if !qjs::JS_IsStrictEqual(context, value, sandbox) {
            return value;
        }
        qjs::JS_FreeValue(context, value);
        qjs::JS_DupValue(context, face)
    }
}

/// # Safety
/// Called by the engine for a face, as are all of the handlers.
unsafe extern "C" fn get_own_property(
    context: RawContext,
    descriptor: *mut qjs::JSPropertyDescriptor,
    face: qjs::JSValue,
    key: qjs::JSAtom,
) -> i32 {
    // SAFETY: the engine's values are alive; the descriptor is filled or null.
    unsafe {
        let (sandbox, inner) = parts(face);
        match qjs::JS_GetOwnProperty(context, descriptor, sandbox, key) {
            0 => qjs::JS_GetOwnProperty(context, descriptor, inner, key),
            1 if !descriptor.is_null() => {
                (*descriptor).value = faced(context, (*descriptor).value, sandbox, face);
                1
            }
            status => status,
        }
    }
}

/// # Safety
/// As above.
unsafe extern "C" fn get_own_property_names(
    context: RawContext,
    table: *mut *mut qjs::JSPropertyEnum,
    count: *mut u32,
    face: qjs::JSValue,
) -> i32 {
    let flags = (qjs::JS_GPN_STRING_MASK | qjs::JS_GPN_SYMBOL_MASK) as i32;
    // SAFETY: the tables are freed or given away, each atom once.
    unsafe {
        let (sandbox, inner) = parts(face);
        let mut keys: Vec<qjs::JSPropertyEnum> = Vec::new();
        let mut seen = HashSet::new();
        for object in [inner, sandbox] {
            let (mut part, mut length) = (ptr::null_mut(), 0);
            if qjs::JS_GetOwnPropertyNames(context, &mut part, &mut length, object, flags) < 0 {
                keys.iter().for_each(|key| qjs::JS_FreeAtom(context, key.atom));
                return -1;
            }
            for index in 0..length as usize {
                let key = *part.add(index);
                if seen.insert(key.atom) {
                    keys.push(key);
                } else {
                    qjs::JS_FreeAtom(context, key.atom);
                }
            }
            qjs::js_free(context, part.cast());
        }
        let bytes = keys.len().max(1) * size_of::<qjs::JSPropertyEnum>();
        let own = qjs::js_malloc(context, bytes as _).cast::<qjs::JSPropertyEnum>();
        if own.is_null() {
            keys.iter().for_each(|key| qjs::JS_FreeAtom(context, key.atom));
            return -1;
        }
        ptr::copy_nonoverlapping(keys.as_ptr(), own, keys.len());
        *table = own;
        *count = keys.len() as u32;
        0
    }
}

/// # Safety
/// As above.
unsafe extern "C" fn delete_property(context: RawContext, face: qjs::JSValue, key: qjs::JSAtom) -> i32 {
    // SAFETY: the engine's values are alive.
    unsafe {
        let (sandbox, inner) = parts(face);
        match qjs::JS_DeleteProperty(context, sandbox, key, 0) {
            1 => qjs::JS_DeleteProperty(context, inner, key, 0),
            status => status,
        }
    }
}

/// The flags of an object's own property; `None` when it has none of that name.
///
/// # Safety
/// The values are alive.
unsafe fn own_flags(context: RawContext, object: qjs::JSValue, key: qjs::JSAtom) -> Result<Option<Flags>> {
    let none = qjs::JS_UNDEFINED;
    let mut descriptor = qjs::JSPropertyDescriptor { flags: 0, value: none, getter: none, setter: none };
    // SAFETY: the descriptor's references are freed.
    unsafe {
        match qjs::JS_GetOwnProperty(context, &mut descriptor, object, key) {
            0 => Ok(None),
            1 => {
                drop((Value(descriptor.value), Value(descriptor.getter)));
                let has_setter = !Value(descriptor.setter).is_undefined();
                Ok(Some(Flags { bits: descriptor.flags as u32, has_setter }))
            }
            _ => Err(Error::Pending),
        }
    }
}

#[derive(Clone, Copy)]
struct Flags {
    bits: u32,
    has_setter: bool,
}

impl Flags {
    fn is_accessor(self) -> bool {
        self.bits & qjs::JS_PROP_GETSET != 0
    }

    fn is_read_only(self) -> bool {
        !self.is_accessor() && self.bits & qjs::JS_PROP_WRITABLE == 0
    }

    fn is_fixed(self) -> bool {
        self.is_read_only() && self.bits & qjs::JS_PROP_CONFIGURABLE == 0
    }
}

/// The flags of the nearest property of that name on an object or its prototypes.
///
/// # Safety
/// The values are alive.
unsafe fn flags_in_chain(context: RawContext, object: qjs::JSValue, key: qjs::JSAtom) -> Result<Option<Flags>> {
    // SAFETY: each object of the chain is held while it is asked.
    unsafe {
        let mut object = Value(qjs::JS_DupValue(context, object));
        while object.is_object() {
            if let Some(flags) = own_flags(context, object.0, key)? {
                return Ok(Some(flags));
            }
            object = Cx::from_raw(context).checked(qjs::JS_GetPrototype(context, object.0))?;
        }
    }
    Ok(None)
}

/// # Safety
/// As above.
unsafe extern "C" fn define_own_property(
    context: RawContext,
    face: qjs::JSValue,
    key: qjs::JSAtom,
    value: qjs::JSValue,
    getter: qjs::JSValue,
    setter: qjs::JSValue,
    flags: i32,
) -> i32 {
    // SAFETY: the engine's values are alive and borrowed.
    unsafe {
        let (sandbox, inner) = parts(face);
        let own = match own_flags(context, inner, key) {
            Ok(own) => own,
            Err(_) => return -1,
        };
        let on_sandbox = qjs::JS_GetOwnProperty(context, ptr::null_mut(), sandbox, key);
        if on_sandbox < 0 {
            return -1;
        }
        let bits = flags as u32;
        let is_partial = bits & (qjs::JS_PROP_HAS_VALUE | qjs::JS_PROP_HAS_GET | qjs::JS_PROP_HAS_SET) == 0;
        let stays = own.is_some() && on_sandbox == 0 && is_partial;
        // A sealed sandbox takes no more: the context keeps what it has of its own.
        if stays || own.is_some_and(Flags::is_fixed) || is_closed(context, sandbox, key) {
            return qjs::JS_DefineProperty(context, inner, key, value, getter, setter, flags);
        }
        // The context keeps what is defined, too; a declaration it keeps for good, and the sandbox as if by assignment.
        let (given, kept) = if bits & PROP_DEFINE_PROPERTY != 0 {
            (bits, bits & !qjs::JS_PROP_THROW)
        } else {
            (bits | qjs::JS_PROP_CONFIGURABLE, bits & !(qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_THROW))
        };
        let status = qjs::JS_DefineProperty(context, sandbox, key, value, getter, setter, given as i32);
        if status <= 0 || bits & PROP_DEFINE_PROPERTY == 0 && own.is_some() {
            return status;
        }
        if qjs::JS_DefineProperty(context, inner, key, value, getter, setter, kept as i32) < 0 {
            return -1;
        }
        status
    }
}

/// Whether the sandbox has no property of that name and can get none.
///
/// # Safety
/// The values are alive.
unsafe fn is_closed(context: RawContext, sandbox: qjs::JSValue, key: qjs::JSAtom) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        qjs::JS_IsExtensible(context, sandbox) == 0
            && qjs::JS_GetOwnProperty(context, ptr::null_mut(), sandbox, key) == 0
    }
}

/// # Safety
/// As above.
unsafe extern "C" fn has_property(context: RawContext, face: qjs::JSValue, key: qjs::JSAtom) -> i32 {
    // SAFETY: the engine's values are alive.
    unsafe {
        let (sandbox, inner) = parts(face);
        // `in` does not see the sandbox's prototypes, though a variable is read from there.
        match qjs::JS_GetOwnProperty(context, ptr::null_mut(), sandbox, key) {
            0 => qjs::JS_HasProperty(context, inner, key),
            status => status,
        }
    }
}

/// # Safety
/// As above.
unsafe extern "C" fn get_property(
    context: RawContext,
    face: qjs::JSValue,
    key: qjs::JSAtom,
    _receiver: qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: the engine's values are alive.
    unsafe {
        let (sandbox, inner) = parts(face);
        match qjs::JS_HasProperty(context, sandbox, key) {
            0 => {}
            1 => {
                // A getter of the sandbox sees the sandbox, as in Node.
                let value = qjs::JS_GetProperty(context, sandbox, key);
                return faced(context, value, sandbox, face);
            }
            _ => return qjs::JS_EXCEPTION,
        }
        match qjs::JS_HasProperty(context, inner, key) {
            0 => qjs::JS_UNINITIALIZED,
            1 => qjs::JS_GetProperty(context, inner, key),
            _ => qjs::JS_EXCEPTION,
        }
    }
}

/// # Safety
/// As above.
unsafe extern "C" fn set_property(
    context: RawContext,
    face: qjs::JSValue,
    key: qjs::JSAtom,
    value: qjs::JSValue,
    receiver: qjs::JSValue,
    flags: i32,
) -> i32 {
    // SAFETY: the engine's values are alive and borrowed; the setters consume a reference, which is added for them.
    unsafe {
        let cx = Cx::from_raw(context);
        let (sandbox, inner) = parts(face);
        if !qjs::JS_IsStrictEqual(context, face, receiver) {
            // An object that inherits from the global one gets the property itself.
            let all = (qjs::JS_PROP_C_W_E
                | qjs::JS_PROP_HAS_VALUE
                | qjs::JS_PROP_HAS_CONFIGURABLE
                | qjs::JS_PROP_HAS_WRITABLE
                | qjs::JS_PROP_HAS_ENUMERABLE) as i32;
            let none = qjs::JS_UNDEFINED;
            return qjs::JS_DefineProperty(context, receiver, key, value, none, none, all | flags);
        }
        let (Ok(there), Ok(own)) = (flags_in_chain(context, sandbox, key), own_flags(context, inner, key)) else {
            return -1;
        };
        let bits = flags as u32;
        if own.is_some_and(Flags::is_read_only) {
            let message = "Cannot assign to read only property '{}' of object '[object Object]'";
            return refuse(cx, bits, key, message);
        }
        if there.is_some_and(|flags| flags.is_read_only() || flags.is_accessor() && !flags.has_setter) {
            return refuse(cx, bits, key, "Cannot redefine property: {}");
        }
        let is_declared = there.is_some() || own.is_some();
        if !is_declared && bits & PROP_VARIABLE != 0 && patch::JS_IsStrictCaller(context) {
            match qjs::JS_HasProperty(context, inner, key) {
                0 => return undeclared(cx, key),
                1 => {}
                _ => return -1,
            }
        }
        let is_symbol = || Value(qjs::JS_AtomToValue(context, key)).kind() == super::Kind::Symbol;
        if !is_declared && is_symbol() || is_closed(context, sandbox, key) && there.is_none() {
            return qjs::JS_SetProperty(context, inner, key, qjs::JS_DupValue(context, value));
        }
        let status = qjs::JS_SetProperty(context, sandbox, key, qjs::JS_DupValue(context, value));
        // What the context has of its own stays the same as what the sandbox has.
        if status < 0 || own.is_none_or(Flags::is_accessor) {
            return status;
        }
        qjs::JS_SetProperty(context, inner, key, qjs::JS_DupValue(context, value))
    }
}

/// A write to what cannot be written: an error in strict code.
fn refuse(cx: Cx, flags: u32, key: qjs::JSAtom, message: &str) -> i32 {
    // SAFETY: reads whether the calling code is strict.
    let throws = flags & qjs::JS_PROP_THROW != 0
        || flags & qjs::JS_PROP_THROW_STRICT != 0 && unsafe { patch::JS_IsStrictCaller(cx.raw) };
    if !throws {
        return 0;
    }
    fail(cx, super::ErrorClass::TypeError, key, message)
}

/// Strict code writes a variable that is not there.
fn undeclared(cx: Cx, key: qjs::JSAtom) -> i32 {
    fail(cx, super::ErrorClass::ReferenceError, key, "{} is not defined")
}

fn fail(cx: Cx, class: super::ErrorClass, key: qjs::JSAtom, message: &str) -> i32 {
    // SAFETY: the atom is alive.
    let name = Value(unsafe { qjs::JS_AtomToString(cx.raw, key) });
    let error = cx.new_error(class, None, &message.replace("{}", &cx.describe(&name)));
    cx.throw(error);
    -1
}
