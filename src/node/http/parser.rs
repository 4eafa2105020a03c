//! `HTTPParser`: the codec's parser with the face of Node's.
//!
//! Callbacks are properties of the object, by number. `kOnHead` is ours: with it a head comes as one native
//! [`HeaderBlock`] and a few numbers, `(block, methodOrStatus, urlOrReason, flags)`, instead of Node's nine arguments.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::connections::{Connections, ConnectionsList, Progress};
use super::head::HeaderBlock;
use crate::engine::{Call, Class, Cx, Error, ErrorClass, Prototype, Result, Value};
use crate::http::codec::{Disposition, Event, Expectation, HEADER_BYTES_MAX, Head, Lenient, ParseError, Parser};

pub const REQUEST: i32 = 1;
pub const RESPONSE: i32 = 2;

pub const ON_MESSAGE_BEGIN: u32 = 0;
pub const ON_HEADERS: u32 = 1;
pub const ON_HEADERS_COMPLETE: u32 = 2;
pub const ON_BODY: u32 = 3;
pub const ON_MESSAGE_COMPLETE: u32 = 4;
pub const ON_EXECUTE: u32 = 5;
pub const ON_TIMEOUT: u32 = 6;
pub const ON_HEAD: u32 = 7;

/// `flags` of `kOnHead`; the version is in the bits from 8 (major) and 12 (minor) on.
pub(super) const FLAG_UPGRADE: i32 = 1;
pub(super) const FLAG_KEEP_ALIVE: i32 = 1 << 1;
const FLAG_HOST: i32 = 1 << 2;
pub(super) const FLAG_EXPECT_CONTINUE: i32 = 1 << 3;
pub(super) const FLAG_EXPECT_OTHER: i32 = 1 << 4;
pub(super) const FLAG_BODY: i32 = 1 << 5;

/// `kOnHeadersComplete` gets no more pairs than this at once; others come by `kOnHeaders` before it.
const PAIRS_AT_ONCE_MAX: usize = 32;

/// One connection's parser.
#[derive(Default)]
pub struct HttpParser {
    parser: RefCell<Option<Parser>>,
    kind: Cell<i32>,
    /// Changes with `initialize`, so that a run under way notices that its parser is another's now.
    life: Cell<u32>,
    depth: Cell<u32>,
    begun: Cell<bool>,
    paused: Cell<bool>,
    /// What `pause` or `resume` asked for while running.
    pause_later: Cell<Option<bool>>,
    progress: RefCell<Option<(Rc<Connections>, Rc<Progress>)>>,
    /// The buffer of the run under way.
    current: RefCell<Option<Value>>,
    /// The async context of `initialize`, in which the callbacks run.
    context: RefCell<Option<Value>>,
}

impl Class for HttpParser {
    const NAME: &'static str = "HTTPParser";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for value in [&self.current, &self.context] {
            if let Some(value) = &*value.borrow() {
                visit(value);
            }
        }
    }
}

pub(super) fn methods(proto: &Prototype) -> Result<()> {
    proto.method("initialize", 5, initialize)?;
    // `limitFields(count)`, `count` being a number as in `maxHeadersCount`.
    proto.method("limitFields", 1, |call: &Call| -> Result<()> {
        let this = call.this_as::<HttpParser>()?;
        let max = fields_max(call.f64(0)?);
        let parser = this.parser.take();
        this.parser.replace(parser.map(|parser| parser.with_fields_max(max)));
        Ok(())
    })?;
    proto.method("execute", 1, |call: &Call| -> Result<Value> {
        call.this_as::<HttpParser>()?.execute(call.cx(), call.this(), call.arg(0))
    })?;
    proto.method("finish", 0, |call: &Call| -> Result<Value> {
        call.this_as::<HttpParser>()?.finish(call.cx(), call.this())
    })?;
    proto.method("pause", 0, |call: &Call| -> Result<()> { call.this_as::<HttpParser>()?.pause(true) })?;
    proto.method("resume", 0, |call: &Call| -> Result<()> { call.this_as::<HttpParser>()?.pause(false) })?;
    // Given back to the pool, perhaps by one of its own callbacks: what it was reading is nobody's any more.
    proto.method("free", 0, |call: &Call| -> Result<()> {
        call.this_as::<HttpParser>()?.end_life();
        Ok(())
    })?;
    proto.method("close", 0, |call: &Call| -> Result<()> {
        let this = call.this_as::<HttpParser>()?;
        this.leave_list();
        this.end_life();
        if let Ok(mut parser) = this.parser.try_borrow_mut() {
            *parser = None;
        }
        Ok(())
    })?;
    proto.method("remove", 0, |call: &Call| -> Result<()> {
        call.this_as::<HttpParser>()?.leave_list();
        Ok(())
    })?;
    proto.method("getCurrentBuffer", 0, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let current = call.this_as::<HttpParser>()?.current.borrow();
        let bytes = current.as_ref().and_then(|buffer| cx.bytes(buffer)).map_or_else(Vec::new, |bytes| bytes.to_vec());
        cx.buffer(bytes)
    })
}

