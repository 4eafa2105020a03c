//! The comment that names a source map (ECMA-426, "Linking generated code to source maps").

use super::tokens;

const KEY: &str = "sourceMappingURL=";

/// The URL that the last such comment gives. What looks like one in a string or a template is none.
pub(super) fn source_map_url(source: &str) -> Option<&str> {
    let mut tokens = None;
    let mut found = source.rmatch_indices(KEY).filter_map(|(at, _)| Some((at, url_at(source, at)?)));
    found.find_map(|(at, url)| {
        let tokens = tokens.get_or_insert_with(|| tokens::scan(source).unwrap_or_default());
        let before = tokens.partition_point(|token| token.start <= at);
        let is_inside = before > 0 && at < tokens[before - 1].end;
        (!is_inside).then_some(url)
    })
}

fn url_at(source: &str, at: usize) -> Option<&str> {
    let mark = source[..at].trim_end_matches([' ', '\t']);
    let is_comment = mark.len() < at && (mark.ends_with("//#") || mark.ends_with("//@"));
    let line = source[at + KEY.len()..].lines().next()?.trim();
    let ends_url = |character: char| character.is_whitespace() || matches!(character, '\'' | '"');
    (is_comment && !line.is_empty() && !line.contains(ends_url)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::source_map_url;

    #[test]
    fn the_last_comment_counts() {
        assert_eq!(source_map_url("a\n//# sourceMappingURL=b.map\n//@ sourceMappingURL=c.map \nd"), Some("c.map"));
        assert_eq!(source_map_url("é //# sourceMappingURL=b.map"), Some("b.map"));
        assert_eq!(source_map_url("// sourceMappingURL=b.map"), None);
        assert_eq!(source_map_url("//# sourceMappingURL=b c"), None);
        assert_eq!(source_map_url("//# sourceMappingURL="), None);
    }

    #[test]
    fn texts_are_no_comments() {
        assert_eq!(source_map_url("a = `\n//# sourceMappingURL=b.map\n`"), None);
        assert_eq!(source_map_url("a = '//# sourceMappingURL=b.map'"), None);
        assert_eq!(source_map_url("//# sourceMappingURL=b\na = `\n//# sourceMappingURL=c\n`"), Some("b"));
    }
}
