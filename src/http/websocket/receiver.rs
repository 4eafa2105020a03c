//! From the peer's bytes to messages: fragments, control frames, compression, UTF-8, limits.
//!
//! What fails a connection, and with which code and words, is as in Node 24.

use zlib_rs::{Inflate, InflateFlush, Status};

use super::frame::{CONTROL_BYTES_MAX, FIN, MASKED, Opcode, RSV1, RSV2_AND_3};

/// A frame's payload is never longer, whatever the limits say.
const FRAME_BYTES_MAX: u64 = (1 << 31) - 1;
const INFLATE_STEP_BYTES: usize = 16 * 1024;
/// What a sender takes off the end of each message (RFC 7692, section 7.2.2).
const INFLATE_TAIL: &[u8] = &[0, 0, 0xFF, 0xFF];

/// What one message may be; 0 for no limit. Node's defaults.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of a message, after decompression.
    pub message_bytes_max: usize,
    /// Frames of one message.
    pub fragments_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { message_bytes_max: 128 << 20, fragments_max: 131_072 }
    }
}

/// What came.
#[derive(PartialEq, Eq, Debug)]
pub enum Incoming {
    /// Valid UTF-8.
    Text(Vec<u8>),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    /// The peer's close frame. Nothing is read behind it.
    Close {
        code: Option<u16>,
        /// Valid UTF-8.
        reason: Vec<u8>,
    },
    /// The peer broke the protocol: the connection is to be failed with this code. Nothing is read behind it.
    Failed {
        code: u16,
        reason: String,
    },
}

/// See the module's page.
pub struct Receiver {
    limits: Limits,
    inflate: Option<Inflate>,
    head: Vec<u8>,
    frame: Option<Frame>,
    payload: Vec<u8>,
    /// The message whose fragments are being read.
    message: Option<Message>,
    is_over: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    opcode: Opcode,
    fin: bool,
    length: usize,
}

struct Message {
    opcode: Opcode,
    compressed: bool,
    fragments: usize,
    bytes: Vec<u8>,
}

struct Failure(u16, String);

fn failure<T>(code: u16, reason: &str) -> Result<T, Failure> {
    Err(Failure(code, reason.to_owned()))
}

impl Receiver {
    /// `window_bits` for a connection on which `permessage-deflate` was agreed: 8 to 15.
    pub fn new(limits: Limits, window_bits: Option<u8>) -> Receiver {
        Receiver {
            limits,
            inflate: window_bits.map(|bits| Inflate::new(false, bits)),
            head: Vec::with_capacity(10),
            frame: None,
            payload: Vec::new(),
            message: None,
            is_over: false,
        }
    }

    /// Takes bytes, and tells what they complete.
    pub fn feed(&mut self, mut data: &[u8], tell: &mut impl FnMut(Incoming)) {
        while !self.is_over {
            let step = match self.frame {
                None => match self.read_head(&mut data) {
                    Ok(false) => return,
                    Ok(true) => Ok(None),
                    Err(failed) => Err(failed),
                },
                Some(frame) => {
                    let missing = frame.length - self.payload.len();
                    let taken = missing.min(data.len());
                    self.payload.extend_from_slice(&data[..taken]);
                    data = &data[taken..];
                    if taken < missing {
                        return;
                    }
                    self.frame = None;
                    let payload = std::mem::take(&mut self.payload);
                    if frame.opcode.is_control() {
                        self.control(frame.opcode, payload).map(Some)
                    } else {
                        self.fragment(frame, payload)
                    }
                }
            };
            match step {
                Ok(None) => {}
                Ok(Some(incoming)) => {
                    self.is_over = matches!(incoming, Incoming::Close { .. });
                    tell(incoming);
                }
                Err(Failure(code, reason)) => {
                    self.is_over = true;
                    tell(Incoming::Failed { code, reason });
                }
            }
        }
    }

    /// True when a frame's head is complete.
    fn read_head(&mut self, data: &mut &[u8]) -> Result<bool, Failure> {
        loop {
            let wanted = match self.head.get(1) {
                None => 2,
                Some(byte) => match byte & 0x7F {
                    126 => 4,
                    127 => 10,
                    _ => 2,
                },
            };
            if self.head.len() == wanted {
                break;
            }
            let Some((byte, rest)) = data.split_first() else { return Ok(false) };
            self.head.push(*byte);
            *data = rest;
            if self.head.len() == 2 {
                self.check(self.head[0], self.head[1])?;
            }
        }
        let length = match self.head[1] & 0x7F {
            126 => u64::from(u16::from_be_bytes([self.head[2], self.head[3]])),
            127 => self.head[2..10].iter().fold(0, |length, byte| length << 8 | u64::from(*byte)),
            short => u64::from(short),
        };
        if length > FRAME_BYTES_MAX {
            return failure(1009, "Received payload length > 2^31 bytes.");
        }
        let length = length as usize;
        let fin = self.head[0] & FIN != 0;
        let rsv1 = self.head[0] & RSV1 != 0;
        let opcode = Opcode::of(self.head[0] & 0x0F).expect("checked with the first two bytes");
        let so_far = self.message.as_ref().map_or(0, |message| message.bytes.len());
        let bytes_max = self.limits.message_bytes_max;
        if bytes_max > 0 && !opcode.is_control() && length + so_far > bytes_max {
            return failure(1009, "Payload size exceeds maximum allowed size");
        }
        if matches!(opcode, Opcode::Text | Opcode::Binary) {
            self.message = Some(Message { opcode, compressed: rsv1, fragments: 0, bytes: Vec::new() });
        }
        self.head.clear();
        self.frame = Some(Frame { opcode, fin, length });
        Ok(true)
    }