/// What a `maxHeadersCount` comes to: without a fraction, and 0 or less for as many fields as there are.
pub(super) fn fields_max(count: f64) -> u32 {
    if count >= 1.0 { count as u32 } else { u32::MAX }
}

/// `initialize(type, resource[, maxHeaderSize[, lenientFlags[, connections]]])`.
fn initialize(call: &Call) -> Result<()> {
    let this = call.this_as::<HttpParser>()?;
    let kind = call.i32(0)?;
    let parser = match kind {
        REQUEST => Parser::request(),
        RESPONSE => Parser::response(),
        _ => return Err(Error::type_error("type must be HTTPParser.REQUEST or HTTPParser.RESPONSE")),
    };
    let bytes_max = match call.u32(2)? {
        0 => header_bytes_max(call.cx())?,
        bytes => bytes,
    };
    let lenient = Lenient(call.u32(3)? as u16);
    this.leave_list();
    this.parser.replace(Some(parser.with_lenient(lenient).with_header_bytes_max(bytes_max)));
    this.kind.set(kind);
    this.end_life();
    this.context.replace(Some(call.cx().async_context()));
    this.begun.set(false);
    this.paused.set(false);
    this.pause_later.set(None);
    if let Some(ConnectionsList(list)) = call.arg(4).native::<ConnectionsList>() {
        let progress = Rc::new(Progress::default());
        // A peer that never sends anything is late as well.
        progress.begin();
        list.add(call.this().clone(), progress.clone());
        this.progress.replace(Some((list.clone(), progress)));
    }
    Ok(())
}

/// `--max-http-header-size`, as `internal/options` has it.
pub(super) fn header_bytes_max(cx: Cx) -> Result<u32> {
    let options = crate::runtime::current().builtins().require(cx, "internal/options")?;
    let size = cx.invoke(&options, "getOptionValue", &[cx.string("--max-http-header-size")])?;
    Ok(match size.as_f64() {
        Some(bytes) if bytes >= 1.0 => bytes as u32,
        _ => HEADER_BYTES_MAX,
    })
}

/// What a step found, owned: the callbacks may do anything to the parser and to the buffer.
enum Found {
    More { in_message: bool },
    Head(Box<OwnedHead>),
    Body(Vec<u8>),
    End(HeaderBlock),
    Upgrade,
    Failed(ParseError),
}

pub(super) struct OwnedHead {
    block: HeaderBlock,
    text: Vec<u8>,
    /// A method's number or a status.
    number: i32,
    version: (u8, u8),
    flags: i32,
}

/// What scripts are told of a head as bits: see the top of `incoming.js`.
pub(super) fn flags_of(head: &Head<'_>) -> i32 {
    let version = head.version();
    let mut flags = i32::from(version.0) << 8 | i32::from(version.1) << 12;
    let mut flag = |on: bool, bit: i32| flags |= if on { bit } else { 0 };
    flag(head.upgrade(), FLAG_UPGRADE);
    flag(head.keep_alive(), FLAG_KEEP_ALIVE);
    flag(head.has_host(), FLAG_HOST);
    flag(head.expects() == Expectation::Continue, FLAG_EXPECT_CONTINUE);
    flag(head.expects() == Expectation::Other, FLAG_EXPECT_OTHER);
    flag(head.announces_body(), FLAG_BODY);
    flags
}

impl OwnedHead {
    pub(super) fn new(head: &Head<'_>, request: bool) -> OwnedHead {
        OwnedHead {
            block: HeaderBlock::new(head.fields()),
            text: if request { head.target() } else { head.reason() }.to_vec(),
            number: if request { i32::from(head.method().number()) } else { i32::from(head.status()) },
            version: head.version(),
            flags: flags_of(head),
        }
    }
}

impl HttpParser {
    fn leave_list(&self) {
        if let Some((list, progress)) = self.progress.take() {
            list.remove(&progress);
        }
    }

    fn end_life(&self) {
        self.life.set(self.life.get().wrapping_add(1));
    }

    /// Changes whenever the parser becomes another connection's.
    pub(super) fn life(&self) -> u32 {
        self.life.get()
    }

