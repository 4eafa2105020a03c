//! `node:stream`, `node:stream/promises` and `node:stream/consumers`: the stream classes, what connects them, and
//! what reads them whole.

use crate::runtime::builtin::{Module, private, public, shared};

pub const MODULE: Module = Module {
    name: "stream",
    scripts: &[
        public("stream", "stream.js"),
        public("stream/promises", "promises.js"),
        public("stream/consumers", "consumers.js"),
        public("stream/web", "web.js"),
        public("_stream_readable", "aliases/readable.js"),
        public("_stream_writable", "aliases/writable.js"),
        public("_stream_duplex", "aliases/duplex.js"),
        public("_stream_transform", "aliases/transform.js"),
        public("_stream_passthrough", "aliases/passthrough.js"),
        shared("internal/streams/legacy", "legacy.js"),
        shared("internal/streams/utils", "utils.js"),
        shared("internal/streams/state", "state.js"),
        shared("internal/streams/destroy", "destroy.js"),
        shared("internal/streams/end-of-stream", "end_of_stream.js"),
        shared("internal/streams/add-abort-signal", "add_abort_signal.js"),
        shared("internal/streams/readable", "readable.js"),
        shared("internal/streams/writable", "writable.js"),
        shared("internal/streams/duplex", "duplex.js"),
        shared("internal/streams/transform", "transform.js"),
        shared("internal/streams/passthrough", "passthrough.js"),
        shared("internal/streams/lazy_transform", "lazy_transform.js"),
        shared("internal/streams/from", "from.js"),
        shared("internal/streams/pipeline", "pipeline.js"),
        shared("internal/streams/compose", "compose.js"),
        shared("internal/streams/duplexify", "duplexify.js"),
        shared("internal/streams/duplexpair", "duplexpair.js"),
        shared("internal/streams/operators", "operators.js"),
        shared("internal/streams/bits", "bits.js"),
        shared("internal/streams/readable_state", "readable_state.js"),
        shared("internal/streams/readable_flow", "readable_flow.js"),
        private("internal/streams/readable_list", "readable_list.js"),
        shared("internal/streams/readable_pipe", "readable_pipe.js"),
        private("internal/streams/readable_iterator", "readable_iterator.js"),
        shared("internal/streams/writable_state", "writable_state.js"),
        shared("internal/streams/writable_flow", "writable_flow.js"),
        private("internal/streams/duplex_init", "duplex_init.js"),
        private("internal/streams/pump", "pump.js"),
        shared("internal/webstreams/adapters", "adapters/adapters.js"),
        private("internal/webstreams/adapters/to_web", "adapters/to_web.js"),
        private("internal/webstreams/adapters/from_web", "adapters/from_web.js"),
    ],
    // Most of them when a program first needs them. `streams` are the web's.
    uses: &["async_hooks", "base", "blob", "buffer", "encoding", "events", "streams", "string_decoder", "zlib"],
    ..Module::EMPTY
};
