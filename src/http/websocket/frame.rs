//! Frame heads and masks (RFC 6455, section 5.2).

use std::cell::RefCell;

/// What a frame is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are the RFC's")]
pub enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    pub(super) const fn of(bits: u8) -> Option<Opcode> {
        Some(match bits {
            0 => Opcode::Continuation,
            1 => Opcode::Text,
            2 => Opcode::Binary,
            8 => Opcode::Close,
            9 => Opcode::Ping,
            10 => Opcode::Pong,
            _ => return None,
        })
    }

    pub(super) const fn is_control(self) -> bool {
        matches!(self, Opcode::Close | Opcode::Ping | Opcode::Pong)
    }
}

/// A control frame's payload is at most this long.
pub(super) const CONTROL_BYTES_MAX: usize = 125;
pub(super) const FIN: u8 = 0x80;
pub(super) const RSV1: u8 = 0x40;
pub(super) const RSV2_AND_3: u8 = 0x30;
pub(super) const MASKED: u8 = 0x80;

/// Random bytes for masks, a system call for many of them.
struct Keys {
    bytes: [u8; 1024],
    used: usize,
}

thread_local! {
    static KEYS: RefCell<Keys> = const { RefCell::new(Keys { bytes: [0; 1024], used: 1024 }) };
}

fn key() -> [u8; 4] {
    KEYS.with_borrow_mut(|keys| {
        if keys.used + 4 > keys.bytes.len() {
            let mut filled = 0;
            while filled < keys.bytes.len() {
                let rest = &mut keys.bytes[filled..];
                // Interrupted is the one way in which this fails for so few bytes.
                filled += rustix::rand::getrandom(rest, rustix::rand::GetRandomFlags::empty()).unwrap_or(0);
            }
            keys.used = 0;
        }
        let at = keys.used;
        keys.used += 4;
        [keys.bytes[at], keys.bytes[at + 1], keys.bytes[at + 2], keys.bytes[at + 3]]
    })
}

/// Appends a whole frame with a fresh mask, as a client sends it.
pub(super) fn put(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    put_with(out, opcode, payload, key());
}

pub(super) fn put_with(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], key: [u8; 4]) {
    out.reserve(payload.len() + 14);
    out.push(FIN | opcode as u8);
    match payload.len() {
        length @ 0..=125 => out.push(MASKED | length as u8),
        length @ 126..=0xFFFF => {
            out.push(MASKED | 126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            out.push(MASKED | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&key);
    let start = out.len();
    out.extend_from_slice(payload);
    mask(&mut out[start..], key);
}

/// Masks, or unmasks, in place.
pub(super) fn mask(bytes: &mut [u8], key: [u8; 4]) {
    let wide = u64::from_ne_bytes([key[0], key[1], key[2], key[3], key[0], key[1], key[2], key[3]]);
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(key.iter().cycle()) {
        *byte ^= key;
    }
}