    /// Goes on as `parser`, which has come to wherever it is; false if this is not the parser any more that it was in
    /// `life`. A connection that is `waited_for` has not sent its first request.
    pub(super) fn adopt(&self, parser: Parser, life: u32, waited_for: bool) -> bool {
        if self.life.get() != life || self.parser.borrow().is_none() {
            return false;
        }
        let in_message = parser.in_message();
        self.begun.set(in_message);
        self.with_progress(|progress| {
            if in_message {
                progress.head_done.set(!parser.in_head());
            } else if !waited_for {
                progress.end();
            }
        });
        self.parser.replace(Some(parser));
        true
    }

    /// Goes on as `parser`, which has been reading a response, in the async context of its request.
    pub(super) fn read_on(&self, parser: Parser, context: Value) {
        self.begun.set(parser.in_message());
        self.parser.replace(Some(parser));
        self.context.replace(Some(context));
    }

    /// How to go on behind a head that was told in `life`.
    pub(super) fn dispose(&self, life: u32, disposition: Disposition) {
        if life == self.life.get()
            && let Some(parser) = &mut *self.parser.borrow_mut()
        {
            parser.dispose(disposition);
        }
    }

    fn with_progress(&self, body: impl FnOnce(&Progress)) {
        if let Some((_, progress)) = &*self.progress.borrow() {
            body(progress);
        }
    }

    fn pause(&self, on: bool) -> Result<()> {
        if self.depth.get() > 0 {
            self.pause_later.set(Some(on));
        } else {
            self.paused.set(on);
        }
        Ok(())
    }

    /// The number of bytes read, or an Error.
    fn execute(&self, cx: Cx, this: &Value, data: &Value) -> Result<Value> {
        let length = cx.bytes(data).ok_or_else(|| Error::type_error("Argument must be a buffer"))?.len();
        if self.paused.get() {
            return parse_error(cx, "HPE_PAUSED", "Paused", 0);
        }
        let outer = self.current.replace(Some(data.clone()));
        self.depth.set(self.depth.get() + 1);
        let life = self.life.get();
        let context = self.context.borrow().clone().unwrap_or(Value::UNDEFINED);
        let before = cx.swap_async_context(context);
        let outcome = self.run(cx, this, data, length, life);
        drop(cx.swap_async_context(before));
        self.depth.set(self.depth.get() - 1);
        self.current.replace(outer);
        if let Some(paused) = self.pause_later.take()
            && life == self.life.get()
        {
            self.paused.set(paused);
        }
        match outcome? {
            Ok(count) => Ok(Value::from(count)),
            Err(error) => parse_error(cx, error.code.name(), error.reason, error.bytes_parsed),
        }
    }

    fn run(
        &self,
        cx: Cx,
        this: &Value,
        data: &Value,
        length: usize,
        life: u32,
    ) -> Result<std::result::Result<usize, ParseError>> {
        let mut at = 0;
        loop {
            // A callback may have detached the buffer or given the parser to another connection.
            let bytes = cx.bytes(data).filter(|bytes| bytes.len() == length);
            let (Some(bytes), true) = (bytes, self.life.get() == life) else { return Ok(Ok(at)) };
            match self.step(bytes, &mut at) {
                Found::More { in_message } => {
                    if in_message && !self.begun.get() {
                        self.begin(cx, this)?;
                    }
                    return Ok(Ok(at));
                }
                Found::Head(head) => {
                    if !self.begun.get() {
                        self.begin(cx, this)?;
                    }
                    self.with_progress(|progress| progress.head_done.set(true));
                    let disposition = on_head(cx, this, *head, self.kind.get())?;
                    self.dispose(life, disposition);
                }
                Found::Body(piece) => {
                    let callback = cx.get_index(this, ON_BODY)?;
                    if callback.is_function() {
                        let piece = cx.buffer(piece)?;
                        cx.call(&callback, this, &[piece])?;
                    }
                }
                Found::End(trailers) => self.end(cx, this, &trailers)?,
                Found::Upgrade => return Ok(Ok(at)),
                Found::Failed(error) => return Ok(Err(error)),
            }
        }
    }

    fn step(&self, bytes: &[u8], at: &mut usize) -> Found {
        let mut parser = self.parser.borrow_mut();
        let Some(parser) = &mut *parser else { return Found::More { in_message: false } };
        match parser.step(bytes, at) {
            Ok(Event::More) => {}
            Ok(Event::Head(head)) => return Found::Head(Box::new(OwnedHead::new(&head, self.kind.get() == REQUEST))),
            Ok(Event::Body(piece)) => return Found::Body(piece.to_vec()),
            Ok(Event::End { trailers, .. }) => return Found::End(HeaderBlock::new(trailers)),
            Ok(Event::Upgrade) => return Found::Upgrade,
            Err(error) => return Found::Failed(error),
        }
        Found::More { in_message: parser.in_message() }
    }

