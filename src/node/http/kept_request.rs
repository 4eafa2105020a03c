//! `http.request` for a request that has nothing special about it and finds a connection that is kept, without the scripts.
//!
//! `ClientRequest` (`client.js`) and `Agent.prototype.addRequest` (`agent.js`) stay the definition of what happens: a case
//! is here only if the outcome is the same: for the request itself, its connection, and its end without a body.

use std::cell::RefCell;
use std::rc::Rc;

use super::kept::{KeptConnection, send_flag};
use super::ordinary::{Watchers, bits, has_own_functions, keys};
use super::stored_head::head_flag;
use crate::engine::{Atom, Binding, Call, Cx, Error, Result, Value};
use crate::http::codec::{is_valid_name, is_valid_value};

thread_local! {
    static CLIENT: RefCell<Option<Rc<Client>>> = const { RefCell::new(None) };
}

keys! {
    host = "host", hostname = "hostname", port = "port", method = "method", path = "path", headers = "headers",
    agent = "agent", protocol = "protocol", local_address = "localAddress", family = "family",
    socket_path = "socketPath", high_water_mark = "highWaterMark", options = "options", keep_alive = "keepAlive",
    scheduling = "scheduling", sockets = "sockets", free_sockets = "freeSockets",
    global_agent = "globalAgent", init = "init", tracker = "tracker",
    add_request = "addRequest", reuse_socket = "reuseSocket", get_name = "getName",
    events = "_events", events_count = "_eventsCount", response = "response", reused_socket = "reusedSocket",
    request = "request", is_attached = "isAttached", is_released = "isReleased",
    bits = "kBits", out_headers = "kOutHeaders", own_path = "kPath", authority = "kAuthority", kept = "kKept",
    proxy_config = "kProxyConfig", transport = "kTransport", socket_key = "kSocket", native = "kNative", corked = "kCorked",
    queue = "kQueue", head = "kHead", unique_headers = "kUniqueHeaders", socket = "socket", timeout_callback = "timeoutCb",
    headers_max = "maxHeadersCount", emit = "emit", trailer = "_trailer", prefinish = "prefinish",
    content_length = "_contentLength", on_socket = "onSocket", set_header = "setHeader", default_port = "defaultPort",
    listener = "kListener", implicit_header = "_implicitHeader", store_header = "_storeHeader", send = "_send",
}

bits! {
    initial = "kInitial", use_chunked = "kUseChunked", made_kept = "kMadeKept", once_response = "kOnceResponse",
    destroyed = "kDestroyed", finished = "kFinished", wants_drain = "kWantsDrain", strict_length = "kStrictContentLength",
    header_sent = "kHeaderSent", has_body = "kHasBody", should_keep_alive = "kShouldKeepAlive",
    removed_connection = "kRemovedConnection", removed_length = "kRemovedContLen", removed_encoding = "kRemovedTE",
}

struct Client {
    keys: Keys,
    bits: Bits,
    request: Value,
    events: Value,
    agent_prototype: Value,
    agent_module: Value,
    emitter: Value,
    emitter_init: Value,
    add_request: Value,
    reuse_socket: Value,
    get_name: Value,
    on_socket: Value,
    set_header: Value,
    implicit_header: Value,
    store_header: Value,
    send: Value,
    emit: Value,
    tracking: Value,
    watchers: Watchers,
    stream_transport: Value,
    kept_transport: Value,
    no_fields: Value,
    tick: Value,
    /// The scripts' functions for what is not usual.
    attach_scripted: Value,
    finish: Value,
    onleft: Value,
    attach: Value,
    protocol: Value,
    get: Value,
}

