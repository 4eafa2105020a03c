//! The codec's limits and which of llhttp's checks are relaxed.

/// `--max-http-header-size`: bytes of target, reason, names and values of one head,
/// or of one trailer section. The head that reaches it is refused.
pub const HEADER_BYTES_MAX: u32 = 16 * 1024;
/// Fields of one head of a request, or of one trailer section of it: Node's `maxHeadersCount` by default.
pub const FIELDS_MAX: u32 = 1000;
/// Bytes of the extensions of one chunk.
pub const CHUNK_EXTENSION_BYTES_MAX: u32 = 16 * 1024;
/// Heads with more fields than this are left to the careful scanner.
pub(super) const FAST_FIELDS_MAX: usize = 64;
/// A parser keeps a buffer of up to this size from one message to the next.
pub(super) const STORE_BYTES_KEPT_MAX: usize = 1024;

const _: () = assert!(STORE_BYTES_KEPT_MAX < HEADER_BYTES_MAX as usize);

/// Which checks are off: the bits of Node's `HTTPParser.kLenient…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lenient(pub u16);

impl Lenient {
    pub const NONE: Lenient = Lenient(0);
    pub const HEADERS: Lenient = Lenient(1);
    pub const CHUNKED_LENGTH: Lenient = Lenient(1 << 1);
    pub const KEEP_ALIVE: Lenient = Lenient(1 << 2);
    pub const TRANSFER_ENCODING: Lenient = Lenient(1 << 3);
    pub const VERSION: Lenient = Lenient(1 << 4);
    pub const DATA_AFTER_CLOSE: Lenient = Lenient(1 << 5);
    pub const OPTIONAL_LF_AFTER_CR: Lenient = Lenient(1 << 6);
    pub const OPTIONAL_CRLF_AFTER_CHUNK: Lenient = Lenient(1 << 7);
    pub const OPTIONAL_CR_BEFORE_LF: Lenient = Lenient(1 << 8);
    pub const SPACES_AFTER_CHUNK_SIZE: Lenient = Lenient(1 << 9);
    pub const HEADER_VALUE_RELAXED: Lenient = Lenient(1 << 10);
    /// `insecureHTTPParser: true`; the relaxed values are a part of `HEADERS`.
    pub const ALL: Lenient = Lenient(0x3ff);

    #[inline]
    pub const fn has(self, flag: Lenient) -> bool {
        self.0 & flag.0 != 0
    }
}
