//! The `rnode` binary.

fn main() -> std::process::ExitCode {
    rnode::cli::run()
}
