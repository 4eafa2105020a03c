//! Compressing to deflate: raw, or framed as zlib (RFC 1950) or gzip (RFC 1952).
//!
//! The frame is made here, around a raw stream, so that a change of level or strategy in the middle can go on with a new
//! raw stream that knows the last input: the compressor underneath takes its strategy when it is made only.

use zlib_rs::adler32::adler32;
use zlib_rs::crc32::crc32;
use zlib_rs::{Deflate, DeflateConfig, DeflateError, DeflateFlush, Method, Status, Strategy};

use super::coder::{Coder, DATA_ERROR, Failure, MEM_ERROR, Progress, STREAM_ERROR, mode};

/// As far back as deflate refers.
const WINDOW_BYTES_MAX: usize = 1 << 15;

/// The parameters of `deflateInit2`.
#[derive(Clone, Copy)]
pub struct Params {
    pub window_bits: i32,
    pub level: i32,
    pub mem_level: i32,
    pub strategy: i32,
}

#[derive(Clone, Copy, PartialEq)]
enum Frame {
    Raw,
    Zlib,
    Gzip,
}

pub struct Deflater {
    frame: Frame,
    params: Params,
    dictionary: Vec<u8>,
    raw: Deflate,
    /// Adler-32 or CRC-32 of the input so far.
    sum: u32,
    /// The input's length so far, modulo 2^32.
    length: u32,
    /// The last input, as far as a new raw stream may refer to it.
    recent: Vec<u8>,
    /// Bytes of the frame that wait for room.
    pending: Vec<u8>,
    started: bool,
    ended: bool,
}

impl Deflater {
    pub fn new(mode: u32, params: Params, dictionary: Vec<u8>) -> Result<Deflater, Failure> {
        let frame = match mode {
            mode::GZIP => Frame::Gzip,
            mode::DEFLATE => Frame::Zlib,
            _ => Frame::Raw,
        };
        // A gzip stream cannot name a dictionary.
        let dictionary = if frame == Frame::Gzip { Vec::new() } else { dictionary };
        // zlib makes a window of 512 bytes of one of 256, which its algorithms cannot use.
        let params = Params { window_bits: params.window_bits.max(9), ..params };
        let mut deflater = Deflater {
            frame,
            params,
            dictionary,
            raw: raw_stream(params)?,
            sum: 0,
            length: 0,
            recent: Vec::new(),
            pending: Vec::new(),
            started: false,
            ended: false,
        };
        deflater.reset()?;
        Ok(deflater)
    }

    fn header(&self) -> Vec<u8> {
        let Params { window_bits, level, strategy, .. } = self.params;
        let level = if level < 0 { 6 } else { level };
        // Strategies from Z_HUFFMAN_ONLY on count as fast.
        let fast = strategy >= 2 || level < 2;
        match self.frame {
            Frame::Raw => Vec::new(),
            Frame::Gzip => {
                let extra = if level == 9 { 2 } else { u8::from(fast) * 4 };
                vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, 3]
            }
            Frame::Zlib => {
                let speed = match level {
                    _ if fast => 0,
                    2..=5 => 1,
                    6 => 2,
                    _ => 3,
                };
                let mut head = (8 | (window_bits as u16 - 8) << 4) << 8 | speed << 6;
                if !self.dictionary.is_empty() {
                    head |= 0x20;
                }
                head += 31 - head % 31;
                let mut bytes = head.to_be_bytes().to_vec();
                if !self.dictionary.is_empty() {
                    bytes.extend(adler32(1, &self.dictionary).to_be_bytes());
                }
                bytes
            }
        }
    }

    fn trailer(&self) -> Vec<u8> {
        match self.frame {
            Frame::Raw => Vec::new(),
            Frame::Zlib => self.sum.to_be_bytes().to_vec(),
            Frame::Gzip => [self.sum.to_le_bytes(), self.length.to_le_bytes()].concat(),
        }
    }

    fn account(&mut self, input: &[u8]) {
        match self.frame {
            Frame::Raw => {}
            Frame::Zlib => self.sum = adler32(self.sum, input),
            Frame::Gzip => self.sum = crc32(self.sum, input),
        }
        self.length = self.length.wrapping_add(input.len() as u32);
        let kept = self.recent.len().min(WINDOW_BYTES_MAX.saturating_sub(input.len()));
        self.recent.drain(..self.recent.len() - kept);
        self.recent.extend_from_slice(&input[input.len().saturating_sub(WINDOW_BYTES_MAX)..]);
    }

    /// Moves waiting bytes of the frame to the output; how many.
    fn drain(&mut self, output: &mut [u8]) -> usize {
        let count = self.pending.len().min(output.len());
        output[..count].copy_from_slice(&self.pending[..count]);
        self.pending.drain(..count);
        count
    }
}

impl Coder for Deflater {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        if !self.started {
            self.started = true;
            self.pending = self.header();
        }
        let mut produced = self.drain(output);
        if self.ended || produced == output.len() {
            return Ok(Progress { consumed: 0, produced });
        }
        let flush = DeflateFlush::try_from(flush as i32).map_err(|()| failed(DeflateError::StreamError))?;
        let (taken, made) = (self.raw.total_in(), self.raw.total_out());
        let status = self.raw.compress(input, &mut output[produced..], flush).map_err(failed)?;
        let consumed = (self.raw.total_in() - taken) as usize;
        produced += (self.raw.total_out() - made) as usize;
        self.account(&input[..consumed]);
        if status == Status::StreamEnd {
            self.ended = true;
            self.pending = self.trailer();
            produced += self.drain(&mut output[produced..]);
        }
        Ok(Progress { consumed, produced })
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.raw = raw_stream(self.params)?;
        self.sum = u32::from(self.frame == Frame::Zlib);
        self.length = 0;
        self.recent.clear();
        self.pending.clear();
        self.started = false;
        self.ended = false;
        if !self.dictionary.is_empty() {
            let refused = |_| Failure::zlib("Failed to set dictionary", STREAM_ERROR);
            self.raw.set_dictionary(&self.dictionary).map_err(refused)?;
            self.recent.extend_from_slice(&self.dictionary[self.dictionary.len().saturating_sub(WINDOW_BYTES_MAX)..]);
        }
        Ok(())
    }

    fn set_params(&mut self, level: i32, strategy: i32) -> Result<(), Failure> {
        let refused = |_| Failure::zlib("Failed to set parameters", STREAM_ERROR);
        if !self.started {
            // The header, not written yet, tells of the parameters that the stream was made with.
            self.started = true;
            self.pending = self.header();
        }
        self.params = Params { level, strategy, ..self.params };
        self.raw = raw_stream(self.params)?;
        if !self.recent.is_empty() {
            self.raw.set_dictionary(&self.recent).map_err(refused)?;
        }
        Ok(())
    }
}

fn raw_stream(params: Params) -> Result<Deflate, Failure> {
    let strategy = Strategy::try_from(params.strategy).map_err(|()| Failure::zlib("Init error", STREAM_ERROR))?;
    Ok(Deflate::new_with_config(DeflateConfig {
        level: params.level,
        method: Method::Deflated,
        window_bits: -params.window_bits,
        mem_level: params.mem_level,
        strategy,
    }))
}

fn failed(error: DeflateError) -> Failure {
    let errno = match error {
        DeflateError::StreamError => STREAM_ERROR,
        DeflateError::DataError => DATA_ERROR,
        DeflateError::MemError => MEM_ERROR,
    };
    Failure::zlib("Zlib error", errno)
}
