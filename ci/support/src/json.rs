//! Just enough JSON to write reports and to read nothing.

/// A string as a JSON literal.
pub fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if (c as u32) < 0x20 => literal.push_str(&format!("\\u{:04x}", c as u32)),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// `{"a": 1, …}` from names and values that are JSON already.
pub fn object<N: AsRef<str>>(fields: impl IntoIterator<Item = (N, String)>) -> String {
    let fields: Vec<_> =
        fields.into_iter().map(|(name, value)| format!("{}: {value}", string(name.as_ref()))).collect();
    format!("{{{}}}", fields.join(", "))
}

/// `[1, …]` from values that are JSON already, one to a line.
pub fn array(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<_> = values.into_iter().collect();
    if values.is_empty() { "[]".to_owned() } else { format!("[\n  {}\n]", values.join(",\n  ")) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn control_characters_and_quotes_are_escaped() {
        assert_eq!(super::string("a\"\\\n\u{1}é"), "\"a\\\"\\\\\\n\\u0001é\"");
    }
}
