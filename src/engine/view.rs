//! Views on buffers: typed arrays and `DataView`s, taken apart and made anew.

use rquickjs::qjs;

use super::{Cx, Error, ObjectClass, Result, Value};

/// What a view makes of its bytes. The numbers are the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are JavaScript's own")]
pub enum ViewKind {
    Uint8Clamped,
    Int8,
    Uint8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    BigInt64,
    BigUint64,
    Float16,
    Float32,
    Float64,
    DataView,
}

impl ViewKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [ViewKind; 13] = [
        ViewKind::Uint8Clamped,
        ViewKind::Int8,
        ViewKind::Uint8,
        ViewKind::Int16,
        ViewKind::Uint16,
        ViewKind::Int32,
        ViewKind::Uint32,
        ViewKind::BigInt64,
        ViewKind::BigUint64,
        ViewKind::Float16,
        ViewKind::Float32,
        ViewKind::Float64,
        ViewKind::DataView,
    ];

    /// Bytes of one element.
    pub fn element_bytes(self) -> usize {
        match self {
            ViewKind::Uint8Clamped | ViewKind::Int8 | ViewKind::Uint8 | ViewKind::DataView => 1,
            ViewKind::Int16 | ViewKind::Uint16 | ViewKind::Float16 => 2,
            ViewKind::Int32 | ViewKind::Uint32 | ViewKind::Float32 => 4,
            ViewKind::BigInt64 | ViewKind::BigUint64 | ViewKind::Float64 => 8,
        }
    }
}

/// A view taken apart.
pub struct View {
    /// Its kind.
    pub kind: ViewKind,
    /// Its `ArrayBuffer` or `SharedArrayBuffer`.
    pub buffer: Value,
    /// Where it begins there, in bytes.
    pub offset: usize,
    /// How long it is, in bytes.
    pub length: usize,
}

impl Cx {
    /// The kind of view that a value is.
    pub fn view_kind(self, value: &Value) -> Option<ViewKind> {
        if !value.is_object() {
            return None;
        }
        if value.class() == ObjectClass::DATA_VIEW {
            return Some(ViewKind::DataView);
        }
        // SAFETY: asks a live object for its class.
        let kind = unsafe { qjs::JS_GetTypedArrayType(value.0) };
        usize::try_from(kind).ok().map(|kind| ViewKind::ALL[kind])
    }

    /// The parts of a view; `None` for anything else.
    ///
    /// # Errors
    /// A view that a shrunken buffer does not reach any more.
    pub fn view(self, value: &Value) -> Result<Option<View>> {
        let Some(kind) = self.view_kind(value) else { return Ok(None) };
        let number = |name| -> Result<usize> { Ok(self.get(value, name)?.as_f64().unwrap_or(0.0) as usize) };
        if kind == ViewKind::DataView {
            let buffer = self.get(value, "buffer")?;
            return Ok(Some(View { kind, buffer, offset: number("byteOffset")?, length: number("byteLength")? }));
        }
        let (mut offset, mut length, mut element) = (0, 0, 0);
        // SAFETY: the value is a typed array; the results land in locals.
        let buffer = self.checked(unsafe {
            qjs::JS_GetTypedArrayBuffer(self.raw, value.0, &mut offset, &mut length, &mut element)
        });
        let Ok(buffer) = buffer else {
            // Of a detached or shrunken buffer.
            drop(self.take_exception());
            return Ok(Some(View { kind, buffer: self.get(value, "buffer")?, offset: 0, length: 0 }));
        };
        let (mut offset, mut length) = (offset as usize, length as usize);
        if self.get(&buffer, "resizable")?.as_bool().unwrap_or(false) {
            (offset, length) = (number("byteOffset")?, number("byteLength")?);
        }
        Ok(Some(View { kind, buffer, offset, length }))
    }

    /// A new view; without a length it reaches to its buffer's end and follows that. The length is in elements.
    ///
    /// # Errors
    /// As the constructors: a range outside of the buffer, an offset that is not aligned.
    pub fn new_view(self, kind: ViewKind, buffer: &Value, offset: usize, length: Option<usize>) -> Result<Value> {
        let length = length.map_or(Value::UNDEFINED, Value::from);
        let args = [buffer.clone(), Value::from(offset), length];
        if kind == ViewKind::DataView {
            let constructor = self.get(&self.global(), "DataView")?;
            return self.construct(&constructor, &args);
        }
        // SAFETY: three live arguments, borrowed.
        let raw = unsafe {
            qjs::JS_NewTypedArray(
                self.raw,
                3,
                args.as_ptr().cast_mut().cast(),
                kind as qjs::JSTypedArrayEnum,
            )
        };
        self.checked(raw)
    }

    /// Whether a view has no length of its own but follows its buffer's. Nothing tells but making room behind it, so
    /// a resizable buffer is resized for a moment; of one that cannot grow, it matters only where the view ends.
    pub fn follows_length(self, value: &Value, view: &View) -> Result<bool> {
        if !self.get(&view.buffer, "resizable")?.as_bool().unwrap_or(false) {
            return Ok(false);
        }
        let number = |object, name| -> Result<usize> { Ok(self.get(object, name)?.as_f64().unwrap_or(0.0) as usize) };
        let (size, max) = (number(&view.buffer, "byteLength")?, number(&view.buffer, "maxByteLength")?);
        let element = view.kind.element_bytes();
        if size - (view.offset + view.length) >= element {
            return Ok(false);
        }
        if size + element > max {
            return Ok(true);
        }
        self.invoke(&view.buffer, "resize", &[Value::from(size + element)])?;
        let grew = number(value, "byteLength")? > view.length;
        self.invoke(&view.buffer, "resize", &[Value::from(size)])?;
        Ok(grew)
    }

    /// Whether the value is a view of which its buffer has shrunk out of reach.
    pub fn is_out_of_bounds(self, value: &Value, view: &View) -> Result<bool> {
        if !self.get(&view.buffer, "resizable")?.as_bool().unwrap_or(false) {
            return Ok(false);
        }
        if view.kind == ViewKind::DataView {
            return Ok(false);
        }
        // Every method of such a view throws.
        match self.invoke(value, "at", &[Value::from(0)]) {
            Ok(_) => Ok(false),
            Err(Error::Pending) => {
                drop(self.take_exception());
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }
}
