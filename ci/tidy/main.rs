//! Style is a test: checks the tree itself, without building or running anything else.
//!
//! ```text
//! cargo test --test tidy -- [FILTER…]     only problems whose line contains a filter
//! ```

mod declarations;
mod goldens;
mod layers;
mod lines;
mod scripts;
mod top_level;
mod tree;
mod unsafe_code;
mod words;

use std::path::Path;
use std::process::ExitCode;

use ci_support::args::{Args, selected};

use tree::{Problem, Tree};

fn main() -> ExitCode {
    let filters = Args::of_process().filters();
    let tree = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let modules = declarations::read(&tree);
    let mut problems: Vec<Problem> = Vec::new();
    top_level::check(&tree, &mut problems);
    layers::check(&tree, &modules, &mut problems);
    unsafe_code::check(&tree, &mut problems);
    scripts::check(&tree, &modules, &mut problems);
    lines::check(&tree, &mut problems);
    goldens::check(&tree, &mut problems);
    words::check(&tree, &mut problems);

    let mut texts: Vec<String> = problems.iter().map(Problem::to_string).collect();
    texts.retain(|text| selected(&filters, text));
    texts.sort();
    for text in &texts {
        println!("{text}");
    }
    println!("tidy: {} files, {} problems", tree.files.len(), texts.len());
    if texts.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
