//! Key derivation. Each function takes a callback last; without one it runs at once and returns the bytes.

use openssl::hash::MessageDigest;
use openssl::kdf::{self, HkdfMode};
use openssl::md::Md;
use openssl::pkcs5;

use super::failure::{self, Failure};
use super::hash;
use crate::engine::{Binding, Call, Error, ErrorClass, Result, Value};
use crate::node::blocking;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("pbkdf2", 6, pbkdf2)?;
    binding.function("scrypt", 8, scrypt)?;
    binding.function("hkdf", 6, hkdf)?;
    binding.function("argon2", 10, argon2)?;
    binding.function("checkScrypt", 4, check_scrypt)
}

type Derived = std::result::Result<Vec<u8>, Failure>;

fn derive(call: &Call, callback: usize, work: impl FnOnce() -> Derived + Send + 'static) -> Result<Value> {
    let cx = call.cx();
    if !call.arg(callback).is_function() {
        return cx.array_buffer(work().map_err(|stack| failure::error(cx, &stack))?);
    }
    let callback = call.arg(callback).clone();
    blocking::run(cx, work, move |cx, result| hash::deliver(cx, &callback, result))?;
    Ok(Value::UNDEFINED)
}

fn digest_argument(call: &Call, index: usize) -> Result<MessageDigest> {
    let name = call.string(index)?;
    hash::find(&name).ok_or_else(|| {
        Error::coded(ErrorClass::TypeError, "ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}"))
    })
}

/// `pbkdf2(password, salt, iterations, length, digest, callback)`.
fn pbkdf2(call: &Call) -> Result<Value> {
    let (iterations, length) = (call.usize(2)?, call.usize(3)?);
    let digest = digest_argument(call, 4)?;
    let (password, salt) = (call.bytes(0)?.to_vec(), call.bytes(1)?.to_vec());
    derive(call, 5, move || {
        let mut key = vec![0; length];
        if length > 0 {
            pkcs5::pbkdf2_hmac(&password, &salt, iterations, digest, &mut key)?;
        }
        Ok(key)
    })
}

/// `scrypt(password, salt, N, r, p, maxmem, length, callback)`.
fn scrypt(call: &Call) -> Result<Value> {
    let (n, r, p, memory) = (call.i64(2)? as u64, call.i64(3)? as u64, call.i64(4)? as u64, call.i64(5)? as u64);
    let length = call.usize(6)?;
    let (password, salt) = (call.bytes(0)?.to_vec(), call.bytes(1)?.to_vec());
    derive(call, 7, move || {
        let mut key = vec![0; length];
        if length > 0 {
            pkcs5::scrypt(&password, &salt, n, r, p, memory, &mut key)?;
        }
        Ok(key)
    })
}

/// `checkScrypt(N, r, p, maxmem)`: throws Node's error with OpenSSL's reason.
fn check_scrypt(call: &Call) -> Result<()> {
    let (n, r, p, memory) = (call.i64(0)? as u64, call.i64(1)? as u64, call.i64(2)? as u64, call.i64(3)? as u64);
    // Without room for a key OpenSSL checks the parameters and derives nothing.
    let Err(refused) = pkcs5::scrypt(b"", b"", n, r, p, memory, &mut []) else { return Ok(()) };
    let reason = refused.errors().first().map_or_else(String::new, |entry| format!(": {}", failure::text(entry)));
    Err(Error::coded(
        ErrorClass::RangeError,
        "ERR_CRYPTO_INVALID_SCRYPT_PARAMS",
        format!("Invalid scrypt params{reason}"),
    ))
}

/// `hkdf(digest, key, salt, info, length, callback)`.
fn hkdf(call: &Call) -> Result<Value> {
    let length = call.usize(4)?;
    let digest = digest_argument(call, 0)?;
    // RFC 5869, section 2.3: a counter of one byte numbers the blocks.
    if digest.size() > 0 && length > digest.size() * 255 {
        return Err(Error::coded(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"));
    }
    let digest = digest.type_();
    let (key, salt, info) = (call.bytes(1)?.to_vec(), call.bytes(2)?.to_vec(), call.bytes(3)?.to_vec());
    derive(call, 5, move || {
        let mut derived = vec![0; length];
        if length > 0 {
            let digest = Md::from_nid(digest).expect("a digest that was found has a table entry");
            let mode = HkdfMode::ExtractAndExpand;
            kdf::hkdf(digest, &key, Some(&salt), Some(&info), mode, None, &mut derived)?;
        }
        Ok(derived)
    })
}

/// `argon2(algorithm, message, nonce, parallelism, tagLength, memory, passes, secret, associatedData, callback)`.
fn argon2(call: &Call) -> Result<Value> {
    let algorithm = call.string(0)?;
    let (lanes, length, memory, passes) = (call.u32(3)?, call.usize(4)?, call.u32(5)?, call.u32(6)?);
    let (message, nonce) = (call.bytes(1)?.to_vec(), call.bytes(2)?.to_vec());
    let (secret, data) = (call.bytes(7)?.to_vec(), call.bytes(8)?.to_vec());
    derive(call, 9, move || {
        let run = match algorithm.as_str() {
            "argon2d" => kdf::argon2d,
            "argon2i" => kdf::argon2i,
            _ => kdf::argon2id,
        };
        let mut tag = vec![0; length];
        run(None, &message, &nonce, Some(&data), Some(&secret), passes, lanes, memory, &mut tag)?;
        Ok(tag)
    })
}
