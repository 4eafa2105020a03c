//! Built-in modules: how one is declared, and how its scripts and natives are reached.
//!
//! A module is a folder with one declaration, [`Module`], beside its scripts. Scripts are CommonJS-like function
//! bodies with the parameters of [`PARAMETERS`]; the build compiles them to bytecode, which is loaded on first use.
//! With the environment variable `RNODE_BUILTINS=<path of src/>` they are read from there instead.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use crate::engine::{Binding, Call, Cx, Error, ErrorClass, Result, Value};

/// The parameters of a built-in script.
pub const PARAMETERS: &str = "exports, require, module, process, internalBinding";

/// Who may require a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Programs, as `id` and `node:id`.
    Public,
    /// Programs, as `node:id` only.
    Schemed,
    /// Programs, under the very id, which has a scheme that is not Node's.
    Own,
    /// Other built-in modules.
    Shared,
    /// The scripts of the same module.
    Private,
}

/// One script of a module.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// What `require` calls it.
    pub id: &'static str,
    /// Its file in the module's folder.
    pub file: &'static str,
    /// Who may require it.
    pub visibility: Visibility,
}

/// A script that programs may require.
pub const fn public(id: &'static str, file: &'static str) -> Script {
    Script { id, file, visibility: Visibility::Public }
}

/// A script that programs may require with the `node:` scheme only.
pub const fn schemed(id: &'static str, file: &'static str) -> Script {
    Script { id, file, visibility: Visibility::Schemed }
}

/// A script that programs may require under an id of our own, such as `rnode:shards`.
pub const fn own(id: &'static str, file: &'static str) -> Script {
    Script { id, file, visibility: Visibility::Own }
}

/// A script that other built-in modules may require.
pub const fn shared(id: &'static str, file: &'static str) -> Script {
    Script { id, file, visibility: Visibility::Shared }
}

/// A script of this module alone.
pub const fn private(id: &'static str, file: &'static str) -> Script {
    Script { id, file, visibility: Visibility::Private }
}

/// Furnishes what `internalBinding(name)` returns.
pub type Bind = fn(&Binding) -> Result<()>;

/// The declaration of a built-in module.
pub struct Module {
    /// The name of its folder.
    pub name: &'static str,
    /// Its scripts.
    pub scripts: &'static [Script],
    /// The modules whose public and shared scripts it requires.
    pub uses: &'static [&'static str],
    /// Its native bindings, by name.
    pub bindings: &'static [(&'static str, Bind)],
    /// Globals made on first touch: their name, and the script that exports them under it.
    pub globals: &'static [(&'static str, &'static str)],
    /// Runs when a realm starts, for what no global says. Every start of the program pays for it, so it runs no
    /// script.
    pub start: Option<fn(Cx) -> Result<()>>,
}

impl Module {
    /// Nothing: the rest of a declaration.
    pub const EMPTY: Module = Module { name: "", scripts: &[], uses: &[], bindings: &[], globals: &[], start: None };
}

/// The modules of one layer: a folder of `src/`.
pub struct Layer {
    /// The folder, such as `node`; empty for the top.
    pub folder: &'static str,
    /// Its modules.
    pub modules: &'static [&'static Module],
}

/// The bytecode of one script, as the build made it.
pub struct Compiled {
    /// The script's path below `src/`.
    pub path: &'static str,
    /// Its bytecode.
    pub bytes: &'static [u8],
}

struct Entry {
    script: &'static Script,
    layer: &'static str,
    module: &'static str,
}

impl Entry {
    /// Below `src/`.
    fn path(&self) -> String {
        let folder = [self.layer, self.module].join("/");
        format!("{}/{}", folder.trim_matches('/'), self.script.file)
    }
}

/// All built-in modules of a shard, those loaded and those not yet.
pub struct Builtins {
    entries: HashMap<&'static str, Entry>,
    bindings: HashMap<&'static str, Bind>,
    compiled: &'static [Compiled],
    source: Option<PathBuf>,
    modules: RefCell<HashMap<&'static str, Value>>,
    bound: RefCell<HashMap<&'static str, Value>>,
    process: Value,
    require: RefCell<Value>,
    internal_binding: RefCell<Value>,
}

impl Builtins {
    /// Indexes the layers' declarations.
    pub fn new(cx: Cx, layers: &[Layer], compiled: &'static [Compiled]) -> Builtins {
        let mut entries = HashMap::with_capacity(512);
        let mut bindings = HashMap::new();
        for layer in layers {
            for module in layer.modules {
                for script in module.scripts {
                    let entry = Entry { script, layer: layer.folder, module: module.name };
                    let clash = entries.insert(script.id, entry);
                    debug_assert!(clash.is_none(), "two scripts are called {}", script.id);
                }
                bindings.extend(module.bindings.iter().copied());
            }
        }
        Builtins {
            entries,
            bindings,
            compiled,
            source: std::env::var_os("RNODE_BUILTINS").map(PathBuf::from),
            modules: RefCell::default(),
            bound: RefCell::default(),
            process: cx.object(),
            require: RefCell::new(cx.function("require", 1, require)),
            internal_binding: RefCell::new(cx.function("internalBinding", 1, internal_binding)),
        }
    }

