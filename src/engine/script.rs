//! Source text and bytecode: compiling, saving, loading.

use std::ffi::CString;
use std::slice;

use rquickjs::qjs;

use super::{Class, Cx, Error, Result, Value, patch};

/// What a source text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A classic script, sloppy unless it says otherwise.
    Script,
    /// A module, strict, with imports and exports.
    Module,
}

/// Where a source text says it comes from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The number of its first line; 1 for a file.
    pub first_line: i32,
    /// Stands for the script in `import()`: what [`Cx::set_import_hook`]'s second hook gets as referrer. Its
    /// description should be the file's name, which stacks take from there.
    pub symbol: Option<&'a Value>,
}

/// A compiled script.
pub struct Script(Value);

impl Class for Script {
    const NAME: &'static str = "Script";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.0);
    }
}

/// While it lives, what is compiled is named by a symbol.
struct Named {
    cx: Cx,
    outer: qjs::JSAtom,
}

impl Named {
    fn set(cx: Cx, symbol: Option<&Value>) -> Named {
        // SAFETY: the value is alive; the atom's reference moves, and so does that of the one before.
        let outer = unsafe {
            let atom = symbol.map_or(qjs::JS_ATOM_NULL, |symbol| qjs::JS_ValueToAtom(cx.raw, symbol.0));
            patch::JS_SetScriptSymbol(cx.rt(), atom)
        };
        Named { cx, outer }
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        // SAFETY: the reference of the one before moves back, and ours is freed.
        unsafe { qjs::JS_FreeAtom(self.cx.raw, patch::JS_SetScriptSymbol(self.cx.rt(), self.outer)) };
    }
}

impl Cx {
    /// Compiles and runs a classic script, and returns its completion value.
    pub fn eval(self, source: &str, file: &str) -> Result<Value> {
        self.evaluate(source, file, 1, 0)
    }

    /// Compiles a classic script of this context, to be run any number of times.
    pub fn compile_script(self, source: &str, origin: &Origin) -> Result<Script> {
        self.compile_named(source, origin, qjs::JS_EVAL_FLAG_COMPILE_ONLY).map(Script)
    }

    /// Runs a script in the context that it was compiled in, and returns its completion value.
    pub fn run_script(self, script: &Script) -> Result<Value> {
        // SAFETY: the call consumes one reference, which is added for it.
        let raw = unsafe { qjs::JS_EvalFunction(self.raw, qjs::JS_DupValue(self.raw, script.0.0)) };
        self.checked(raw)
    }

    /// Compiles `source`, an expression without a line before it, as a script of this origin and runs it.
    pub fn eval_named(self, source: &str, origin: &Origin) -> Result<Value> {
        self.compile_named(source, origin, 0)
    }

    pub(super) fn compile_named(self, source: &str, origin: &Origin, flags: u32) -> Result<Value> {
        let named = Named::set(self, origin.symbol);
        // A first line of 0 means the engine's default, 1.
        let result = if origin.first_line == 0 {
            self.evaluate(&format!("\n{source}"), origin.file, -1, flags)
        } else {
            self.evaluate(source, origin.file, origin.first_line, flags)
        };
        drop(named);
        result
    }

    /// Compiles `source` as the body of a function with these parameters. Lines count from 1 in `source`.
    pub fn compile_function(self, source: &str, file: &str, parameters: &str) -> Result<Value> {
        self.evaluate(&wrap(source, parameters), file, WRAPPER_LINE, 0)
    }

    /// Compiles a function body as [`Cx::compile_function`] does and returns its bytecode, without the source.
    pub fn compile_to_bytecode(self, source: &str, file: &str, parameters: &str) -> Result<Vec<u8>> {
        let flags = qjs::JS_EVAL_FLAG_COMPILE_ONLY;
        let compiled = self.evaluate(&wrap(source, parameters), file, WRAPPER_LINE, flags)?;
        let mut size = 0;
        // SAFETY: the engine returns `size` bytes that are ours to free.
        unsafe {
            let flags = qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE;
            let start = qjs::JS_WriteObject(self.raw, &mut size, compiled.0, flags as i32);
            if start.is_null() {
                return Err(Error::Pending);
            }
            let bytes = slice::from_raw_parts(start, size as usize).to_vec();
            qjs::js_free(self.raw, start.cast());
            Ok(bytes)
        }
    }

    /// Loads what [`Cx::compile_to_bytecode`] saved, with the same version of the engine.
    ///
    /// Takes only what is part of the binary, where the build put it: the engine does not check bytecode.
    pub fn load_bytecode(self, bytes: &'static [u8]) -> Result<Value> {
        // SAFETY: the bytes are the build script's, made by this engine; the script's value is the function.
        unsafe {
            let flags = qjs::JS_READ_OBJ_BYTECODE as i32;
            let script = self.checked(qjs::JS_ReadObject(self.raw, bytes.as_ptr(), bytes.len() as _, flags))?;
            self.checked(qjs::JS_EvalFunction(self.raw, script.into_raw()))
        }
    }

    pub(super) fn evaluate(self, source: &str, file: &str, first_line: i32, flags: u32) -> Result<Value> {
        let file = CString::new(file).unwrap_or_else(|_| c"<unnamed>".to_owned());
        // The engine reads one byte past the end, which must be NUL.
        let text = CString::new(source)
            .map_err(|_| Error::New {
                class: super::ErrorClass::SyntaxError,
                code: None,
                message: "Invalid or unexpected token".to_owned(),
            })?;
        let mut options = qjs::JSEvalOptions {
            version: qjs::JS_EVAL_OPTIONS_VERSION as i32,
            eval_flags: (qjs::JS_EVAL_TYPE_GLOBAL | flags) as i32,
            filename: file.as_ptr(),
            line_num: first_line,
        };
        // SAFETY: text and options outlive the call.
        let raw = unsafe { qjs::JS_Eval2(self.raw, text.as_ptr(), source.len() as _, &mut options) };
        self.checked(raw)
    }
}

/// The wrapper takes the lines -1 and 0, so that line and column numbers are those of the file. (A first line of 0
/// means the engine's default, 1.)
const WRAPPER_LINE: i32 = -1;

fn wrap(source: &str, parameters: &str) -> String {
    // A hashbang is valid only at the very start of a script, which the wrapper no longer is.
    let comment = if source.starts_with("#!") { "//" } else { "" };
    format!("(function ({parameters}) {{\n\n{comment}{source}\n}})")
}
