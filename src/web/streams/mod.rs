//! Web streams (the Streams Standard): readable, writable and transform streams, queuing strategies, and the streams
//! that encode and decode text.
//!
//! The classes that programs see are thin: each holds, under a symbol, a state that does the work, and states speak with
//! states. So what a program does to a prototype changes nothing here, and pipes and tees make no public objects.

use crate::runtime::builtin::{Module, private, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "streams",
    scripts: &[
        shared("internal/webstreams/util", "util.js"),
        shared("internal/webstreams/queuingstrategies", "queuing_strategies.js"),
        shared("internal/webstreams/readablestream", "readable.js"),
        shared("internal/webstreams/writablestream", "writable.js"),
        shared("internal/webstreams/transformstream", "transform.js"),
        shared("internal/webstreams/encoding", "encoding.js"),
        private("internal/webstreams/settlement", "settlement.js"),
        private("internal/webstreams/readable_state", "readable_state.js"),
        private("internal/webstreams/readable_controllers", "readable_controllers.js"),
        private("internal/webstreams/readable_default", "readable_default.js"),
        private("internal/webstreams/readable_bytes", "readable_bytes.js"),
        private("internal/webstreams/pull_into", "pull_into.js"),
        private("internal/webstreams/readers", "readers.js"),
        private("internal/webstreams/reader_states", "reader_states.js"),
        private("internal/webstreams/iteration", "iteration.js"),
        private("internal/webstreams/pipe", "pipe.js"),
        private("internal/webstreams/tee", "tee.js"),
        private("internal/webstreams/tee_bytes", "tee_bytes.js"),
        private("internal/webstreams/writable_state", "writable_state.js"),
        private("internal/webstreams/writable_controller", "writable_controller.js"),
        private("internal/webstreams/writer", "writer.js"),
        private("internal/webstreams/transfer", "transfer.js"),
    ],
    uses: &["base", "clone", "encoding", "events", "inspect"],
    globals: &[
        ("TransformStream", "internal/webstreams/transformstream"),
        ("TransformStreamDefaultController", "internal/webstreams/transformstream"),
        ("WritableStream", "internal/webstreams/writablestream"),
        ("WritableStreamDefaultController", "internal/webstreams/writablestream"),
        ("WritableStreamDefaultWriter", "internal/webstreams/writablestream"),
        ("ReadableStream", "internal/webstreams/readablestream"),
        ("ReadableStreamDefaultReader", "internal/webstreams/readablestream"),
        ("ReadableStreamBYOBReader", "internal/webstreams/readablestream"),
        ("ReadableStreamBYOBRequest", "internal/webstreams/readablestream"),
        ("ReadableByteStreamController", "internal/webstreams/readablestream"),
        ("ReadableStreamDefaultController", "internal/webstreams/readablestream"),
        ("ByteLengthQueuingStrategy", "internal/webstreams/queuingstrategies"),
        ("CountQueuingStrategy", "internal/webstreams/queuingstrategies"),
        ("TextEncoderStream", "internal/webstreams/encoding"),
        ("TextDecoderStream", "internal/webstreams/encoding"),
    ],
    ..Module::EMPTY
};
