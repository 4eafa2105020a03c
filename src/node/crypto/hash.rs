//! Digests: the class behind `crypto.Hash`, and `crypto.hash()` in one call.

use std::cell::RefCell;

use openssl::hash::{Hasher, MessageDigest};
use openssl::md::Md;

use super::failure::{self, Failure};
use crate::engine::{Binding, Call, Class, Cx, Error, Result, Value};
use crate::node::blocking;
use crate::node::buffer::ascii_text;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Hash>(|proto| {
        proto.method("update", 1, update)?;
        proto.method("digest", 1, digest)
    })?;
    binding.value("Hash", cx.constructor::<Hash, _>(2, construct)?)?;
    binding.function("oneShotDigest", 3, one_shot)?;
    binding.function("digestJob", 4, digest_job)
}

/// A digest by any name that OpenSSL 3 knows; `None` where Node says that it is not supported.
pub(super) fn find(name: &str) -> Option<MessageDigest> {
    openssl::init();
    if name.contains('\0') {
        return None;
    }
    // The table of names has aliases such as RSA-SHA256; what the providers call theirs, such as SHA2-256, is not in it.
    MessageDigest::from_name(name)
        .or_else(|| Md::fetch(None, name, None).ok().and_then(|md| MessageDigest::from_nid(md.type_())))
}

/// The lengths of digests that can have any: those that Node gives to who names none.
fn extendable(digest: MessageDigest) -> Option<usize> {
    let kind = digest.type_();
    if kind == MessageDigest::shake_128().type_() {
        Some(16)
    } else if kind == MessageDigest::shake_256().type_() {
        Some(32)
    } else {
        None
    }
}

struct Hash {
    digest: MessageDigest,
    length: usize,
    hasher: RefCell<Hasher>,
}

impl Class for Hash {
    const NAME: &'static str = "Hash";
}

/// `new Hash(algorithm, outputLength)` or `new Hash(hash, outputLength)`, a copy of its state.
fn construct(call: &Call) -> Result<Hash> {
    let cx = call.cx();
    let wanted = if call.arg(1).is_undefined() { None } else { Some(call.usize(1)?) };
    let (digest, hasher, otherwise) = if let Some(hash) = call.arg(0).native::<Hash>() {
        (hash.digest, hash.hasher.borrow().clone(), hash.length)
    } else {
        let digest = find(&call.string(0)?).ok_or_else(unsupported)?;
        let hasher = Hasher::new(digest).map_err(|stack| failure::error(cx, &stack))?;
        (digest, hasher, extendable(digest).unwrap_or_else(|| digest.size()))
    };
    if let Some(wanted) = wanted
        && wanted != digest.size()
        && extendable(digest).is_none()
    {
        return Err(failure::not_extendable(cx));
    }
    Ok(Hash { digest, length: wanted.unwrap_or(otherwise), hasher: RefCell::new(hasher) })
}

fn unsupported() -> Error {
    Error::New {
        class: crate::engine::ErrorClass::Error,
        code: None,
        message: "Digest method not supported".to_owned(),
    }
}

/// `update(data)`: a string, taken as UTF-8, or bytes.
fn update(call: &Call) -> Result<()> {
    let hash = call.this_as::<Hash>()?;
    with_bytes(call, 0, |bytes| hash.hasher.borrow_mut().update(bytes))?
        .map_err(|stack| failure::error(call.cx(), &stack))
}

/// Shows `body` an argument's bytes: a string as UTF-8, or a buffer.
pub(super) fn with_bytes<R>(call: &Call, index: usize, body: impl FnOnce(&[u8]) -> R) -> Result<R> {
    if call.arg(index).is_string() {
        let text = call.cx().text(call.arg(index))?;
        return Ok(body(text.to_utf8().as_bytes()));
    }
    Ok(body(call.bytes(index)?))
}

/// `digest(encoding)`: a string for the encodings of [`ascii_text`], else a buffer.
fn digest(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let hash = call.this_as::<Hash>()?;
    let encoding = if call.arg(0).is_undefined() { String::new() } else { call.string(0)? };
    let bytes = finish(&mut hash.hasher.borrow_mut(), hash.digest, hash.length);
    let bytes = bytes.map_err(|stack| failure::error(cx, &stack))?;
    match ascii_text(&bytes, &encoding) {
        Some(text) => Ok(cx.string_latin1(&text)),
        None => cx.buffer(bytes),
    }
}

fn finish(hasher: &mut Hasher, digest: MessageDigest, length: usize) -> std::result::Result<Vec<u8>, Failure> {
    if length == 0 {
        return Ok(Vec::new());
    }
    if extendable(digest).is_none() {
        return Ok(hasher.finish()?.to_vec());
    }
    let mut bytes = vec![0; length];
    hasher.finish_xof(&mut bytes)?;
    Ok(bytes)
}

fn digest_at_once(digest: MessageDigest, data: &[u8], length: usize) -> std::result::Result<Vec<u8>, Failure> {
    let mut hasher = Hasher::new(digest)?;
    hasher.update(data)?;
    finish(&mut hasher, digest, length)
}

/// `oneShotDigest(algorithm, input, outputLength)`.
fn one_shot(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let name = call.string(0)?;
    let refusal = |message| Error::New { class: crate::engine::ErrorClass::Error, code: None, message };
    let digest = find(&name).ok_or_else(|| refusal(format!("Digest method {name} is not supported")))?;
    let mut length = extendable(digest).unwrap_or_else(|| digest.size());
    if !call.arg(2).is_undefined() {
        let wanted = call.usize(2)?;
        if wanted != length && extendable(digest).is_none() {
            let text = format!("Output length {wanted} is invalid for {name}, which does not support XOF");
            return Err(refusal(text));
        }
        length = wanted;
    }
    let bytes = with_bytes(call, 1, |input| digest_at_once(digest, input, length))?;
    cx.buffer(bytes.map_err(|stack| failure::error(cx, &stack))?)
}

/// `digestJob(algorithm, bytes, outputLength, callback)`: on the pool; the callback gets an error or an `ArrayBuffer`.
fn digest_job(call: &Call) -> Result<()> {
    let digest = find(&call.string(0)?).ok_or_else(unsupported)?;
    let length = if call.arg(2).is_undefined() { digest.size() } else { call.usize(2)? };
    let data = call.bytes(1)?.to_vec();
    let callback = call.arg(3).clone();
    blocking::run(
        call.cx(),
        move || digest_at_once(digest, &data, length),
        move |cx, result| deliver(cx, &callback, result),
    )
}

/// Calls back with what a job brought: an error, or its bytes in an `ArrayBuffer`.
pub(super) fn deliver(cx: Cx, callback: &Value, result: std::result::Result<Vec<u8>, Failure>) -> Result<Value> {
    match result {
        Ok(bytes) => {
            let bytes = cx.array_buffer(bytes)?;
            cx.call(callback, &Value::UNDEFINED, &[Value::NULL, bytes])
        }
        Err(stack) => {
            let error = failure::error(cx, &stack).into_value(cx);
            cx.call(callback, &Value::UNDEFINED, &[error])
        }
    }
}
