//! Keyed digests: the class behind `crypto.Hmac`.

use std::cell::RefCell;

use openssl::md::Md;
use openssl::md_ctx::MdCtx;
use openssl::pkey::PKey;

use super::{failure, hash};
use crate::engine::{Binding, Call, Class, Error, ErrorClass, Result, Value};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Hmac>(|proto| {
        proto.method("update", 1, update)?;
        proto.method("digest", 0, digest)
    })?;
    binding.value("Hmac", cx.constructor::<Hmac, _>(2, construct)?)
}

struct Hmac {
    context: RefCell<MdCtx>,
}

impl Class for Hmac {
    const NAME: &'static str = "Hmac";
}

/// `new Hmac(algorithm, key)`.
fn construct(call: &Call) -> Result<Hmac> {
    let name = call.string(0)?;
    let digest = hash::find(&name).and_then(|digest| Md::from_nid(digest.type_())).ok_or_else(|| {
        Error::coded(ErrorClass::TypeError, "ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}"))
    })?;
    let make = |key: &[u8]| {
        // Keys are filled up with zeros (RFC 2104, section 2), so one zero is as none, which OpenSSL does not take.
        let key = PKey::hmac(if key.is_empty() { &[0] } else { key })?;
        let mut context = MdCtx::new()?;
        context.digest_sign_init(Some(digest), &key)?;
        Ok(context)
    };
    let context = hash::with_bytes(call, 1, make)?.map_err(|stack| failure::error(call.cx(), &stack))?;
    Ok(Hmac { context: RefCell::new(context) })
}

/// `update(data)`: a string, taken as UTF-8, or bytes.
fn update(call: &Call) -> Result<()> {
    let hmac = call.this_as::<Hmac>()?;
    hash::with_bytes(call, 0, |bytes| hmac.context.borrow_mut().digest_sign_update(bytes))?
        .map_err(|stack| failure::error(call.cx(), &stack))
}

fn digest(call: &Call) -> Result<Value> {
    let hmac = call.this_as::<Hmac>()?;
    let mut bytes = Vec::new();
    hmac.context
        .borrow_mut()
        .digest_sign_final_to_vec(&mut bytes)
        .map_err(|stack| failure::error(call.cx(), &stack))?;
    call.cx().buffer(bytes)
}
