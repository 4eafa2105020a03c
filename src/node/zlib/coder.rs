//! What the formats have in common: a coder that turns input into output, piece by piece.

/// Node's numbers of the modes; those of streams that JavaScript names.
pub mod mode {
    #![allow(missing_docs, reason = "the names are zlib's own")]
    pub const DEFLATE: u32 = 1;
    pub const INFLATE: u32 = 2;
    pub const GZIP: u32 = 3;
    pub const GUNZIP: u32 = 4;
    pub const DEFLATERAW: u32 = 5;
    pub const INFLATERAW: u32 = 6;
    pub const UNZIP: u32 = 7;
}

/// `Z_FINISH`.
pub const FINISH: u32 = 4;
/// `Z_NEED_DICT`, `Z_DATA_ERROR`, `Z_MEM_ERROR`, `Z_BUF_ERROR` and `Z_STREAM_ERROR`.
pub const NEED_DICT: i32 = 2;
pub const STREAM_ERROR: i32 = -2;
pub const DATA_ERROR: i32 = -3;
pub const MEM_ERROR: i32 = -4;
pub const BUF_ERROR: i32 = -5;

/// How far a step got, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    pub consumed: usize,
    pub produced: usize,
}

/// Why a stream cannot go on: an error's `message`, `errno` and `code`.
#[derive(Clone, Debug)]
pub struct Failure {
    pub message: String,
    pub errno: i32,
    pub code: String,
}

impl Failure {
    /// An error of zlib's.
    pub fn zlib(message: &str, errno: i32) -> Failure {
        let code = match errno {
            NEED_DICT => "Z_NEED_DICT",
            STREAM_ERROR => "Z_STREAM_ERROR",
            DATA_ERROR => "Z_DATA_ERROR",
            MEM_ERROR => "Z_MEM_ERROR",
            _ => "Z_BUF_ERROR",
        };
        Failure { message: message.to_owned(), errno, code: code.to_owned() }
    }

    /// The input ended in the middle; every format says so with zlib's code.
    pub fn unexpected_end() -> Failure {
        Failure::zlib("unexpected end of file", BUF_ERROR)
    }
}

/// The state of one compressed stream.
pub trait Coder: Send {
    /// Takes some of `input` and fills some of `output`. What `flush` means is the format's own. A step that leaves room
    /// in `output` has nothing more to give without more input.
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure>;

    /// Starts anew, with the same parameters.
    fn reset(&mut self) -> Result<(), Failure>;

    /// Sets deflate's level and strategy, between two steps of which the first flushed.
    fn set_params(&mut self, _level: i32, _strategy: i32) -> Result<(), Failure> {
        Ok(())
    }
}

/// What became of a whole buffer.
pub enum Whole {
    /// All output, and how much of the input it took.
    Done(Vec<u8>, usize),
    /// There is more output than was allowed.
    TooLarge,
    Failed(Failure),
}

/// Runs a stream over `input` to its end. `chunk` is how much room for output to start with.
pub fn run_whole(coder: &mut dyn Coder, input: &[u8], flush: u32, chunk: usize, output_max: usize) -> Whole {
    let mut output = Vec::new();
    let (mut taken, mut made) = (0, 0);
    loop {
        // Growing by half keeps copies rare; what is never used is never touched.
        let room = chunk.max(made / 2);
        output.resize(made + room, 0);
        let progress = match coder.step(&input[taken..], &mut output[made..], flush) {
            Ok(progress) => progress,
            Err(failure) => return Whole::Failed(failure),
        };
        taken += progress.consumed;
        made += progress.produced;
        if made > output_max {
            return Whole::TooLarge;
        }
        if progress.produced < room {
            break;
        }
    }
    output.truncate(made);
    output.shrink_to_fit();
    Whole::Done(output, taken)
}
