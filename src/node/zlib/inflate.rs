//! Decompressing deflate: raw, framed as zlib or gzip, or whichever of the two it is.

use zlib_rs::{Inflate, InflateError, InflateFlush, Status};

use super::coder::{
    Coder, DATA_ERROR, FINISH, Failure, MEM_ERROR, NEED_DICT, Progress, STREAM_ERROR, mode,
};

/// What a gzip member starts with (RFC 1952, section 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

pub struct Inflater {
    mode: u32,
    /// `mode`, or what the first bytes of an UNZIP stream have told.
    found: u32,
    window_bits: i32,
    dictionary: Vec<u8>,
    magic_seen: usize,
    inflate: Inflate,
}

impl Inflater {
    pub fn new(mode: u32, window_bits: i32, dictionary: Vec<u8>) -> Result<Inflater, Failure> {
        let inflate = stream(mode, window_bits);
        let mut inflater = Inflater { mode, found: mode, window_bits, dictionary, magic_seen: 0, inflate };
        inflater.reset()?;
        Ok(inflater)
    }

    /// Looks at the first two bytes of an UNZIP stream, which may come one at a time.
    fn detect(&mut self, input: &[u8]) {
        let mut rest = input.iter();
        while self.found == mode::UNZIP {
            let Some(byte) = rest.next() else { return };
            if *byte != GZIP_MAGIC[self.magic_seen] {
                self.found = mode::INFLATE;
            } else if self.magic_seen == 1 {
                self.found = mode::GUNZIP;
            } else {
                self.magic_seen += 1;
            }
        }
    }

    fn once(&mut self, input: &[u8], output: &mut [u8], flush: InflateFlush) -> (Progress, Result<Status, InflateError>) {
        let (taken, made) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, output, flush);
        let progress = Progress {
            consumed: (self.inflate.total_in() - taken) as usize,
            produced: (self.inflate.total_out() - made) as usize,
        };
        (progress, status)
    }

    fn failed(&self, error: InflateError) -> Failure {
        let errno = match error {
            InflateError::NeedDict { .. } if self.dictionary.is_empty() => {
                return Failure::zlib("Missing dictionary", NEED_DICT);
            }
            InflateError::NeedDict { .. } => return Failure::zlib("Bad dictionary", NEED_DICT),
            InflateError::StreamError => STREAM_ERROR,
            InflateError::DataError => DATA_ERROR,
            InflateError::MemError => MEM_ERROR,
        };
        Failure::zlib(self.inflate.error_message().unwrap_or("Zlib error"), errno)
    }
}

impl Coder for Inflater {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u32) -> Result<Progress, Failure> {
        self.detect(input);
        // zlib's inflate treats the flushes that only deflate knows as none.
        let flush_mode = InflateFlush::try_from(flush as i32).unwrap_or(InflateFlush::NoFlush);
        let (mut total, mut status) = self.once(input, output, flush_mode);
        if let Err(InflateError::NeedDict { .. }) = status
            && self.mode != mode::INFLATERAW
            && !self.dictionary.is_empty()
            && self.inflate.set_dictionary(&self.dictionary).is_ok()
        {
            let more;
            (more, status) = self.once(&input[total.consumed..], &mut output[total.produced..], flush_mode);
            total.consumed += more.consumed;
            total.produced += more.produced;
        }
        // Further members follow a gzip member; zeros after it are padding, as tapes and disk images have it.
        while status == Ok(Status::StreamEnd)
            && self.found == mode::GUNZIP
            && input.get(total.consumed).is_some_and(|byte| *byte != 0)
        {
            self.inflate = stream(mode::GUNZIP, self.window_bits);
            let more;
            (more, status) = self.once(&input[total.consumed..], &mut output[total.produced..], flush_mode);
            total.consumed += more.consumed;
            total.produced += more.produced;
        }
        match status.map_err(|error| self.failed(error))? {
            Status::StreamEnd => Ok(total),
            Status::Ok | Status::BufError if total.produced < output.len() && flush == FINISH => {
                Err(Failure::unexpected_end())
            }
            Status::Ok | Status::BufError => Ok(total),
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.found = self.mode;
        self.magic_seen = 0;
        self.inflate = stream(self.mode, self.window_bits);
        // A raw stream does not ask for its dictionary.
        if self.mode == mode::INFLATERAW && !self.dictionary.is_empty() {
            let refused = |_| Failure::zlib("Failed to set dictionary", STREAM_ERROR);
            self.inflate.set_dictionary(&self.dictionary).map_err(refused)?;
        }
        Ok(())
    }
}

fn stream(mode: u32, window_bits: i32) -> Inflate {
    let bits = window_bits as u8;
    match mode {
        mode::INFLATERAW => Inflate::new(false, bits),
        mode::GUNZIP => Inflate::new(true, bits + 16),
        mode::UNZIP => Inflate::new(true, bits + 32),
        _ => Inflate::new(true, bits),
    }
}