    /// The `process` object, which built-in scripts get as a parameter.
    pub fn process(&self) -> &Value {
        &self.process
    }

    /// The ids of all scripts, sorted.
    pub fn ids(&self) -> Vec<&'static str> {
        let mut ids: Vec<_> = self.entries.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// The ids of the scripts that are loaded, sorted.
    pub fn loaded_ids(&self) -> Vec<&'static str> {
        let mut ids: Vec<_> = self.modules.borrow().keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// The ids that programs may require, without scheme, sorted.
    pub fn public_ids(&self) -> Vec<&'static str> {
        let public = |entry: &&Entry| entry.script.visibility == Visibility::Public;
        let mut ids: Vec<_> = self.entries.values().filter(public).map(|entry| entry.script.id).collect();
        ids.sort_unstable();
        ids
    }

    /// The ids that programs may require with the `node:` scheme only.
    pub fn schemed_ids(&self) -> Vec<&'static str> {
        let schemed = |entry: &&Entry| entry.script.visibility == Visibility::Schemed;
        self.entries.values().filter(schemed).map(|entry| entry.script.id).collect()
    }

    /// The script that a program means by `specifier`, with or without scheme; `None` when there is none for it.
    pub fn public_id(&self, specifier: &str) -> Option<&'static str> {
        let bare = specifier.strip_prefix("node:");
        let (id, entry) = self.entries.get_key_value(bare.unwrap_or(specifier))?;
        match entry.script.visibility {
            Visibility::Public | Visibility::Own => Some(id),
            Visibility::Schemed => bare.map(|_| *id),
            Visibility::Shared | Visibility::Private => None,
        }
    }

    /// Loads a script, if it was not, and returns its exports.
    ///
    /// # Errors
    /// What the script throws; an error of our own for an id that no module declares.
    pub fn require(&self, cx: Cx, id: &str) -> Result<Value> {
        let Some((&id, entry)) = self.entries.get_key_value(id) else {
            // Scripts ask for what is not there only where a program asks for what is not supported.
            return Err(Error::coded(
                ErrorClass::Error,
                "ERR_METHOD_NOT_IMPLEMENTED",
                format!("This needs {id}, which rnode does not have; see the table of modules in its README"),
            ));
        };
        let known = self.modules.borrow().get(id).cloned();
        if let Some(module) = known {
            return cx.get(&module, "exports");
        }
        // Without what a program may have put on Object.prototype.
        let module = cx.null_object();
        let exports = cx.object();
        cx.set(&module, "exports", exports.clone())?;
        cx.set(&module, "id", cx.string(id))?;
        let function = self.load(cx, id, entry)?;
        self.modules.borrow_mut().insert(id, module.clone());
        let args = [
            exports,
            self.require.borrow().clone(),
            module.clone(),
            self.process.clone(),
            self.internal_binding.borrow().clone(),
        ];
        match cx.call(&function, &Value::UNDEFINED, &args) {
            Ok(_) => cx.get(&module, "exports"),
            Err(error) => {
                self.modules.borrow_mut().remove(id);
                Err(error)
            }
        }
    }

    fn load(&self, cx: Cx, id: &str, entry: &Entry) -> Result<Value> {
        if let Some(root) = &self.source {
            let file = root.join(entry.path());
            let text = std::fs::read_to_string(&file)
                .map_err(|error| Error::system(&error, "open").with_path(file.to_string_lossy()))?;
            return cx.compile_function(&text, &format!("node:{id}"), PARAMETERS);
        }
        let path = entry.path();
        let position = self
            .compiled
            .binary_search_by(|compiled| compiled.path.cmp(&path))
            .unwrap_or_else(|_| panic!("the build compiled {path}"));
        cx.load_bytecode(self.compiled[position].bytes)
    }

    fn binding(&self, cx: Cx, name: &str) -> Result<Value> {
        let known = self.bound.borrow().get(name).cloned();
        if let Some(object) = known {
            return Ok(object);
        }
        let Some((&name, bind)) = self.bindings.get_key_value(name) else {
            return Err(Error::coded(
                ErrorClass::Error,
                "ERR_INVALID_MODULE",
                format!("No such binding: {name}"),
            ));
        };
        let binding = Binding::new(cx);
        bind(&binding)?;
        let object = binding.into_object();
        self.bound.borrow_mut().insert(name, object.clone());
        Ok(object)
    }

    /// Drops every value, before the realm goes.
    pub fn clear(&self) {
        self.modules.borrow_mut().clear();
        self.bound.borrow_mut().clear();
        self.require.replace(Value::UNDEFINED);
        self.internal_binding.replace(Value::UNDEFINED);
    }
}

fn require(call: &Call) -> Result<Value> {
    let id = call.string(0)?;
    super::current().builtins().require(call.cx(), id.strip_prefix("node:").unwrap_or(&id))
}

fn internal_binding(call: &Call) -> Result<Value> {
    super::current().builtins().binding(call.cx(), &call.string(0)?)
}
