//! Locale data out of CLDR, as `data/generate.mjs` packs it: one frame a section and language.

use zstd_safe::DCtx;

use crate::engine::{Call, Error, Result, Value};

/// An index in text, an empty line, then the frames.
static FILE: &[u8] = include_bytes!("data/cldr.bin");

/// `data(section, language)`: the frame's JSON as a value, or undefined where there is none.
pub(super) fn data(call: &Call) -> Result<Option<Value>> {
    let key = format!("{}/{} ", call.string(0)?, call.string(1)?);
    let Some(frame) = frame(&key) else { return Ok(None) };
    let size = zstd_safe::get_frame_content_size(frame).ok().flatten().expect("the generator stores sizes");
    let mut text = Vec::with_capacity(size as usize);
    let read = DCtx::create().decompress(&mut text, frame);
    read.map_err(|code| Error::range_error(zstd_safe::get_error_name(code)))?;
    let text = std::str::from_utf8(&text).expect("the generator writes JSON");
    call.cx().json_parse(text).map(Some)
}

/// The frame of a key, which ends with the space after it.
fn frame(key: &str) -> Option<&'static [u8]> {
    let end = memchr::memmem::find(FILE, b"\n\n").expect("an empty line ends the index");
    let index = std::str::from_utf8(&FILE[..end]).expect("the index is ASCII");
    let line = index.lines().find_map(|line| line.strip_prefix(key))?;
    let (offset, length) = line.split_once(' ').expect("two numbers follow a key");
    let number = |text: &str| text.parse::<usize>().expect("a number of the generator");
    let start = end + 2 + number(offset);
    Some(&FILE[start..start + number(length)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_and_whole() {
        for key in ["dates/de ", "numbers/en ", "supplement/und "] {
            let frame = frame(key).expect(key);
            assert!(zstd_safe::get_frame_content_size(frame).ok().flatten().is_some_and(|size| size > 100));
        }
        assert!(frame("dates/xx ").is_none());
    }
}
