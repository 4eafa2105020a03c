//! Request methods, with the numbers that Node's parser gives them.

/// A method: an index into [`Method::ALL`], the parser binding's `allMethods`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Method(u8);

impl Method {
    pub const DELETE: Method = Method(0);
    pub const GET: Method = Method(1);
    pub const HEAD: Method = Method(2);
    pub const POST: Method = Method(3);
    pub const PUT: Method = Method(4);
    pub const CONNECT: Method = Method(5);
    pub const OPTIONS: Method = Method(6);
    pub const SOURCE: Method = Method(33);
    pub const PRI: Method = Method(34);
    pub const QUERY: Method = Method(46);

    /// `allMethods`: those of HTTP, HTTP/2's preface, ICE and RTSP.
    pub const ALL: [&'static str; 47] = [
        "DELETE", "GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "COPY", "LOCK",
        "MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND",
        "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE",
        "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR", "LINK", "UNLINK", "SOURCE", "PRI",
        "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER",
        "SET_PARAMETER", "REDIRECT", "RECORD", "FLUSH", "QUERY",
    ];
    /// The longest name's length.
    pub(super) const NAME_BYTES_MAX: usize = 13;

    #[inline]
    pub const fn number(self) -> u8 {
        self.0
    }

    #[inline]
    pub const fn name(self) -> &'static str {
        Method::ALL[self.0 as usize]
    }

    /// In `http.METHODS` (which is sorted; this is not).
    pub const fn is_http(self) -> bool {
        self.0 < 34 || self.0 == Method::QUERY.0
    }

    pub fn parse(name: &[u8]) -> Option<Method> {
        // By far the most frequent ones first.
        match name {
            b"GET" => return Some(Method::GET),
            b"POST" => return Some(Method::POST),
            _ => {}
        }
        let number = Method::ALL.iter().position(|known| known.as_bytes() == name)?;
        Some(Method(number as u8))
    }

    /// Whether some method's name begins with `prefix`.
    pub(super) fn is_prefix(prefix: &[u8]) -> bool {
        Method::ALL.iter().any(|known| known.as_bytes().starts_with(prefix))
    }

    pub(super) const fn allows_http(self) -> bool {
        self.is_http() || self.0 == Method::PRI.0
    }

    /// RTSP's own methods, and those that it shares with HTTP.
    pub(super) const fn allows_rtsp(self) -> bool {
        matches!(self, Method::OPTIONS | Method::GET | Method::POST) || matches!(self.0, 35..=45)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (number, name) in Method::ALL.iter().enumerate() {
            let method = Method::parse(name.as_bytes()).unwrap();
            assert_eq!((method.number() as usize, method.name()), (number, *name));
            assert!(name.len() <= Method::NAME_BYTES_MAX);
        }
        for (method, name) in [
            (Method::DELETE, "DELETE"),
            (Method::HEAD, "HEAD"),
            (Method::CONNECT, "CONNECT"),
            (Method::OPTIONS, "OPTIONS"),
            (Method::SOURCE, "SOURCE"),
            (Method::PRI, "PRI"),
            (Method::QUERY, "QUERY"),
        ] {
            assert_eq!(method.name(), name);
        }
        assert_eq!(Method::ALL.iter().filter(|name| Method::parse(name.as_bytes()).unwrap().is_http()).count(), 35);
        assert_eq!(Method::parse(b"get"), None);
    }
}
