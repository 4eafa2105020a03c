//! Compiles every built-in script under `src/` to bytecode, with the engine that will run it.
//!
//! Writes `builtins.rs` to the output folder: a slice of `Compiled { path, bytes }`, sorted by path. A script's name
//! in stack traces is `node:<id>`; the id is read from its folder's declaration in `mod.rs`.
#![allow(dead_code, unused_imports, reason = "the build uses a small part of the façade")]

#[path = "src/engine/mod.rs"]
mod engine;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use engine::{Cx, Realm, RealmLimits};

/// As `runtime::builtin::PARAMETERS`; a test there compares them.
const PARAMETERS: &str = "exports, require, module, process, internalBinding";

fn main() {
    println!("cargo:rerun-if-changed=src");
    link_for_start_up();
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("src");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut scripts = Vec::new();
    collect(&root, &mut scripts);
    scripts.sort();
    // Deeply nested scripts would need more stack than the main thread of a build script may have.
    let worker = std::thread::Builder::new().stack_size(16 << 20);
    let table = worker.spawn(move || compile_all(&root, &scripts, &out)).expect("a thread starts").join();
    if table.is_err() {
        std::process::exit(1);
    }
}

/// What the dynamic linker does is half a millisecond of every start: 60,000 addresses to adjust, which touch 160 pages,
/// and libraries whose symbols it looks up. So the program is linked to a fixed address, as Node's own is, and the C++
/// library, which the URL parser needs, is part of it.
fn link_for_start_up() {
    println!("cargo:rustc-link-arg-bins=-no-pie");
    for library in ["stdc++", "gcc_eh"] {
        let compiler = env::var("RNODE_CC").unwrap_or_else(|_| "cc".to_owned());
        let asked = Command::new(compiler).arg(format!("-print-file-name=lib{library}.a")).output();
        let Ok(answer) = asked else { continue };
        // A compiler without the library answers with the name alone.
        let path = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
        if let (true, Some(folder)) = (path.is_absolute(), path.parent()) {
            println!("cargo:rustc-link-search=native={}", folder.display());
            println!("cargo:rustc-link-lib=static:-bundle={library}");
        }
    }
}

fn compile_all(root: &Path, scripts: &[PathBuf], out: &Path) {
    let realm = Realm::new(RealmLimits { stack_bytes_max: 8 << 20, heap_bytes_max: None }).expect("a realm");
    let cx = realm.cx();
    let mut ids = HashMap::new();
    let mut table = String::from("&[\n");
    for script in scripts {
        // The declaration may lie further up: a module's scripts can have folders of their own.
        let folder = script.ancestors().skip(1).find(|folder| folder.join("mod.rs").exists()).unwrap_or(root);
        let ids = ids.entry(folder.to_owned()).or_insert_with(|| declared_ids(folder));
        let file = script.strip_prefix(folder).expect("below its module").to_string_lossy().into_owned();
        let path = script.strip_prefix(root).expect("below src").to_string_lossy().into_owned();
        let Some(id) = ids.get(&file) else {
            println!("cargo:warning=src/{path} is declared by no mod.rs");
            continue;
        };
        let bytes = compile(cx, script, id);
        let name = path.replace('/', "+") + ".bytecode";
        fs::write(out.join(&name), bytes).expect("the output folder is writable");
        writeln!(
            table,
            "    Compiled {{ path: {path:?}, bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) }},"
        )
        .expect("strings take text");
    }
    table.push(']');
    fs::write(out.join("builtins.rs"), table).expect("the output folder is writable");
}

fn compile(cx: Cx, script: &Path, id: &str) -> Vec<u8> {
    let source = fs::read_to_string(script).expect("scripts are UTF-8");
    cx.compile_to_bytecode(&source, &format!("node:{id}"), PARAMETERS).unwrap_or_else(|error| {
        let error = error.into_value(cx);
        let stack = cx.get(&error, "stack").map(|stack| cx.describe(&stack)).unwrap_or_default();
        println!("cargo:error={}: {} {}", script.display(), cx.describe(&error), stack.replace('\n', " "));
        panic!("a built-in script does not compile");
    })
}

fn collect(folder: &Path, scripts: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                collect(&path, scripts);
            }
        } else if path.extension().is_some_and(|extension| extension == "js") {
            scripts.push(path);
        }
    }
}

/// File name to id, from the calls `public("id", "file.js")` and its like in the folder's `mod.rs`.
fn declared_ids(folder: &Path) -> HashMap<String, String> {
    let text = fs::read_to_string(folder.join("mod.rs")).unwrap_or_default();
    let mut ids = HashMap::new();
    for form in ["public(", "schemed(", "own(", "shared(", "private("] {
        for (at, _) in text.match_indices(form) {
            let mut literals = text[at + form.len()..].split('"');
            let blank = |text: Option<&str>| text.is_some_and(|text| text.trim().trim_matches(',').trim().is_empty());
            if !blank(literals.next()) {
                continue;
            }
            let (Some(id), true, Some(file)) = (literals.next(), blank(literals.next()), literals.next()) else {
                continue;
            };
            ids.insert(file.to_owned(), id.to_owned());
        }
    }
    ids
}
