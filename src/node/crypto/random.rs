//! Random numbers, from the kernel's generator.

use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

use crate::engine::{Binding, Call, Error, ErrorClass, Result, Value};
use crate::node::blocking;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("randomFillSync", 3, fill_sync)?;
    binding.function("randomFillJob", 4, fill_job)?;
    binding.function("randomBytes", 1, bytes)?;
    binding.function("randomBelow", 1, below)?;
    binding.function("timingSafeEqual", 2, timing_safe_equal)
}

/// Compares two buffers in a time that depends on their length alone.
fn timing_safe_equal(call: &Call) -> Result<bool> {
    let (one, other) = (call.bytes(0)?, call.bytes(1)?);
    if one.len() != other.len() {
        return Err(Error::coded(
            ErrorClass::RangeError,
            "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
            "Input buffers must have the same byte length",
        ));
    }
    Ok(openssl::memcmp::eq(one, other))
}

/// The kernel gives at most 32 MiB a call, and less when a signal arrives.
fn fill(mut target: &mut [u8]) -> Result<()> {
    while !target.is_empty() {
        match getrandom(&mut *target, GetRandomFlags::empty()) {
            Ok(count) => target = &mut target[count..],
            Err(Errno::INTR) => {}
            Err(errno) => return Err(Error::errno(errno.raw_os_error(), "getrandom")),
        }
    }
    Ok(())
}

/// `randomFillSync(view, offset, size)`, both in bytes.
fn fill_sync(call: &Call) -> Result<()> {
    let (offset, size) = (call.usize(1)?, call.usize(2)?);
    match call.bytes_mut(0)?.get_mut(offset..offset + size) {
        Some(target) => fill(target),
        None => Err(Error::range_error("Offset is out of bounds")),
    }
}

/// `randomFillJob(view, offset, size, callback)`: the bytes are made on the pool and land in the view at the end.
fn fill_job(call: &Call) -> Result<()> {
    let (offset, size) = (call.usize(1)?, call.usize(2)?);
    let (view, callback) = (call.arg(0).clone(), call.arg(3).clone());
    let work = move || {
        let mut bytes = vec![0; size];
        let filled = fill(&mut bytes).map_err(|error| match error {
            Error::System(system) => system,
            _ => unreachable!("filling fails by a system call only"),
        });
        filled.map(|()| bytes)
    };
    blocking::run(call.cx(), work, move |cx, result| match result {
        Ok(bytes) => {
            // A view that was detached meanwhile has nothing to fill.
            let target = cx.bytes(&view).and_then(|target| target.get_mut(offset..offset + size));
            if let Some(target) = target {
                target.copy_from_slice(&bytes);
            }
            cx.call(&callback, &Value::UNDEFINED, &[Value::NULL])
        }
        Err(system) => cx.call(&callback, &Value::UNDEFINED, &[system.to_value(cx)]),
    })
}

/// `randomBytes(size)`: a Buffer.
fn bytes(call: &Call) -> Result<Value> {
    let mut bytes = vec![0; call.usize(0)?];
    fill(&mut bytes)?;
    call.cx().buffer(bytes)
}

/// `randomBelow(limit)`: a whole number in `0..limit`, each as likely; `limit` is at most 2^48.
fn below(call: &Call) -> Result<f64> {
    let limit = call.f64(0)? as u64;
    // Numbers of the last, incomplete run of `limit` would favour the small ones.
    let end = u64::MAX - u64::MAX % limit;
    loop {
        let mut bytes = [0; 8];
        fill(&mut bytes)?;
        let number = u64::from_le_bytes(bytes);
        if number < end {
            return Ok((number % limit) as f64);
        }
    }
}
