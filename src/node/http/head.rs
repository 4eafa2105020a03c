//! The fields of a received head, kept as bytes until a program asks for them.

use std::collections::HashMap;

use crate::engine::{Call, Class, Cx, Prototype, Result, Value};
use crate::http::codec::Fields;

/// A header or trailer section as it came, behind `req.headers` and its like.
pub struct HeaderBlock {
    bytes: Box<[u8]>,
    spans: Box<[Span]>,
}

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    name_end: u32,
    end: u32,
}

impl Class for HeaderBlock {
    const NAME: &'static str = "HeaderBlock";
}

/// What a repeated field does to the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeat {
    /// The first one counts, unless `joinDuplicateHeaders` asks for a list.
    Drop,
    List,
    /// A list with semicolons.
    Cookie,
    /// An array, even if there is only one.
    SetCookie,
}

impl HeaderBlock {
    /// Copies the fields out of the buffer that they lie in.
    pub fn new(fields: Fields<'_>) -> HeaderBlock {
        let total = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        let mut bytes = Vec::with_capacity(total);
        let mut spans = Vec::with_capacity(fields.len());
        for (name, value) in fields.iter() {
            let start = bytes.len() as u32;
            bytes.extend_from_slice(name);
            let name_end = bytes.len() as u32;
            bytes.extend_from_slice(value);
            spans.push(Span { start, name_end, end: bytes.len() as u32 });
        }
        HeaderBlock { bytes: bytes.into(), spans: spans.into() }
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The value of the first field of a name, which is given in lower case.
    pub(super) fn first(&self, name: &[u8]) -> Option<&[u8]> {
        self.iter(usize::MAX).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names as they were written, and values; at most `pairs_max` of them.
    fn iter(&self, pairs_max: usize) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.spans.iter().take(pairs_max).map(|span| {
            let [start, name_end, end] = [span.start, span.name_end, span.end].map(|index| index as usize);
            (&self.bytes[start..name_end], &self.bytes[name_end..end])
        })
    }

    /// `[name, value, name, value …]`.
    pub fn flat(&self, cx: Cx, from: usize, pairs_max: usize) -> Value {
        let pairs = self.iter(usize::MAX).skip(from).take(pairs_max);
        cx.array(pairs.flat_map(|(name, value)| [cx.string_latin1(name), cx.string_latin1(value)]))
    }

    /// One object of all fields: `req.headers`.
    fn joined(&self, cx: Cx, join_duplicates: bool, pairs_max: usize) -> Result<Value> {
        let object = cx.object();
        for (name, values) in self.grouped(pairs_max) {
            // As a name it would change the prototype; Node's assignment of a string to it does nothing.
            if name == "__proto__" {
                continue;
            }
            let repeat = Repeat::of(name.as_bytes());
            let value = match repeat {
                Repeat::SetCookie => cx.array(values.iter().map(|value| cx.string_latin1(value))),
                _ if values.len() == 1 => cx.string_latin1(values[0]),
                Repeat::Drop if !join_duplicates => cx.string_latin1(values[0]),
                Repeat::Cookie => cx.string_latin1(&values.join(&b"; "[..])),
                Repeat::Drop | Repeat::List => cx.string_latin1(&values.join(&b", "[..])),
            };
            cx.set(&object, &name, value)?;
        }
        Ok(object)
    }

    /// One object of arrays: `req.headersDistinct`.
    fn distinct(&self, cx: Cx, pairs_max: usize) -> Result<Value> {
        let object = cx.null_object();
        for (name, values) in self.grouped(pairs_max) {
            let values = cx.array(values.iter().map(|value| cx.string_latin1(value)));
            cx.set(&object, &name, values)?;
        }
        Ok(object)
    }

    /// Lower-case names in order of their first appearance, each with its values.
    fn grouped(&self, pairs_max: usize) -> Vec<(String, Vec<&[u8]>)> {
        // With few fields, looking through them is cheaper than hashing; with many, it would be quadratic.
        const SCAN_MAX: usize = 24;
        let mut groups: Vec<(String, Vec<&[u8]>)> = Vec::with_capacity(self.spans.len().min(pairs_max));
        let mut index: HashMap<String, usize> = HashMap::new();
        for (name, value) in self.iter(pairs_max) {
            // A name is a token, so it is ASCII; the lenient parser lets others through.
            let name: String = name.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
            let known = if groups.len() <= SCAN_MAX {
                groups.iter().position(|(known, _)| *known == name)
            } else {
                if index.is_empty() {
                    index = groups.iter().enumerate().map(|(at, (known, _))| (known.clone(), at)).collect();
                }
                index.get(&name).copied()
            };
            match known {
                Some(at) => groups[at].1.push(value),
                None => {
                    if !index.is_empty() {
                        index.insert(name.clone(), groups.len());
                    }
                    groups.push((name, vec![value]));
                }
            }
        }
        groups
    }
}

impl Repeat {
    fn of(name: &[u8]) -> Repeat {
        match name {
            b"set-cookie" => Repeat::SetCookie,
            b"cookie" => Repeat::Cookie,
            b"age" | b"authorization" | b"content-length" | b"content-type" | b"etag" | b"expires" | b"from"
            | b"host" | b"if-modified-since" | b"if-unmodified-since" | b"last-modified" | b"location"
            | b"max-forwards" | b"proxy-authorization" | b"referer" | b"retry-after" | b"server" | b"user-agent" => {
                Repeat::Drop
            }
            _ => Repeat::List,
        }
    }
}

/// `pairs_max` as scripts give it: 0 or less for all.
fn pairs_max(call: &Call, index: usize) -> Result<usize> {
    Ok(match call.usize(index)? {
        0 => usize::MAX,
        pairs => pairs,
    })
}

/// `flat(pairsMax)`, `joined(joinDuplicates, pairsMax)`, `distinct(pairsMax)`.
pub(super) fn methods(proto: &Prototype) -> Result<()> {
    proto.method("flat", 1, |call: &Call| -> Result<Value> {
        let max = pairs_max(call, 0)?;
        Ok(call.this_as::<HeaderBlock>()?.flat(call.cx(), 0, max))
    })?;
    proto.method("joined", 2, |call: &Call| -> Result<Value> {
        let max = pairs_max(call, 1)?;
        call.this_as::<HeaderBlock>()?.joined(call.cx(), call.bool(0), max)
    })?;
    proto.method("distinct", 1, |call: &Call| -> Result<Value> {
        let max = pairs_max(call, 0)?;
        call.this_as::<HeaderBlock>()?.distinct(call.cx(), max)
    })?;
    proto.getter("length", |call: &Call| -> Result<usize> { Ok(call.this_as::<HeaderBlock>()?.len()) })
}