/// Gives the binding `prepareRequests(description)`, and `request(options, callback)`, which returns the request, or
/// undefined where the scripts have to make it.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    crate::engine::at_end(|| {
        CLIENT.set(None);
    });
    binding.function("prepareRequests", 1, |call: &Call| -> Result<()> {
        let (cx, given) = (call.cx(), call.arg(0));
        let get = |name: &str| cx.get(given, name);
        let client = Client {
            keys: Keys::new(cx, &get("symbols")?)?,
            bits: Bits::new(cx, &get("bits")?)?,
            request: get("request")?,
            events: get("events")?,
            agent_prototype: get("agentPrototype")?,
            agent_module: get("agentModule")?,
            emitter: get("EventEmitter")?,
            emitter_init: get("init")?,
            add_request: get("addRequest")?,
            reuse_socket: get("reuseSocket")?,
            get_name: get("getName")?,
            on_socket: get("onSocket")?,
            set_header: get("setHeader")?,
            implicit_header: get("_implicitHeader")?,
            store_header: get("_storeHeader")?,
            send: get("_send")?,
            emit: get("emit")?,
            tracking: get("tracking")?,
            watchers: Watchers::new(cx, given)?,
            stream_transport: get("streamTransport")?,
            kept_transport: get("keptTransport")?,
            no_fields: get("noFields")?,
            tick: get("tick")?,
            attach_scripted: get("attachKept")?,
            finish: get("finishKept")?,
            onleft: get("onleft")?,
            attach: cx.function("attachKept", 1, |call: &Call| client()?.attach_now(call.cx(), call.arg(0))),
            protocol: cx.string("http:"),
            get: cx.string("GET"),
        };
        CLIENT.set(Some(Rc::new(client)));
        Ok(())
    })?;
    binding.function("request", 2, |call: &Call| -> Result<Value> {
        let Ok(client) = client() else { return Ok(Value::UNDEFINED) };
        Ok(client.request(call.cx(), call.arg(0), call.arg(1))?.unwrap_or(Value::UNDEFINED))
    })
}

fn client() -> Result<Rc<Client>> {
    CLIENT.with_borrow(Clone::clone).ok_or_else(|| Error::type_error("no connection was kept yet"))
}

/// `request.end()` on the kept connection `native`, of a request of which nothing was written. False, and nothing was done,
/// if a script has to.
pub(super) fn end(cx: Cx, request: &Value, native: &Value) -> Result<bool> {
    match (native.native::<KeptConnection>(), client()) {
        (Some(connection), Ok(client)) => client.end(cx, request, connection),
        _ => Ok(false),
    }
}

/// The options of a request that has no others.
struct Plain {
    host: Value,
    method: Value,
    path: Value,
    headers: Value,
    agent: Value,
    /// `host:port`
    authority: String,
    is_default_port: bool,
    is_bodiless: bool,
}

impl Client {
    fn request(&self, cx: Cx, options: &Value, callback: &Value) -> Result<Option<Value>> {
        if !(callback.is_undefined() || callback.is_function()) || self.is_watched(cx)? {
            return Ok(None);
        }
        let Some(plain) = self.plain(cx, options)? else { return Ok(None) };
        if !self.is_usual(cx, &plain.agent)? {
            return Ok(None);
        }
        let free_sockets = cx.get_atom(&plain.agent, &self.keys.free_sockets)?;
        let name = cx.atom(&format!("{}:", plain.authority));
        let free = cx.get_atom(&free_sockets, &name)?;
        if !free.is_array() || cx.length(&free)? == 0 {
            return Ok(None);
        }
        let is_first = matches!(&*cx.text(&cx.get_atom(&plain.agent, &self.keys.scheduling)?)?, b"fifo");
        let at = if is_first { 0 } else { cx.length(&free)? - 1 };
        let socket = cx.get_index(&free, at)?;
        let kept = cx.get_atom(&socket, &self.keys.kept)?;
        let Some(connection) = kept.native::<KeptConnection>().filter(|connection| connection.is_open()) else {
            return Ok(None);
        };
        let Some(fields) = self.fields(cx, &plain)? else { return Ok(None) };
        // Nothing that follows can fail.
        cx.invoke(&free, if is_first { "shift" } else { "pop" }, &[])?;
        if cx.length(&free)? == 0 {
            cx.delete_atom(&free_sockets, &name)?;
        }
        let sockets = cx.get_atom(&plain.agent, &self.keys.sockets)?;
        let used = cx.get_atom(&sockets, &name)?;
        if used.is_array() {
            let length = cx.length(&used)?;
            cx.define_index(&used, length, socket)?;
        } else {
            cx.set_atom(&sockets, &name, cx.array([socket]))?;
        }
        let request = self.make(cx, &plain, fields, callback)?;
        connection.reference();
        cx.set_atom(&kept, &self.keys.request, request.clone())?;
        cx.set_atom(&kept, &self.keys.response, Value::NULL)?;
        cx.set_atom(&kept, &self.keys.is_attached, Value::from(false))?;
        cx.set_atom(&kept, &self.keys.is_released, Value::from(false))?;
        cx.call(&self.tick, &Value::UNDEFINED, &[self.attach.clone(), kept])?;
        Ok(Some(request))
    }

