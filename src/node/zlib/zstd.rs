//! Zstandard (RFC 8878).

use zstd_safe::zstd_sys::ZSTD_EndDirective as Directive;
use zstd_safe::{CCtx, CParameter, DCtx, DParameter, InBuffer, OutBuffer, ResetDirective, Strategy, get_error_name};

use super::coder::{Coder, Failure, Progress};

/// Parameters by number, as a program gave them.
pub type Params = Vec<(u32, u32)>;

/// `ZSTD_e_end`.
const END: u32 = 2;

pub struct Encoder {
    context: CCtx<'static>,
    pledged_size: Option<u64>,
}

impl Encoder {
    pub fn new(params: &Params, pledged_size: Option<u64>, dictionary: &[u8]) -> Result<Encoder, Failure> {
        let mut context = CCtx::create();
        for (number, value) in params {
            let set = parameter(*number, *value).map(|parameter| context.set_parameter(parameter));
            if !matches!(set, Some(Ok(_))) {
                return Err(init_failed("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() && context.load_dictionary(dictionary).is_err() {
            return Err(dictionary_failed());
        }
        let mut encoder = Encoder { context, pledged_size };
        encoder.reset().map_err(|_| init_failed("Could not set pledged src size"))?;
        Ok(encoder)
    }
}

impl Coder for Encoder {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        let directive = match flush {
            0 => Directive::ZSTD_e_continue,
            1 => Directive::ZSTD_e_flush,
            _ => Directive::ZSTD_e_end,
        };
        let room = output.len();
        let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(output));
        if self.pledged_size.is_some() && flush == END && !input.is_empty() {
            // Ended by its first call, a frame would take the input's size for the pledged one.
            self.context.compress_stream2(&mut to, &mut from, Directive::ZSTD_e_continue).map_err(failed)?;
        }
        if to.pos() < room {
            self.context.compress_stream2(&mut to, &mut from, directive).map_err(failed)?;
        }
        Ok(Progress { consumed: from.pos(), produced: to.pos() })
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.context.reset(ResetDirective::SessionOnly).map_err(failed)?;
        self.context.set_pledged_src_size(self.pledged_size).map_err(failed)?;
        Ok(())
    }
}

pub struct Decoder {
    context: DCtx<'static>,
    /// Whether a frame lacks its end; an empty stream does.
    unfinished: bool,
}

impl Decoder {
    pub fn new(params: &Params, dictionary: &[u8]) -> Result<Decoder, Failure> {
        let mut context = DCtx::create();
        for (number, value) in params {
            // ZSTD_d_windowLogMax is the one there is.
            let set = (*number == 100).then(|| context.set_parameter(DParameter::WindowLogMax(*value)));
            if !matches!(set, Some(Ok(_))) {
                return Err(init_failed("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() && context.load_dictionary(dictionary).is_err() {
            return Err(dictionary_failed());
        }
        Ok(Decoder { context, unfinished: true })
    }
}

impl Coder for Decoder {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        let room = output.len();
        let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(output));
        let wanted = self.context.decompress_stream(&mut to, &mut from).map_err(failed)?;
        let progress = Progress { consumed: from.pos(), produced: to.pos() };
        if progress.consumed + progress.produced > 0 {
            // Asked again between frames, the library wants the next one's header.
            self.unfinished = wanted != 0;
        }
        if self.unfinished && flush == END && progress.produced < room {
            return Err(Failure::unexpected_end());
        }
        Ok(progress)
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.context.reset(ResetDirective::SessionOnly).map_err(failed)?;
        self.unfinished = true;
        Ok(())
    }
}

fn init_failed(message: &str) -> Failure {
    Failure { message: message.to_owned(), errno: 0, code: "ERR_ZLIB_INITIALIZATION_FAILED".to_owned() }
}

fn dictionary_failed() -> Failure {
    Failure {
        message: "Failed to load zstd dictionary".to_owned(),
        errno: 0,
        code: "ERR_ZLIB_DICTIONARY_LOAD_FAILED".to_owned(),
    }
}

/// `ZSTD_cParameter` by number.
fn parameter(number: u32, value: u32) -> Option<CParameter> {
    let flag = value != 0;
    Some(match number {
        100 => CParameter::CompressionLevel(value as i32),
        101 => CParameter::WindowLog(value),
        102 => CParameter::HashLog(value),
        103 => CParameter::ChainLog(value),
        104 => CParameter::SearchLog(value),
        105 => CParameter::MinMatch(value),
        106 => CParameter::TargetLength(value),
        107 => CParameter::Strategy(strategy(value)?),
        130 => CParameter::TargetCBlockSize(value),
        160 => CParameter::EnableLongDistanceMatching(flag),
        161 => CParameter::LdmHashLog(value),
        162 => CParameter::LdmMinMatch(value),
        163 => CParameter::LdmBucketSizeLog(value),
        164 => CParameter::LdmHashRateLog(value),
        200 => CParameter::ContentSizeFlag(flag),
        201 => CParameter::ChecksumFlag(flag),
        202 => CParameter::DictIdFlag(flag),
        400 => CParameter::NbWorkers(value),
        401 => CParameter::JobSize(value),
        402 => CParameter::OverlapSizeLog(value),
        _ => return None,
    })
}

fn strategy(value: u32) -> Option<Strategy> {
    Some(match value {
        1 => Strategy::ZSTD_fast,
        2 => Strategy::ZSTD_dfast,
        3 => Strategy::ZSTD_greedy,
        4 => Strategy::ZSTD_lazy,
        5 => Strategy::ZSTD_lazy2,
        6 => Strategy::ZSTD_btlazy2,
        7 => Strategy::ZSTD_btopt,
        8 => Strategy::ZSTD_btultra,
        9 => Strategy::ZSTD_btultra2,
        _ => return None,
    })
}

/// The library's error: results that are errors are the negated number.
fn failed(result: usize) -> Failure {
    let number = result.wrapping_neg() as i32;
    let name = match number {
        10 => "prefix_unknown",
        12 => "version_unsupported",
        14 => "frameParameter_unsupported",
        16 => "frameParameter_windowTooLarge",
        20 => "corruption_detected",
        22 => "checksum_wrong",
        24 => "literals_headerWrong",
        30 => "dictionary_corrupted",
        32 => "dictionary_wrong",
        34 => "dictionaryCreation_failed",
        40 => "parameter_unsupported",
        41 => "parameter_combination_unsupported",
        42 => "parameter_outOfBound",
        44 => "tableLog_tooLarge",
        46 => "maxSymbolValue_tooLarge",
        48 => "maxSymbolValue_tooSmall",
        49 => "cannotProduce_uncompressedBlock",
        50 => "stabilityCondition_notRespected",
        60 => "stage_wrong",
        62 => "init_missing",
        64 => "memory_allocation",
        66 => "workSpace_tooSmall",
        70 => "dstSize_tooSmall",
        72 => "srcSize_wrong",
        74 => "dstBuffer_null",
        80 => "noForwardProgress_destFull",
        82 => "noForwardProgress_inputEmpty",
        _ => "GENERIC",
    };
    Failure { message: get_error_name(result).to_owned(), errno: number, code: format!("ZSTD_error_{name}") }
}