    fn begin(&self, cx: Cx, this: &Value) -> Result<()> {
        self.begun.set(true);
        self.with_progress(Progress::begin);
        let callback = cx.get_index(this, ON_MESSAGE_BEGIN)?;
        if callback.is_function() {
            cx.call(&callback, this, &[])?;
        }
        Ok(())
    }

    fn end(&self, cx: Cx, this: &Value, trailers: &HeaderBlock) -> Result<()> {
        self.begun.set(false);
        self.with_progress(Progress::end);
        if !trailers.is_empty() {
            on_headers(cx, this, trailers.flat(cx, 0, usize::MAX), b"")?;
        }
        let callback = cx.get_index(this, ON_MESSAGE_COMPLETE)?;
        if callback.is_function() {
            cx.call(&callback, this, &[])?;
        }
        Ok(())
    }

    /// The peer has ended: undefined, or an Error.
    fn finish(&self, cx: Cx, this: &Value) -> Result<Value> {
        let outcome = match self.parser.try_borrow_mut() {
            Ok(mut parser) => parser.as_mut().map_or(Ok(false), Parser::finish),
            Err(_) => Ok(false),
        };
        match outcome {
            Ok(false) => Ok(Value::UNDEFINED),
            Ok(true) => {
                self.end(cx, this, &HeaderBlock::new(Default::default()))?;
                Ok(Value::UNDEFINED)
            }
            Err(error) => parse_error(cx, error.code.name(), error.reason, error.bytes_parsed),
        }
    }
}

/// Tells of a head; how to go on behind it.
pub(super) fn on_head(cx: Cx, this: &Value, head: OwnedHead, kind: i32) -> Result<Disposition> {
    let ours = cx.get_index(this, ON_HEAD)?;
    let result = if ours.is_function() {
        let (number, flags) = (Value::from(head.number), Value::from(head.flags));
        let text = cx.string_latin1(&head.text);
        cx.call(&ours, this, &[cx.instance(head.block)?, number, text, flags])?
    } else {
        let callback = cx.get_index(this, ON_HEADERS_COMPLETE)?;
        if !callback.is_function() {
            return Ok(Disposition::AsParsed);
        }
        let args = node_arguments(cx, this, &head, kind)?;
        cx.call(&callback, this, &args)?
    };
    Ok(match result.as_i32() {
        Some(1) => Disposition::NoBody,
        Some(2) => Disposition::Upgrade,
        Some(3) => Disposition::Http,
        _ => Disposition::AsParsed,
    })
}

/// The nine arguments of `kOnHeadersComplete`.
fn node_arguments(cx: Cx, this: &Value, head: &OwnedHead, kind: i32) -> Result<[Value; 9]> {
    let request = kind == REQUEST;
    let many = head.block.len() > PAIRS_AT_ONCE_MAX;
    let mut url = if request { head.text.as_slice() } else { b"" };
    let mut from = 0;
    while many && from < head.block.len() {
        on_headers(cx, this, head.block.flat(cx, from, PAIRS_AT_ONCE_MAX), url)?;
        from += PAIRS_AT_ONCE_MAX;
        url = b"";
    }
    let number = Value::from(head.number);
    let text = cx.string_latin1(&head.text);
    let (method, url, status, reason) = if request {
        (number, if many { Value::UNDEFINED } else { text }, Value::UNDEFINED, Value::UNDEFINED)
    } else {
        (Value::UNDEFINED, Value::UNDEFINED, number, text)
    };
    Ok([
        Value::from(i32::from(head.version.0)),
        Value::from(i32::from(head.version.1)),
        if many { Value::UNDEFINED } else { head.block.flat(cx, 0, usize::MAX) },
        method,
        url,
        status,
        reason,
        Value::from(head.flags & FLAG_UPGRADE != 0),
        Value::from(head.flags & FLAG_KEEP_ALIVE != 0),
    ])
}

fn on_headers(cx: Cx, this: &Value, pairs: Value, url: &[u8]) -> Result<()> {
    let callback = cx.get_index(this, ON_HEADERS)?;
    if callback.is_function() {
        cx.call(&callback, this, &[pairs, cx.string_latin1(url)])?;
    }
    Ok(())
}

/// An Error as a value, as Node's parser returns it.
fn parse_error(cx: Cx, code: &str, reason: &str, bytes_parsed: usize) -> Result<Value> {
    let error = cx.new_error(ErrorClass::Error, None, "Parse Error");
    cx.set(&error, "bytesParsed", Value::from(bytes_parsed))?;
    cx.set(&error, "code", cx.string(code))?;
    cx.set(&error, "reason", cx.string(reason))?;
    Ok(error)
}