    fn check(&self, first: u8, second: u8) -> Result<(), Failure> {
        let Some(opcode) = Opcode::of(first & 0x0F) else { return failure(1002, "Invalid opcode received") };
        let is_first = matches!(opcode, Opcode::Text | Opcode::Binary);
        let fragmented = first & FIN == 0;
        if second & MASKED != 0 {
            return failure(1002, "Frame cannot be masked");
        }
        if first & RSV1 != 0 && self.inflate.is_none() {
            return failure(1002, "Expected RSV1 to be clear.");
        }
        if first & RSV2_AND_3 != 0 {
            return failure(1002, "RSV1, RSV2, RSV3 must be clear");
        }
        if opcode.is_control() && fragmented {
            return failure(1002, "Invalid frame type was fragmented.");
        }
        if is_first && self.message.is_some() {
            return failure(1002, "Expected continuation frame");
        }
        if opcode.is_control() && usize::from(second & 0x7F) > CONTROL_BYTES_MAX {
            return failure(1002, "Control frame either too large or fragmented");
        }
        if opcode == Opcode::Continuation && self.message.is_none() {
            return failure(1002, "Unexpected continuation frame");
        }
        Ok(())
    }

    fn fragment(&mut self, frame: Frame, payload: Vec<u8>) -> Result<Option<Incoming>, Failure> {
        let message = self.message.as_mut().expect("a frame without a message was refused");
        if self.limits.fragments_max > 0 && message.fragments == self.limits.fragments_max {
            return failure(1008, "Too many message fragments");
        }
        message.fragments += 1;
        if message.compressed {
            let inflate = self.inflate.as_mut().expect("RSV1 was refused without");
            decompress(inflate, &payload, self.limits, &mut message.bytes)?;
            if frame.fin {
                decompress(inflate, INFLATE_TAIL, self.limits, &mut message.bytes)?;
            }
        } else if message.fragments == 1 {
            message.bytes = payload;
        } else {
            message.bytes.extend_from_slice(&payload);
        }
        if !frame.fin {
            return Ok(None);
        }
        let Some(Message { opcode, bytes, .. }) = self.message.take() else { return Ok(None) };
        if opcode == Opcode::Binary {
            return Ok(Some(Incoming::Binary(bytes)));
        }
        if std::str::from_utf8(&bytes).is_err() {
            return failure(1007, "Received invalid UTF-8 in text frame.");
        }
        Ok(Some(Incoming::Text(bytes)))
    }

    fn control(&self, opcode: Opcode, payload: Vec<u8>) -> Result<Incoming, Failure> {
        match opcode {
            Opcode::Ping => return Ok(Incoming::Ping(payload)),
            Opcode::Close => {}
            _ => return Ok(Incoming::Pong(payload)),
        }
        let Some((code, reason)) = payload.split_first_chunk::<2>() else {
            return match payload.len() {
                0 => Ok(Incoming::Close { code: None, reason: Vec::new() }),
                _ => failure(1002, "Received close frame with a 1-byte body."),
            };
        };
        let code = u16::from_be_bytes(*code);
        if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
            return failure(1002, "Invalid status code");
        }
        let reason = reason.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(reason);
        if std::str::from_utf8(reason).is_err() {
            return failure(1007, "Invalid UTF-8");
        }
        Ok(Incoming::Close { code: Some(code), reason: reason.to_vec() })
    }
}

fn decompress(inflate: &mut Inflate, mut input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
    loop {
        let start = output.len();
        output.resize(start + INFLATE_STEP_BYTES, 0);
        let (taken, made) = (inflate.total_in(), inflate.total_out());
        let outcome = inflate.decompress(input, &mut output[start..], InflateFlush::SyncFlush);
        let produced = (inflate.total_out() - made) as usize;
        output.truncate(start + produced);
        input = &input[(inflate.total_in() - taken) as usize..];
        if limits.message_bytes_max > 0 && output.len() > limits.message_bytes_max {
            return failure(1009, "Max decompressed message size exceeded");
        }
        match outcome {
            Err(_) => return failure(1007, inflate.error_message().unwrap_or("invalid compressed data")),
            // A final block: what follows it starts a stream of its own.
            Ok(Status::StreamEnd) => return Ok(()),
            Ok(_) if produced < INFLATE_STEP_BYTES => return Ok(()),
            Ok(_) => {}
        }
    }
}