    /// Whether the making of a request is watched, by async hooks, domains or a diagnostics channel.
    fn is_watched(&self, cx: Cx) -> Result<bool> {
        Ok(!cx.get_atom(&self.tracking, &self.keys.tracker)?.is_null()
            || !cx.get_atom(&self.emitter, &self.keys.init)?.is(&self.emitter_init)
            || self.watchers.are_there(cx)?)
    }

    /// The tick in which a request has its connection.
    fn attach_now(&self, cx: Cx, kept: &Value) -> Result<Value> {
        let keys = &self.keys;
        let request = cx.get_atom(kept, &keys.request)?;
        let Some(connection) = kept.native::<KeptConnection>().filter(|_| request.is_object()) else {
            return cx.call(&self.attach_scripted, &Value::UNDEFINED, &[kept.clone()]);
        };
        if !connection.is_open() || !self.is_ordinary(cx, &request)? {
            return cx.call(&self.attach_scripted, &Value::UNDEFINED, &[kept.clone()]);
        }
        cx.set_atom(kept, &keys.is_attached, Value::from(true))?;
        cx.set_atom(&request, &keys.socket_key, cx.get_atom(kept, &keys.socket)?)?;
        cx.set_atom(&request, &keys.native, kept.clone())?;
        cx.set_atom(&request, &keys.transport, self.kept_transport.clone())?;
        connection.expect(cx, &*cx.text(&cx.get_atom(&request, &keys.method)?)? == b"HEAD");
        Ok(Value::UNDEFINED)
    }

    /// Whether a request that was made here is still one that nobody watches, and has written nothing.
    fn is_ordinary(&self, cx: Cx, request: &Value) -> Result<bool> {
        let (keys, bits) = (&self.keys, &self.bits);
        let state = cx.get_atom(request, &keys.bits)?.as_i32().unwrap_or(0);
        let state = state & (bits.made_kept | bits.destroyed | bits.finished | bits.wants_drain);
        Ok(state == bits.made_kept
            && cx.get_atom(request, &keys.transport)?.is(&self.stream_transport)
            && cx.get_atom(request, &keys.emit)?.is(&self.emit)
            && cx.get_atom(&cx.get_atom(request, &keys.events)?, &keys.socket)?.is_undefined()
            && cx.get_atom(request, &keys.timeout_callback)?.is_null()
            && cx.get_atom(request, &keys.corked)?.as_i32() == Some(0)
            && cx.get_atom(request, &keys.headers_max)?.is_null()
            && cx.get_atom(request, &keys.queue)?.is_null()
            && !self.is_watched(cx)?)
    }

    /// Whether a program has put other functions in the place of those that write a head.
    fn is_patched(&self, cx: Cx, request: &Value) -> Result<bool> {
        let keys = &self.keys;
        let own = [
            (&keys.implicit_header, &self.implicit_header),
            (&keys.store_header, &self.store_header),
            (&keys.send, &self.send),
        ];
        Ok(!has_own_functions(cx, request, &own)?)
    }

    fn end(&self, cx: Cx, request: &Value, connection: &KeptConnection) -> Result<bool> {
        let (keys, bits) = (&self.keys, &self.bits);
        let state = cx.get_atom(request, &keys.bits)?.as_i32().unwrap_or(0);
        let is_usual = state & (bits.finished | bits.destroyed | bits.strict_length) == 0
            && cx.get_atom(request, &keys.head)?.is_null()
            && cx.get_atom(request, &keys.corked)?.as_i32() == Some(0)
            && cx.get_atom(request, &keys.unique_headers)?.is_null()
            && cx.text(&cx.get_atom(request, &keys.trailer)?)?.is_empty()
            && cx.get_atom(request, &keys.emit)?.is(&self.emit)
            && cx.get_atom(&cx.get_atom(request, &keys.events)?, &keys.prefinish)?.is_undefined()
            && !self.is_patched(cx, request)?
            && !self.watchers.are_there(cx)?;
        if !is_usual {
            return Ok(false);
        }
        let pairs = [
            (bits.should_keep_alive, head_flag::KEEP_ALIVE),
            (bits.removed_connection, head_flag::REMOVED_CONNECTION),
            (bits.removed_length, head_flag::REMOVED_LENGTH),
            (bits.removed_encoding, head_flag::REMOVED_ENCODING),
            (bits.use_chunked, send_flag::CHUNKS),
            (bits.has_body, send_flag::BODY),
        ];
        let flags = pairs.iter().fold(0, |flags, (bit, flag)| if state & bit != 0 { flags | flag } else { flags });
        let fields = cx.get_atom(request, &keys.out_headers)?;
        let line = [&cx.get_atom(request, &keys.method)?, &cx.get_atom(request, &keys.own_path)?];
        let Some(left) = connection.send(cx, line, &fields, flags, &Value::UNDEFINED)? else { return Ok(false) };
        cx.set_atom(request, &keys.content_length, Value::from(0))?;
        cx.set_atom(request, &keys.head, if fields.is_nullish() { self.no_fields.clone() } else { fields })?;
        cx.set_atom(request, &keys.bits, Value::from(state | bits.finished | bits.header_sent))?;
        if left == 0 {
            cx.call(&self.tick, &Value::UNDEFINED, &[self.finish.clone(), request.clone()])?;
        } else {
            cx.call(&self.onleft, &Value::UNDEFINED, &[request.clone(), Value::from(left)])?;
        }
        Ok(true)
    }

