//! The encoding of a head that holds other characters than ASCII: Node's rule, which depends on what follows.

/// How a head leaves. It was made in Latin-1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadText {
    #[default]
    Latin1,
    Utf8,
    /// In UTF-8 if a text follows that is sent with it, which one in chunks is not.
    Utf8UnlessChunked,
}

/// Changes the encoding of a head, which holds no byte order mark and ends its lines with CRLF. Where the length of the
/// body is known, by `length_known` or by a field in front, the value of Content-Disposition is bytes that were taken for
/// Latin-1, and is read as what they are, UTF-8.
pub fn reencode(head: &mut Vec<u8>, start: usize, utf8: bool, mut length_known: bool) {
    if head[start..].is_ascii() {
        return;
    }
    let latin1 = head.split_off(start);
    for line in latin1.split_inclusive(|byte| *byte == b'\n') {
        let is_raw = length_known && value(line, b"content-disposition").is_some();
        length_known |= value(line, b"content-length").is_some_and(|length| length != b"0");
        let text: String =
            if is_raw { String::from_utf8_lossy(line).into_owned() } else { line.iter().copied().map(char::from).collect() };
        if utf8 {
            head.extend_from_slice(text.as_bytes());
        } else {
            // As a string that is written as Latin-1: the low bytes.
            head.extend(text.chars().map(|character| character as u8));
        }
    }
}

/// The value in a line of that field.
fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (found, rest) = line.split_at_checked(name.len())?;
    found.eq_ignore_ascii_case(name).then(|| rest.strip_prefix(b":").map(<[u8]>::trim_ascii)).flatten()
}

#[cfg(test)]
mod tests {
    use super::reencode;

    fn reencoded(text: &[u8], utf8: bool, length_known: bool) -> Vec<u8> {
        let mut head = b"before \xE9".to_vec();
        let start = head.len();
        head.extend_from_slice(text);
        reencode(&mut head, start, utf8, length_known);
        head.split_off(start)
    }

    #[test]
    fn latin1_becomes_utf8() {
        assert_eq!(reencoded(b"A: caf\xE9\r\n\r\n", true, false), "A: café\r\n\r\n".as_bytes());
        assert_eq!(reencoded(b"A: caf\xE9\r\n\r\n", false, false), b"A: caf\xE9\r\n\r\n");
    }

    #[test]
    fn a_raw_disposition_is_read_as_utf8() {
        let raw = "A: \u{e9}\r\nContent-Disposition: ü€\r\n";
        let stored = [b"A: \xE9\r\nContent-Disposition: ".as_slice(), "ü€".as_bytes(), b"\r\n"].concat();
        assert_eq!(reencoded(&stored, true, true), raw.as_bytes());
        assert_eq!(reencoded(&stored, false, true), b"A: \xE9\r\nContent-Disposition: \xFC\xAC\r\n");
        assert_eq!(reencoded(b"content-disposition: \xE9\r\n", false, true), b"content-disposition: \xFD\r\n");
        let behind = b"Content-Length: 5\r\nContent-Disposition: \xC3\xA5\r\n";
        assert_eq!(reencoded(behind, true, false), "Content-Length: 5\r\nContent-Disposition: å\r\n".as_bytes());
        let in_front = b"Content-Disposition: \xC3\xA5\r\nContent-Length: 5\r\n";
        assert_eq!(reencoded(in_front, false, false), in_front);
    }
}
