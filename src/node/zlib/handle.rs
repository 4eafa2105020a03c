//! The native object behind a zlib stream: one coder, its input in work, and where its work runs.

use std::cell::{Cell, RefCell};

use super::coder::{Coder, Failure, Progress, Whole, mode, run_whole};
use super::{brotli, deflate, inflate, zstd};
use crate::engine::{Binding, Call, Class, Cx, Error, ErrorClass, Instance, Result, Value};
use crate::node::blocking;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.cx().define_class::<Handle>(|proto| {
        proto.method("write", 4, write)?;
        proto.method("writeSync", 5, write_sync)?;
        proto.method("all", 5, all)?;
        proto.method("allSync", 4, all_sync)?;
        proto.method("params", 2, params)?;
        proto.method("reset", 0, reset)?;
        proto.method("close", 0, close)
    })?;
    binding.function("createZlib", 6, create_zlib)?;
    binding.function("createBrotli", 3, create_brotli)?;
    binding.function("createZstd", 4, create_zstd)
}

/// A coder, and the input that a `write` has left over. It moves to the pool and back.
struct Work {
    coder: Box<dyn Coder>,
    input: Vec<u8>,
    taken: usize,
}

struct Handle {
    /// `None` while the pool has it, and once closed.
    work: RefCell<Option<Work>>,
    closed: Cell<bool>,
}

impl Class for Handle {
    const NAME: &'static str = "Zlib";
}

fn handle(coder: impl Coder + 'static) -> Instance<Handle> {
    let work = Work { coder: Box::new(coder), input: Vec::new(), taken: 0 };
    Instance(Handle { work: RefCell::new(Some(work)), closed: Cell::new(false) })
}

/// A stream that cannot be made is an error thrown, with the coder's own words.
fn thrown(cx: Cx, failure: &Failure) -> Error {
    let error = cx.new_error(ErrorClass::Error, None, &failure.message);
    match cx.set(&error, "code", cx.string(&failure.code)) {
        Ok(()) => Error::Value(error),
        Err(other) => other,
    }
}

fn optional_bytes(call: &Call, index: usize) -> Vec<u8> {
    call.cx().bytes(call.arg(index)).map(|bytes| bytes.to_vec()).unwrap_or_default()
}

/// `createZlib(mode, windowBits, level, memLevel, strategy, dictionary)`.
fn create_zlib(call: &Call) -> Result<Instance<Handle>> {
    let (kind, window_bits) = (call.u32(0)?, call.i32(1)?);
    let dictionary = optional_bytes(call, 5);
    let failed = |failure: Failure| thrown(call.cx(), &failure);
    if matches!(kind, mode::DEFLATE | mode::GZIP | mode::DEFLATERAW) {
        let params =
            deflate::Params { window_bits, level: call.i32(2)?, mem_level: call.i32(3)?, strategy: call.i32(4)? };
        return Ok(handle(deflate::Deflater::new(kind, params, dictionary).map_err(failed)?));
    }
    Ok(handle(inflate::Inflater::new(kind, window_bits, dictionary).map_err(failed)?))
}

