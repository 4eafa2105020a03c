//! Frames and messages.

use super::frame::{self, Opcode};
use super::receiver::{Incoming, Limits, Receiver};

fn received(bits: Option<u8>, limits: Limits, bytes: &[u8]) -> Vec<Incoming> {
    let mut whole = Vec::new();
    Receiver::new(limits, bits).feed(bytes, &mut |incoming| whole.push(incoming));
    // However the bytes come, they mean the same.
    let mut single = Vec::new();
    let mut receiver = Receiver::new(limits, bits);
    bytes.iter().for_each(|byte| receiver.feed(&[*byte], &mut |incoming| single.push(incoming)));
    assert_eq!(whole, single);
    whole
}

fn read(bytes: &[u8]) -> Vec<Incoming> {
    received(None, Limits::default(), bytes)
}

fn failed(code: u16, reason: &str) -> Vec<Incoming> {
    vec![Incoming::Failed { code, reason: reason.to_owned() }]
}

#[test]
fn frames_are_masked() {
    for length in [0, 1, 7, 8, 9, 125, 126, 65535, 65536] {
        let payload: Vec<u8> = (0..length).map(|at| at as u8).collect();
        let mut out = Vec::new();
        frame::put_with(&mut out, Opcode::Binary, &payload, [1, 2, 3, 4]);
        let head = match length {
            0..=125 => 2,
            126..=65535 => 4,
            _ => 10,
        };
        assert_eq!(&out[head..head + 4], &[1, 2, 3, 4]);
        let mut body = out.split_off(head + 4);
        frame::mask(&mut body, [1, 2, 3, 4]);
        assert_eq!(body, payload);
    }
}

#[test]
fn messages_and_fragments() {
    let mixed = b"\x01\x02he\x89\x01p\x00\x00\x80\x03llo\x82\x01\xFF\x88\x05\x03\xE8bye";
    assert_eq!(
        read(mixed),
        [
            Incoming::Ping(b"p".to_vec()),
            Incoming::Text(b"hello".to_vec()),
            Incoming::Binary(vec![0xFF]),
            Incoming::Close { code: Some(1000), reason: b"bye".to_vec() },
        ]
    );
    // Nothing is read behind the end.
    assert_eq!(read(b"\x88\x00\x81\x01a"), [Incoming::Close { code: None, reason: Vec::new() }]);
    let long = [&[0x82, 126, 0x01, 0x00][..], &[7; 256]].concat();
    assert_eq!(read(&long), [Incoming::Binary(vec![7; 256])]);
}

#[test]
fn broken_protocols() {
    assert_eq!(read(b"\x83\x00"), failed(1002, "Invalid opcode received"));
    assert_eq!(read(b"\x81\x80"), failed(1002, "Frame cannot be masked"));
    assert_eq!(read(b"\xC1\x00"), failed(1002, "Expected RSV1 to be clear."));
    assert_eq!(read(b"\xA1\x00"), failed(1002, "RSV1, RSV2, RSV3 must be clear"));
    assert_eq!(read(b"\x09\x00"), failed(1002, "Invalid frame type was fragmented."));
    assert_eq!(read(b"\x89\x7E"), failed(1002, "Control frame either too large or fragmented"));
    assert_eq!(read(b"\x80\x00"), failed(1002, "Unexpected continuation frame"));
    assert_eq!(read(b"\x01\x00\x81\x00"), failed(1002, "Expected continuation frame"));
    assert_eq!(read(b"\x81\x01\xFF"), failed(1007, "Received invalid UTF-8 in text frame."));
    assert_eq!(read(b"\x88\x01\x03"), failed(1002, "Received close frame with a 1-byte body."));
    assert_eq!(read(b"\x88\x02\x03\xED"), failed(1002, "Invalid status code"));
    assert_eq!(read(b"\x88\x03\x03\xE8\xFF"), failed(1007, "Invalid UTF-8"));
    assert_eq!(read(&[0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0]), failed(1009, "Received payload length > 2^31 bytes."));
}

#[test]
fn limits() {
    let limits = Limits { message_bytes_max: 4, fragments_max: 2 };
    let reason = "Payload size exceeds maximum allowed size";
    assert_eq!(received(None, limits, b"\x82\x05"), failed(1009, reason));
    assert_eq!(received(None, limits, b"\x02\x03abc\x80\x02"), failed(1009, reason));
    let many = b"\x02\x01a\x00\x01b\x80\x01c";
    assert_eq!(received(None, limits, many), failed(1008, "Too many message fragments"));
}

#[test]
fn compressed_messages() {
    // The examples of RFC 7692, section 7.2.3: whole, then the same by reference to the first.
    let first = b"\xC1\x07\xF2\x48\xCD\xC9\xC9\x07\x00";
    let second = b"\xC1\x05\xF2\x00\x11\x00\x00";
    let hello = || Incoming::Text(b"Hello".to_vec());
    let both = [&first[..], second].concat();
    assert_eq!(received(Some(15), Limits::default(), &both), [hello(), hello()]);
    let fragments = b"\x41\x03\xF2\x48\xCD\x80\x04\xC9\xC9\x07\x00";
    assert_eq!(received(Some(15), Limits::default(), fragments), [hello()]);
    let limits = Limits { message_bytes_max: 4, ..Limits::default() };
    let bomb = b"\x41\x03\xF2\x48\xCD\x80\x04\xC9\xC9\x07\x00";
    assert!(matches!(received(Some(15), limits, bomb)[..], [Incoming::Failed { code: 1009, .. }]));
    assert!(matches!(received(Some(15), Limits::default(), b"\xC1\x01\xFF")[..], [Incoming::Failed { code: 1007, .. }]));
}
