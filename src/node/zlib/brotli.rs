//! Brotli (RFC 7932). The decoder takes raw shared dictionaries as RFC 9841 has them. What the encoder makes with one is
//! read back here, but not by the reference decoder.

use brotli::enc::StandardAlloc;
use brotli::enc::backward_references::BrotliEncoderMode as Mode;
use brotli::enc::encode::{BrotliEncoderOperation as Operation, BrotliEncoderStateStruct};
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

use super::coder::{Coder, Failure, Progress};

/// `BROTLI_OPERATION_FINISH`.
const OPERATION_FINISH: u32 = 2;

/// Parameters by number, as a program gave them.
pub type Params = Vec<(u32, u32)>;

pub struct Encoder {
    params: Params,
    dictionary: Vec<u8>,
    state: BrotliEncoderStateStruct<StandardAlloc>,
}

impl Encoder {
    pub fn new(params: Params, dictionary: Vec<u8>) -> Result<Encoder, Failure> {
        let state = encoder(&params, &dictionary)?;
        Ok(Encoder { params, dictionary, state })
    }
}

fn encoder(params: &Params, dictionary: &[u8]) -> Result<BrotliEncoderStateStruct<StandardAlloc>, Failure> {
    let mut state = BrotliEncoderStateStruct::new(StandardAlloc::default());
    let settings = &mut state.params;
    for &(number, value) in params {
        match number {
            0 => {
                settings.mode = match value {
                    1 => Mode::BROTLI_MODE_TEXT,
                    2 => Mode::BROTLI_MODE_FONT,
                    _ => Mode::BROTLI_MODE_GENERIC,
                }
            }
            1 => settings.quality = value as i32,
            2 => settings.lgwin = value as i32,
            3 => settings.lgblock = value as i32,
            4 if value > 1 => {
                return Err(Failure {
                    message: "Initialization failed".to_owned(),
                    errno: 0,
                    code: "ERR_ZLIB_INITIALIZATION_FAILED".to_owned(),
                });
            }
            4 => settings.disable_literal_context_modeling = value as i32,
            5 => settings.size_hint = value as usize,
            6 => settings.large_window = value != 0,
            // Postfix bits and direct distance codes follow from the mode here.
            _ => {}
        }
    }
    if !dictionary.is_empty() {
        state.set_custom_dictionary(dictionary.len(), dictionary);
    }
    Ok(state)
}

impl Coder for Encoder {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        let operation = match flush {
            0 => Operation::BROTLI_OPERATION_PROCESS,
            1 => Operation::BROTLI_OPERATION_FLUSH,
            2 => Operation::BROTLI_OPERATION_FINISH,
            _ => Operation::BROTLI_OPERATION_EMIT_METADATA,
        };
        let (mut left, mut consumed) = (input.len(), 0);
        let (mut room, mut produced) = (output.len(), 0);
        let done = self.state.compress_stream(
            operation,
            &mut left,
            input,
            &mut consumed,
            &mut room,
            output,
            &mut produced,
            &mut None,
            &mut |_, _, _, _| (),
        );
        if !done {
            return Err(Failure {
                message: "Compression failed".to_owned(),
                errno: -1,
                code: "ERR_BROTLI_COMPRESSION_FAILED".to_owned(),
            });
        }
        Ok(Progress { consumed, produced })
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.state = encoder(&self.params, &self.dictionary)?;
        Ok(())
    }
}

type State = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

pub struct Decoder {
    large_window: bool,
    dictionary: Vec<u8>,
    state: Box<State>,
}

impl Decoder {
    pub fn new(params: &Params, dictionary: Vec<u8>) -> Result<Decoder, Failure> {
        // BROTLI_DECODER_PARAM_LARGE_WINDOW; the other one is about memory only.
        let large_window = params.iter().any(|(number, value)| *number == 1 && *value != 0);
        let state = decoder(large_window, &dictionary)?;
        Ok(Decoder { large_window, dictionary, state })
    }
}

fn decoder(large_window: bool, dictionary: &[u8]) -> Result<Box<State>, Failure> {
    let [one, two, three] = [StandardAlloc::default(), StandardAlloc::default(), StandardAlloc::default()];
    let mut state =
        Box::new(if large_window { State::new(one, two, three) } else { State::new_strict(one, two, three) });
    if !dictionary.is_empty() && !state.attach_dictionary(dictionary.to_vec().into()) {
        return Err(Failure {
            message: "Failed to attach brotli dictionary".to_owned(),
            errno: -1,
            code: "ERR_ZLIB_DICTIONARY_LOAD_FAILED".to_owned(),
        });
    }
    Ok(state)
}

impl Coder for Decoder {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        let (mut left, mut consumed) = (input.len(), 0);
        let (mut room, mut produced) = (output.len(), 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut consumed,
            input,
            &mut room,
            &mut produced,
            output,
            &mut 0,
            &mut self.state,
        );
        match result {
            BrotliResult::ResultFailure => {
                let error = self.state.error_code;
                // The reference's strings: the constant's name without its prefix.
                let name = format!("{error:?}").replace("BROTLI_DECODER", "");
                Err(Failure {
                    message: "Decompression failed".to_owned(),
                    errno: error as i32,
                    code: format!("ERR_{name}"),
                })
            }
            BrotliResult::NeedsMoreInput if flush == OPERATION_FINISH => Err(Failure::unexpected_end()),
            _ => Ok(Progress { consumed, produced }),
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.state = decoder(self.large_window, &self.dictionary)?;
        Ok(())
    }
}
