//! What is read of a module's bytes directly: sections, and the order of exports, which the interpreter does not keep.
//!
//! Used on modules that have been found valid only, so that what cannot be read ends a list early.

/// The export under which [`with_start_exported`] names the start function. No other export can have this name, as the
/// bytes would not be valid with it twice.
pub(super) const START_EXPORT: &str = "\u{0}start";

const CUSTOM: u8 = 0;
const EXPORT: u8 = 7;
const START: u8 = 8;
const HEADER_BYTES: usize = 8;
const KIND_FUNCTION: u8 = 0;

/// One section: its id, where it begins, and its contents.
struct Section<'a> {
    id: u8,
    start: usize,
    end: usize,
    body: &'a [u8],
}

/// Reads LEB128 numbers and names.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u32(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn name(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

fn sections(bytes: &[u8]) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut reader = Reader { bytes, at: HEADER_BYTES };
    loop {
        let start = reader.at;
        let section = (|| {
            let id = reader.byte()?;
            let length = reader.u32()? as usize;
            let body = reader.take(length)?;
            Some(Section { id, start, end: reader.at, body })
        })();
        match section {
            Some(section) => sections.push(section),
            None => return sections,
        }
    }
}

/// The exports in order: their names, and their places among all functions, tables, memories or globals.
pub(super) fn exports(bytes: &[u8]) -> Vec<(String, u32)> {
    let mut exports = Vec::new();
    for section in sections(bytes).iter().filter(|section| section.id == EXPORT) {
        let mut reader = Reader::new(section.body);
        for _ in 0..reader.u32().unwrap_or(0) {
            let entry = (|| {
                let name = reader.name()?;
                reader.byte()?;
                Some((name.to_owned(), reader.u32()?))
            })();
            exports.extend(entry);
        }
    }
    exports
}

/// The contents of the custom sections of this name.
pub(super) fn custom_sections<'a>(bytes: &'a [u8], wanted: &str) -> Vec<&'a [u8]> {
    let named = |section: &Section<'a>| {
        let mut reader = Reader::new(section.body);
        let name = reader.name()?;
        (name == wanted).then(|| &section.body[reader.at..])
    };
    sections(bytes).iter().filter(|section| section.id == CUSTOM).filter_map(named).collect()
}

/// The same module with its start function exported instead: the interpreter would run it in a way that no imported
/// function can be called from. `None` when it has none.
pub(super) fn with_start_exported(bytes: &[u8]) -> Option<Vec<u8>> {
    let sections = sections(bytes);
    let start = sections.iter().find(|section| section.id == START)?;
    let function = Reader::new(start.body).u32()?;
    let exports = sections.iter().find(|section| section.id == EXPORT);
    let (count, entries) = match exports {
        Some(section) => {
            let mut reader = Reader::new(section.body);
            (reader.u32()?, &section.body[reader.at..])
        }
        None => (0, &[][..]),
    };
    let mut body = Vec::with_capacity(entries.len() + 32);
    write_u32(&mut body, count + 1);
    body.extend_from_slice(entries);
    write_u32(&mut body, START_EXPORT.len() as u32);
    body.extend_from_slice(START_EXPORT.as_bytes());
    body.push(KIND_FUNCTION);
    write_u32(&mut body, function);
    let mut out = Vec::with_capacity(bytes.len() + 32);
    // An export section belongs where the start section is, if there was none.
    let first = exports.unwrap_or(start);
    out.extend_from_slice(&bytes[..first.start]);
    out.push(EXPORT);
    write_u32(&mut out, body.len() as u32);
    out.extend_from_slice(&body);
    if exports.is_some() {
        out.extend_from_slice(&bytes[first.end..start.start]);
    }
    out.extend_from_slice(&bytes[start.end..]);
    Some(out)
}

fn write_u32(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

    fn module(sections: &[&[u8]]) -> Vec<u8> {
        let mut bytes = HEADER.to_vec();
        sections.iter().for_each(|section| bytes.extend_from_slice(section));
        bytes
    }

    const TYPE: &[u8] = &[1, 4, 1, 0x60, 0, 0];
    const FUNCTION: &[u8] = &[3, 2, 1, 0];
    const EXPORTS: &[u8] = &[7, 9, 2, 1, b'z', 0, 0, 1, b'a', 0, 0];
    const START_SECTION: &[u8] = &[8, 1, 0];
    const CODE: &[u8] = &[10, 4, 1, 2, 0, 0x0b];

    #[test]
    fn exports_keep_their_order() {
        let exports = exports(&module(&[TYPE, FUNCTION, EXPORTS, CODE]));
        assert_eq!(exports, [("z".to_owned(), 0), ("a".to_owned(), 0)]);
    }

    #[test]
    fn a_start_function_becomes_an_export() {
        for exports in [&[][..], EXPORTS] {
            let bytes = module(&[TYPE, FUNCTION, exports, START_SECTION, CODE]);
            let rewritten = with_start_exported(&bytes).unwrap();
            wasmi::Module::new(&wasmi::Engine::default(), &rewritten).unwrap();
            assert_eq!(super::exports(&rewritten).last().unwrap(), &(START_EXPORT.to_owned(), 0));
        }
        assert!(with_start_exported(&module(&[TYPE, FUNCTION, CODE])).is_none());
    }

    #[test]
    fn custom_sections_are_found_by_name() {
        let bytes = module(&[&[0, 4, 1, b'x', 7, 8], TYPE, &[0, 2, 1, b'y'], &[0, 3, 1, b'x', 9]]);
        assert_eq!(custom_sections(&bytes, "x"), [&[7, 8][..], &[9]]);
    }

    #[test]
    fn what_is_cut_off_ends_the_list() {
        let bytes = module(&[TYPE, EXPORTS]);
        for length in 0..bytes.len() {
            exports(&bytes[..length]);
            custom_sections(&bytes[..length], "x");
            with_start_exported(&bytes[..length]);
        }
    }
}
