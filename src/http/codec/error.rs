//! What is wrong with a message, in the words of Node's parser (llhttp), which
//! programs see as `err.code`, `err.reason` and `err.bytesParsed`.

/// A parse error's code; [`Code::name`] is what JavaScript sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    Strict,
    CrExpected,
    LfExpected,
    UnexpectedContentLength,
    UnexpectedSpace,
    ClosedConnection,
    InvalidMethod,
    InvalidUrl,
    InvalidConstant,
    InvalidVersion,
    InvalidHeaderToken,
    InvalidContentLength,
    InvalidChunkSize,
    InvalidStatus,
    InvalidEofState,
    InvalidTransferEncoding,
    PausedH2Upgrade,
    HeaderOverflow,
    ChunkExtensionsOverflow,
}

impl Code {
    pub const fn name(self) -> &'static str {
        match self {
            Code::Strict => "HPE_STRICT",
            Code::CrExpected => "HPE_CR_EXPECTED",
            Code::LfExpected => "HPE_LF_EXPECTED",
            Code::UnexpectedContentLength => "HPE_UNEXPECTED_CONTENT_LENGTH",
            Code::UnexpectedSpace => "HPE_UNEXPECTED_SPACE",
            Code::ClosedConnection => "HPE_CLOSED_CONNECTION",
            Code::InvalidMethod => "HPE_INVALID_METHOD",
            Code::InvalidUrl => "HPE_INVALID_URL",
            Code::InvalidConstant => "HPE_INVALID_CONSTANT",
            Code::InvalidVersion => "HPE_INVALID_VERSION",
            Code::InvalidHeaderToken => "HPE_INVALID_HEADER_TOKEN",
            Code::InvalidContentLength => "HPE_INVALID_CONTENT_LENGTH",
            Code::InvalidChunkSize => "HPE_INVALID_CHUNK_SIZE",
            Code::InvalidStatus => "HPE_INVALID_STATUS",
            Code::InvalidEofState => "HPE_INVALID_EOF_STATE",
            Code::InvalidTransferEncoding => "HPE_INVALID_TRANSFER_ENCODING",
            Code::PausedH2Upgrade => "HPE_PAUSED_H2_UPGRADE",
            Code::HeaderOverflow => "HPE_HEADER_OVERFLOW",
            Code::ChunkExtensionsOverflow => "HPE_CHUNK_EXTENSIONS_OVERFLOW",
        }
    }

    /// The status a server answers with before it closes, as `node:http` does.
    pub const fn status(self) -> u16 {
        match self {
            Code::HeaderOverflow => 431,
            Code::ChunkExtensionsOverflow => 413,
            _ => 400,
        }
    }
}

/// Why a parser gave up; it stays in that state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParseError {
    pub code: Code,
    pub reason: &'static str,
    /// How far into the bytes of the failing call the parser came.
    pub bytes_parsed: usize,
}

impl ParseError {
    pub(super) const fn new(code: Code, reason: &'static str, bytes_parsed: usize) -> Self {
        ParseError { code, reason, bytes_parsed }
    }
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Parse Error: {}", self.reason)
    }
}

impl std::error::Error for ParseError {}
