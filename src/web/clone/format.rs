//! The form in which values cross threads that are not plain data: tag by tag V8's own (`ValueSerializer`, version 15),
//! which is compact and well tried. It never leaves the process.

/// The version that the header names.
pub(super) const VERSION: u8 = 15;

/// The kinds of things a message consists of.
pub(super) mod tag {
    pub const VERSION: u8 = 0xFF;
    pub const PADDING: u8 = 0;
    pub const UNDEFINED: u8 = b'_';
    pub const NULL: u8 = b'0';
    pub const TRUE: u8 = b'T';
    pub const FALSE: u8 = b'F';
    pub const INT32: u8 = b'I';
    pub const UINT32: u8 = b'U';
    pub const DOUBLE: u8 = b'N';
    pub const BIG_INT: u8 = b'Z';
    pub const ONE_BYTE_STRING: u8 = b'"';
    pub const TWO_BYTE_STRING: u8 = b'c';
    pub const OBJECT_REFERENCE: u8 = b'^';
    pub const OBJECT: u8 = b'o';
    pub const OBJECT_END: u8 = b'{';
    pub const DENSE_ARRAY: u8 = b'A';
    pub const DENSE_ARRAY_END: u8 = b'$';
    pub const SPARSE_ARRAY: u8 = b'a';
    pub const SPARSE_ARRAY_END: u8 = b'@';
    pub const HOLE: u8 = b'-';
    pub const DATE: u8 = b'D';
    pub const TRUE_OBJECT: u8 = b'y';
    pub const FALSE_OBJECT: u8 = b'x';
    pub const NUMBER_OBJECT: u8 = b'n';
    pub const BIG_INT_OBJECT: u8 = b'z';
    pub const STRING_OBJECT: u8 = b's';
    pub const REG_EXP: u8 = b'R';
    pub const MAP: u8 = b';';
    pub const MAP_END: u8 = b':';
    pub const SET: u8 = b'\'';
    pub const SET_END: u8 = b',';
    pub const ARRAY_BUFFER: u8 = b'B';
    pub const RESIZABLE_ARRAY_BUFFER: u8 = b'~';
    pub const ARRAY_BUFFER_TRANSFER: u8 = b't';
    pub const SHARED_ARRAY_BUFFER: u8 = b'u';
    pub const VIEW: u8 = b'V';
    pub const HOST_OBJECT: u8 = b'\\';
    pub const ERROR: u8 = b'r';
}

/// The parts of an error.
pub(super) mod error_tag {
    pub const MESSAGE: u8 = b'm';
    pub const CAUSE: u8 = b'c';
    pub const STACK: u8 = b's';
    pub const END: u8 = b'.';
    /// The constructors other than `Error`, by the letter that stands for them.
    pub const CLASSES: &[(u8, &str)] = &[
        (b'E', "EvalError"),
        (b'R', "RangeError"),
        (b'F', "ReferenceError"),
        (b'S', "SyntaxError"),
        (b'T', "TypeError"),
        (b'U', "URIError"),
    ];
}

/// The letters of views, in the order of [`crate::engine::ViewKind`].
pub(super) const VIEW_TAGS: &[u8; 13] = b"CbBwWdDqQhfF?";

/// A view without a length of its own.
pub(super) const VIEW_FOLLOWS_LENGTH: u32 = 1;
/// A view on a resizable buffer.
pub(super) const VIEW_OF_RESIZABLE: u32 = 2;

/// The flags of regular expressions in the order of their bits.
pub(super) const REG_EXP_FLAGS: &[(char, u32)] = &[
    ('g', 1),
    ('i', 1 << 1),
    ('m', 1 << 2),
    ('y', 1 << 3),
    ('u', 1 << 4),
    ('s', 1 << 5),
    ('d', 1 << 7),
    ('v', 1 << 8),
];

/// Host objects are of two kinds.
pub(super) mod host {
    /// Native: a parcel travels beside the bytes.
    pub const PARCEL: u32 = 0;
    /// A built-in class written in JavaScript: its data follows the message's value.
    pub const SCRIPTED: u32 = 1;
}