    fn plain(&self, cx: Cx, options: &Value) -> Result<Option<Plain>> {
        if !options.is_object() || options.is_function() || options.is_array() {
            return Ok(None);
        }
        let keys = &self.keys;
        let (mut host, mut hostname, mut port) = (Value::UNDEFINED, Value::UNDEFINED, Value::UNDEFINED);
        let (mut method, mut path, mut headers) = (self.get.clone(), Value::UNDEFINED, Value::UNDEFINED);
        let mut agent = Value::UNDEFINED;
        for own in cx.own_keys(options, true, true)? {
            // Undefined for an accessor, which the scripts call.
            let value = cx.get_own_atom(options, &own.key)?;
            let is = |key: &Atom| own.key.is(key);
            let target = if is(&keys.host) {
                &mut host
            } else if is(&keys.hostname) {
                &mut hostname
            } else if is(&keys.port) {
                &mut port
            } else if is(&keys.method) {
                &mut method
            } else if is(&keys.path) {
                &mut path
            } else if is(&keys.headers) {
                &mut headers
            } else if is(&keys.agent) {
                &mut agent
            } else {
                return Ok(None);
            };
            if value.is_nullish() {
                return Ok(None);
            }
            *target = value;
        }
        if agent.is_undefined() {
            agent = cx.get_atom(&self.agent_module, &keys.global_agent)?;
        }
        let host = if hostname.is_undefined() { host } else { hostname };
        if !host.is_string() || !method.is_string() || !path.is_string() || !agent.is_object() {
            return Ok(None);
        }
        let is_usual = |text: &[u8]| !text.is_empty() && text.iter().all(|byte| matches!(byte, 0x21..=0x7e));
        let name = cx.text(&host)?;
        let number = if port.is_string() || port.as_i32().is_some() { cx.to_string(&port)? } else { return Ok(None) };
        let verb = cx.text(&method)?;
        // As `GET`: a token in upper case.
        let is_verb = !verb.is_empty() && verb.iter().all(u8::is_ascii_uppercase);
        if !is_usual(&name) || name.contains(&b':') || !is_usual(&cx.text(&path)?) || !is_verb || &*verb == b"CONNECT" {
            return Ok(None);
        }
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) || number == "0" {
            return Ok(None);
        }
        let is_bodiless = matches!(&*verb, b"GET" | b"HEAD" | b"DELETE" | b"OPTIONS" | b"TRACE");
        let authority = format!("{}:{number}", name.to_utf8());
        let is_default_port = number.parse() == Ok(80);
        drop((name, verb));
        Ok(Some(Plain { host, method, path, headers, agent, authority, is_default_port, is_bodiless }))
    }

    /// Whether an agent keeps connections, finds them by host and port alone, and does so by Node's own methods.
    fn is_usual(&self, cx: Cx, agent: &Value) -> Result<bool> {
        let keys = &self.keys;
        let methods = [
            (&keys.add_request, &self.add_request),
            (&keys.reuse_socket, &self.reuse_socket),
            (&keys.get_name, &self.get_name),
        ];
        let of_request = [(&keys.on_socket, &self.on_socket), (&keys.set_header, &self.set_header)];
        if !has_own_functions(cx, agent, &methods)? || !has_own_functions(cx, &self.request, &of_request)? {
            return Ok(false);
        }
        let is_http = cx.prototype(agent)?.is(&self.agent_prototype)
            && cx.get_atom(agent, &keys.keep_alive)?.as_bool() == Some(true)
            && cx.get_atom(agent, &keys.default_port)?.as_i32() == Some(80)
            && cx.get_atom(agent, &keys.proxy_config)?.is_undefined()
            && cx.get_atom(agent, &keys.protocol)?.same(&self.protocol);
        if !is_http {
            return Ok(false);
        }
        let options = cx.get_atom(agent, &keys.options)?;
        for key in
            [&keys.host, &keys.port, &keys.local_address, &keys.family, &keys.socket_path, &keys.high_water_mark]
        {
            if cx.has_own(&options, key)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The fields as `setHeader` keeps them, and `Host`.
    fn fields(&self, cx: Cx, plain: &Plain) -> Result<Option<Value>> {
        let fields = cx.null_object();
        let mut has_host = false;
        if !plain.headers.is_undefined() {
            if !plain.headers.is_object() || plain.headers.is_array() || plain.headers.is_function() {
                return Ok(None);
            }
            for own in cx.own_keys(&plain.headers, false, true)? {
                let value = cx.get_own_atom(&plain.headers, &own.key)?;
                let name = cx.key_value(&own.key);
                let text = cx.text(&name)?;
                let lower = text.to_ascii_lowercase();
                if !is_valid_name(&text) || !is_plain_value(cx, &value)? || lower == b"expect" || lower == b"trailer" {
                    return Ok(None);
                }
                if lower == b"host" {
                    if has_host || !value.is_string() || cx.text(&value)?.is_empty() {
                        return Ok(None);
                    }
                    has_host = true;
                }
                let key = if lower == *text { own.key } else { cx.atom(&String::from_utf8_lossy(&lower)) };
                drop(text);
                cx.define_atom(&fields, &key, cx.array([name, value]))?;
            }
        }
        if !has_host {
            let value = self.authority(cx, plain);
            cx.define_atom(&fields, &self.keys.host, cx.array([cx.string("Host"), value]))?;
        }
        Ok(Some(fields))
    }

    fn authority(&self, cx: Cx, plain: &Plain) -> Value {
        if plain.is_default_port { plain.host.clone() } else { cx.string(&plain.authority) }
    }

    fn make(&self, cx: Cx, plain: &Plain, fields: Value, callback: &Value) -> Result<Value> {
        let keys = &self.keys;
        let request = cx.clone_template(&self.request)?;
        let mut bits = self.bits.initial | self.bits.made_kept;
        if plain.is_bodiless {
            bits &= !self.bits.use_chunked;
        }
        let events = cx.clone_template(&self.events)?;
        if callback.is_function() {
            bits |= self.bits.once_response;
            cx.set_atom(&events, &keys.response, callback.clone())?;
            cx.set_atom(&request, &keys.listener, callback.clone())?;
            cx.set_atom(&request, &keys.events_count, Value::from(1))?;
        }
        cx.set_atom(&request, &keys.events, events)?;
        cx.set_atom(&request, &keys.agent, plain.agent.clone())?;
        cx.set_atom(&request, &keys.method, plain.method.clone())?;
        cx.set_atom(&request, &keys.own_path, plain.path.clone())?;
        cx.set_atom(&request, &keys.host, plain.host.clone())?;
        cx.set_atom(&request, &keys.authority, self.authority(cx, plain))?;
        cx.set_atom(&request, &keys.bits, Value::from(bits))?;
        cx.set_atom(&request, &keys.out_headers, fields)?;
        cx.set_atom(&request, &keys.reused_socket, Value::from(true))?;
        Ok(request)
    }
}

/// A string, a number, or a list of strings, all of them ASCII.
fn is_plain_value(cx: Cx, value: &Value) -> Result<bool> {
    let is_text = |value: &Value| -> Result<bool> {
        if !value.is_string() {
            return Ok(false);
        }
        let text = cx.text(value)?;
        Ok(text.is_ascii() && is_valid_value(&text))
    };
    if value.as_f64().is_some() {
        return Ok(true);
    }
    if !value.is_array() {
        return is_text(value);
    }
    for element in cx.elements(value)? {
        if !is_text(&element)? {
            return Ok(false);
        }
    }
    Ok(true)
}
