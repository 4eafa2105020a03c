//! The recorded output of a program: stdout as it is; then, if there was any, a line `--- stderr` and stderr;
//! then, if the exit code was not 0, a line `--- exit N`.

use crate::process::Outcome;

/// What is stored in a `.out` file for this outcome.
pub fn of_outcome(outcome: &Outcome) -> Vec<u8> {
    let mut text = outcome.stdout.clone();
    if !outcome.stderr.is_empty() {
        text.extend_from_slice(b"--- stderr\n");
        text.extend_from_slice(&outcome.stderr);
    }
    let code = outcome.end.shell_code();
    if code != 0 {
        text.extend_from_slice(format!("--- exit {code}\n").as_bytes());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::End;

    #[test]
    fn only_what_is_there_is_recorded() {
        let outcome = |end, stderr: &[u8]| Outcome {
            end,
            stdout: b"out\n".to_vec(),
            stderr: stderr.to_vec(),
            wall: std::time::Duration::ZERO,
        };
        assert_eq!(of_outcome(&outcome(End::Code(0), b"")), b"out\n");
        assert_eq!(of_outcome(&outcome(End::Code(1), b"err\n")), b"out\n--- stderr\nerr\n--- exit 1\n");
        assert_eq!(of_outcome(&outcome(End::Signal(6), b"")), b"out\n--- exit 134\n");
    }
}
