//! Text boundaries (UAX 29) through ICU4X, with its dictionaries for Chinese, Japanese, Thai and their like.

use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{GraphemeClusterSegmenter, SentenceSegmenter, WordSegmenter};

use crate::engine::{Call, Cx, Result, Value};

/// `boundaries(text, granularity)`: a `Uint32Array` of boundaries after 0, each times two, plus one where the segment
/// that ends there is like a word.
pub(super) fn boundaries(call: &Call) -> Result<Value> {
    let text = call.cx().utf16(call.arg(0))?;
    let marks: Vec<u32> = match call.string(1)?.as_str() {
        "word" => {
            let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
            let words = segmenter.segment_utf16(&text).iter_with_word_type();
            let mut start = 0;
            // A letter with a combining mark is like a word, too, which ICU4X does not say.
            words
                .map(|(at, kind)| {
                    let first = char::decode_utf16(text[start..at].iter().copied()).next();
                    start = at;
                    let is_letter = first.is_some_and(|first| first.is_ok_and(char::is_alphanumeric));
                    mark(at, kind.is_word_like() || is_letter)
                })
                .collect()
        }
        "sentence" => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            segmenter.segment_utf16(&text).map(|at| mark(at, false)).collect()
        }
        _ => GraphemeClusterSegmenter::new().segment_utf16(&text).map(|at| mark(at, false)).collect(),
    };
    uint32_array(call.cx(), marks.into_iter().filter(|mark| mark >> 1 != 0))
}

/// Strings are shorter than 2^30 units in this engine.
fn mark(at: usize, is_word_like: bool) -> u32 {
    (at as u32) << 1 | u32::from(is_word_like)
}

fn uint32_array(cx: Cx, marks: impl Iterator<Item = u32>) -> Result<Value> {
    let bytes: Vec<u8> = marks.flat_map(u32::to_ne_bytes).collect();
    let buffer = cx.array_buffer(bytes)?;
    cx.construct(&cx.get(&cx.global(), "Uint32Array")?, &[buffer])
}