/// An array of numbers and their values, one after the other.
fn numbered(call: &Call, index: usize) -> Result<Vec<(u32, u32)>> {
    let mut numbers = Vec::new();
    for value in call.cx().elements(call.arg(index))? {
        numbers.push(value.as_f64().map_or(0, |number| number as i64 as u32));
    }
    Ok(numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

/// `createBrotli(compress, params, dictionary)`.
fn create_brotli(call: &Call) -> Result<Instance<Handle>> {
    let (params, dictionary) = (numbered(call, 1)?, optional_bytes(call, 2));
    let failed = |failure: Failure| thrown(call.cx(), &failure);
    if call.bool(0) {
        return Ok(handle(brotli::Encoder::new(params, dictionary).map_err(failed)?));
    }
    Ok(handle(brotli::Decoder::new(&params, dictionary).map_err(failed)?))
}

/// `createZstd(compress, params, dictionary, pledgedSrcSize)`.
fn create_zstd(call: &Call) -> Result<Instance<Handle>> {
    let (params, dictionary) = (numbered(call, 1)?, optional_bytes(call, 2));
    let failed = |failure: Failure| thrown(call.cx(), &failure);
    if call.bool(0) {
        let size = if call.arg(3).is_undefined() { None } else { Some(call.i64(3)? as u64) };
        return Ok(handle(zstd::Encoder::new(&params, size, &dictionary).map_err(failed)?));
    }
    Ok(handle(zstd::Decoder::new(&params, &dictionary).map_err(failed)?))
}

fn take(handle: &Handle) -> Result<Work> {
    handle.work.borrow_mut().take().ok_or_else(|| {
        let message = if handle.closed.get() { "zlib binding closed" } else { "write already in progress" };
        Error::coded(ErrorClass::Error, "ERR_INTERNAL_ASSERTION", message)
    })
}

fn give_back(handle: &Handle, work: Work) {
    if !handle.closed.get() {
        handle.work.replace(Some(work));
    }
}

/// A failure for JavaScript: `[message, errno, code]`.
fn failure_array(cx: Cx, failure: &Failure) -> Value {
    cx.array([cx.string(&failure.message), Value::from(failure.errno), cx.string(&failure.code)])
}

/// One output buffer filled, for JavaScript: `[output or undefined, room left in it, input left]`.
fn step_array(cx: Cx, mut output: Vec<u8>, progress: Progress, input_left: usize) -> Result<Value> {
    let room = output.len() - progress.produced;
    let bytes = if progress.produced == 0 {
        Value::UNDEFINED
    } else {
        output.truncate(progress.produced);
        if room > progress.produced {
            output.shrink_to_fit();
        }
        cx.buffer(output)?
    };
    Ok(cx.array([bytes, Value::from(room), Value::from(input_left)]))
}

/// `write(flush, chunk, room, callback)`: one step on the pool, with `chunk`, or with what is left of the last one if it is
/// undefined. The callback gets a failure, or null and a step.
fn write(call: &Call) -> Result<()> {
    let this = call.this_as::<Handle>()?;
    let (flush, room) = (call.u32(0)?, call.usize(2)?);
    let mut work = take(this)?;
    if let Some(chunk) = call.cx().bytes(call.arg(1)) {
        work.input.clear();
        work.input.extend_from_slice(chunk);
        work.taken = 0;
    }
    let (owner, callback) = (call.this().clone(), call.arg(3).clone());
    let step = move || {
        let mut output = vec![0; room];
        let result = work.coder.step(&work.input[work.taken..], &mut output, flush);
        if let Ok(progress) = result {
            work.taken += progress.consumed;
        }
        (work, output, result)
    };
    blocking::run(call.cx(), step, move |cx, (work, output, result)| {
        let left = work.input.len() - work.taken;
        if let Some(handle) = owner.native::<Handle>() {
            give_back(handle, work);
        }
        let args = match result {
            Ok(progress) => [Value::NULL, step_array(cx, output, progress, left)?],
            Err(failure) => [failure_array(cx, &failure), Value::UNDEFINED],
        };
        cx.call(&callback, &owner, &args)
    })
}

/// `writeSync(flush, chunk, offset, room)`: one step here, from `offset` of the chunk on. A step, or a failure.
fn write_sync(call: &Call) -> Result<Value> {
    let this = call.this_as::<Handle>()?;
    let (flush, offset, room) = (call.u32(0)?, call.usize(2)?, call.usize(3)?);
    let input = call.bytes(1)?;
    let input = &input[offset.min(input.len())..];
    let mut work = take(this)?;
    let mut output = vec![0; room];
    let result = work.coder.step(input, &mut output, flush);
    give_back(this, work);
    match result {
        Ok(progress) => step_array(call.cx(), output, progress, input.len() - progress.consumed),
        Err(failure) => Ok(failure_array(call.cx(), &failure)),
    }
}

/// A whole buffer's result for JavaScript: `[output, input taken]`, a failure, or undefined when it got too large.
fn whole_value(cx: Cx, whole: Whole) -> Result<Value> {
    match whole {
        Whole::Done(output, taken) => Ok(cx.array([cx.buffer(output)?, Value::from(taken)])),
        Whole::TooLarge => Ok(Value::UNDEFINED),
        Whole::Failed(failure) => Ok(failure_array(cx, &failure)),
    }
}

/// `all(flush, buffer, chunkSize, maxOutputLength, callback)`: to the end, on the pool.
fn all(call: &Call) -> Result<()> {
    let this = call.this_as::<Handle>()?;
    let (flush, chunk, most) = (call.u32(0)?, call.usize(2)?, call.usize(3)?);
    let input = call.bytes(1)?.to_vec();
    let mut work = take(this)?;
    let (owner, callback) = (call.this().clone(), call.arg(4).clone());
    let run = move || {
        let whole = run_whole(&mut *work.coder, &input, flush, chunk, most);
        (work, whole)
    };
    blocking::run(call.cx(), run, move |cx, (work, whole)| {
        if let Some(handle) = owner.native::<Handle>() {
            give_back(handle, work);
        }
        let result = whole_value(cx, whole)?;
        cx.call(&callback, &owner, &[result])
    })
}

/// `allSync(flush, buffer, chunkSize, maxOutputLength)`.
fn all_sync(call: &Call) -> Result<Value> {
    let this = call.this_as::<Handle>()?;
    let (flush, chunk, most) = (call.u32(0)?, call.usize(2)?, call.usize(3)?);
    let input = call.bytes(1)?;
    let mut work = take(this)?;
    let whole = run_whole(&mut *work.coder, input, flush, chunk, most);
    give_back(this, work);
    whole_value(call.cx(), whole)
}

/// `params(level, strategy)`: undefined, or a failure.
fn params(call: &Call) -> Result<Value> {
    let this = call.this_as::<Handle>()?;
    let (level, strategy) = (call.i32(0)?, call.i32(1)?);
    let mut work = take(this)?;
    let result = work.coder.set_params(level, strategy);
    give_back(this, work);
    Ok(result.err().map_or(Value::UNDEFINED, |failure| failure_array(call.cx(), &failure)))
}

/// `reset()`: undefined, or a failure.
fn reset(call: &Call) -> Result<Value> {
    let this = call.this_as::<Handle>()?;
    let mut work = take(this)?;
    let result = work.coder.reset();
    work.input.clear();
    work.taken = 0;
    give_back(this, work);
    Ok(result.err().map_or(Value::UNDEFINED, |failure| failure_array(call.cx(), &failure)))
}

/// Frees the coder: now, or when the pool gives it back.
fn close(call: &Call) -> Result<()> {
    let this = call.this_as::<Handle>()?;
    this.closed.set(true);
    drop(this.work.take());
    Ok(())
}
