//! The binding `modules`: what finding and compiling a module needs, in as few calls as possible.

use std::os::unix::ffi::OsStrExt;

use crate::engine::{Binding, Call, Error, Result, Value};

/// The parameters of the function that a CommonJS module is.
const CJS_PARAMETERS: &str = "exports, require, module, __filename, __dirname";

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.cx().set_import_hook(super::modules::import, super::modules::import_call);
    binding.function("stat", 1, stat)?;
    binding.function("realpath", 1, realpath)?;
    binding.function("readText", 1, read_text)?;
    binding.function("readTextIfAny", 1, read_text_if_any)?;
    binding.function("sourceMapURL", 1, |call: &Call| -> Result<Option<String>> {
        Ok(super::magic::source_map_url(&call.string(0)?).map(str::to_owned))
    })?;
    binding.function("setPrepareStackTrace", 1, |call: &Call| call.cx().set_prepare_stack_trace(call.arg(0)))?;
    binding.function("compileCommonJS", 2, |call: &Call| -> Result<Value> {
        call.cx().compile_function(&call.string(0)?, &call.string(1)?, CJS_PARAMETERS)
    })?;
    binding.function("compileFunction", 3, |call: &Call| -> Result<Value> {
        call.cx().compile_function(&call.string(0)?, &call.string(1)?, &call.string(2)?)
    })?;
    binding.function("evaluate", 2, |call: &Call| -> Result<Value> {
        call.cx().eval(&call.string(0)?, &call.string(1)?)
    })?;
    binding.function("parseJson", 1, |call: &Call| call.cx().json_parse(&call.string(0)?))
}

/// 0 for a file, 1 for a folder, -1 for nothing.
fn stat(call: &Call) -> Result<i32> {
    Ok(match std::fs::metadata(call.string(0)?) {
        Ok(data) if data.is_dir() => 1,
        Ok(_) => 0,
        Err(_) => -1,
    })
}

/// The path without symbolic links.
fn realpath(call: &Call) -> Result<String> {
    let path = call.string(0)?;
    std::fs::canonicalize(&path)
        .map(|path| String::from_utf8_lossy(path.as_os_str().as_bytes()).into_owned())
        .map_err(|error| Error::system(&error, "lstat").with_path(path))
}

/// A file as UTF-8 text, without a byte order mark.
fn read_text(call: &Call) -> Result<String> {
    let path = call.string(0)?;
    match std::fs::read(&path) {
        Ok(bytes) => Ok(decode(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => Err(Error::errno(libc::EISDIR, "read")),
        Err(error) => Err(Error::system(&error, "open").with_path(path)),
    }
}

/// As [`read_text`]; undefined when there is no such file.
fn read_text_if_any(call: &Call) -> Result<Option<String>> {
    let path = call.string(0)?;
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(decode(bytes))),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(Error::system(&error, "open").with_path(path)),
    }
}

fn is_absence(error: &std::io::Error) -> bool {
    // A path with a NUL in it names nothing; the system is not even asked.
    matches!(error.raw_os_error(), None | Some(libc::ENOENT | libc::ENOTDIR | libc::EISDIR))
}

fn decode(bytes: Vec<u8>) -> String {
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
