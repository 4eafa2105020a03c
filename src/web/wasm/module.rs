//! Modules: validating and compiling bytes, and what a module says of itself.

use std::sync::Arc;

use wasmi::errors::ErrorKind;
use wasmi::{CompilationMode, Config, Engine, ExternType, Module};

use super::binary;
use super::hooks::Hooks;
use crate::engine::{Call, Class, Cx, Parcel, Result, Value};
use crate::runtime;

/// How deep calls between functions of WebAssembly may nest, and how many 8-byte cells their locals may take. V8 allows
/// about as many small frames in its megabyte of stack.
const RECURSION_MAX: usize = 20_000;
const STACK_CELLS_MAX: usize = 1 << 20;

/// A compiled module. Each has an engine of its own, so that its code goes with it; one that is linked with instances of
/// another module is compiled again with that one's engine.
pub(super) struct ModuleObject {
    /// As the program gave them.
    source: Arc<[u8]>,
    /// The same with the start function exported, if there is one.
    linked: Arc<[u8]>,
    pub(super) has_start: bool,
    pub(super) module: Module,
    /// Names, and places among all of their kind.
    pub(super) exports: Vec<(String, u32)>,
}

impl Class for ModuleObject {
    const NAME: &'static str = "Module";

    fn pack(&self, _moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(Some(Box::new(Packed(self.source.clone()))))
    }
}

struct Packed(Arc<[u8]>);

impl Parcel for Packed {
    fn unpack(self: Box<Self>, cx: Cx) -> Result<Value> {
        // The script sets the prototypes.
        runtime::current().builtins().require(cx, "internal/wasm")?;
        let module = ModuleObject::compile(self.0.clone()).expect("it was compiled before");
        cx.instance_with(module, &Hooks::get()?.module_prototype)
    }

    fn duplicate(&self) -> Option<Box<dyn Parcel>> {
        Some(Box::new(Packed(self.0.clone())))
    }
}

/// An interpreter's engine, with what V8 of Node 24 and the interpreter both know.
pub(super) fn new_engine() -> Engine {
    let mut config = Config::default();
    config
        .compilation_mode(CompilationMode::LazyTranslation)
        .ignore_custom_sections(true)
        .set_max_recursion_depth(RECURSION_MAX)
        .set_max_stack_height(STACK_CELLS_MAX);
    Engine::new(&config)
}

impl ModuleObject {
    fn compile(source: Arc<[u8]>) -> std::result::Result<ModuleObject, wasmi::Error> {
        let engine = new_engine();
        let mut module = Module::new(&engine, &source)?;
        let mut linked = source.clone();
        let mut has_start = false;
        if let Some(rewritten) = binary::with_start_exported(&source) {
            module = Module::new(&engine, &rewritten)?;
            linked = rewritten.into();
            has_start = true;
        }
        let exports = binary::exports(&source);
        Ok(ModuleObject { source, linked, has_start, module, exports })
    }

    /// The module, compiled for an engine.
    pub(super) fn for_engine(&self, engine: &Engine) -> Module {
        if Engine::same(self.module.engine(), engine) {
            return self.module.clone();
        }
        Module::new(engine, &self.linked).expect("it was compiled before, with the same configuration")
    }
}

/// `compile(bytes, prototype)`: a module, or a string that says what is wrong.
pub(super) fn compile(call: &Call) -> Result<Value> {
    let cx = call.cx();
    // A copy first: another thread may write to the program's bytes.
    let source: Arc<[u8]> = call.bytes(0)?.into();
    match ModuleObject::compile(source.clone()) {
        Ok(module) => cx.instance_with(module, call.arg(1)),
        Err(error) => Ok(cx.string(&message(&source, &error))),
    }
}

/// `validate(bytes)`.
pub(super) fn validate(call: &Call) -> Result<bool> {
    // A copy, as above.
    let source = call.bytes(0)?.to_vec();
    Ok(Module::validate(&new_engine(), &source).is_ok())
}

/// `isModule(value)`.
pub(super) fn is_module(call: &Call) -> bool {
    call.arg(0).native::<ModuleObject>().is_some()
}

/// Why the bytes are no module: V8's words for what programs meet, the validator's for the rest.
fn message(bytes: &[u8], error: &wasmi::Error) -> String {
    const MAGIC: &[u8] = b"\0asm";
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    if bytes.is_empty() {
        return "BufferSource argument is empty".to_owned();
    }
    if bytes.len() < 4 {
        return "expected 4 bytes, fell off end @+0".to_owned();
    }
    if &bytes[..4] != MAGIC {
        return format!("expected magic word 00 61 73 6d, found {} @+0", hex(&bytes[..4]));
    }
    if bytes.len() < 8 {
        return "expected 4 bytes, fell off end @+4".to_owned();
    }
    if bytes[4..8] != [1, 0, 0, 0] {
        return format!("expected version 01 00 00 00, found {} @+4", hex(&bytes[4..8]));
    }
    match error.kind() {
        ErrorKind::Wasm(error) => format!("{} @+{}", error.message(), error.offset()),
        _ => error.to_string(),
    }
}

/// As the JavaScript interface spells it.
fn kind(ty: &ExternType) -> &'static str {
    match ty {
        ExternType::Func(_) => "function",
        ExternType::Table(_) => "table",
        ExternType::Memory(_) => "memory",
        ExternType::Global(_) => "global",
    }
}

/// `moduleExports(module)`: names and kinds in turn.
pub(super) fn module_exports(call: &Call) -> Result<Value> {
    let (cx, module) = (call.cx(), call.arg_as::<ModuleObject>(0)?);
    let mut list = Vec::with_capacity(module.exports.len() * 2);
    for (name, _) in &module.exports {
        if let Some(ty) = module.module.get_export(name) {
            list.extend([cx.string(name), cx.string(kind(&ty))]);
        }
    }
    Ok(cx.array(list))
}

/// `moduleImports(module)`: modules, names and kinds in turn.
pub(super) fn module_imports(call: &Call) -> Result<Value> {
    let (cx, module) = (call.cx(), call.arg_as::<ModuleObject>(0)?);
    let parts = |import: wasmi::ImportType| {
        [cx.string(import.module()), cx.string(import.name()), cx.string(kind(import.ty()))]
    };
    Ok(cx.array(module.module.imports().flat_map(parts)))
}

/// `customSections(module, name)`.
pub(super) fn custom_sections(call: &Call) -> Result<Value> {
    let (cx, module) = (call.cx(), call.arg_as::<ModuleObject>(0)?);
    let name = call.string(1)?;
    let sections = binary::custom_sections(&module.source, &name).into_iter();
    let buffers = sections.map(|bytes| cx.array_buffer(bytes.to_vec())).collect::<Result<Vec<_>>>()?;
    Ok(cx.array(buffers))
}
