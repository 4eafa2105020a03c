//! The native class `ChannelWrap`, on which `Resolver` stands.

use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use hickory_proto::rr::{Name, RecordType};

use super::channel::{Channel, DNS_PORT, hosts_names};
use super::query::{Outcome, Query};
use super::records;
use crate::engine::{Binding, Call, Class, Cx, Error, Result, Value};
use crate::runtime::{self, Hold, door};

struct ChannelWrap(Rc<Channel>);

impl Class for ChannelWrap {
    const NAME: &'static str = "ChannelWrap";
}

/// c-ares' status for servers that cannot be changed now.
const SERVERS_IN_USE: i32 = -1000;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<ChannelWrap>(|proto| {
        proto.method("query", 3, query)?;
        proto.method("getHostByAddr", 2, get_host_by_addr)?;
        proto.method("getServers", 0, get_servers)?;
        proto.method("setServers", 1, set_servers)?;
        proto.method("setLocalAddress", 2, set_local_address)?;
        proto.method("cancel", 0, |call: &Call| -> Result<()> {
            channel(call)?.cancel();
            Ok(())
        })
    })?;
    // `new ChannelWrap(timeout, tries, maxTimeout)`
    let constructor = cx.constructor::<ChannelWrap, _>(3, |call: &Call| {
        Ok(ChannelWrap(Rc::new(Channel::new(call.i32(0)?, call.u32(1)?, call.u32(2)?))))
    })?;
    binding.value("ChannelWrap", constructor)
}

fn channel<'a>(call: &Call<'a>) -> Result<&'a Rc<Channel>> {
    Ok(&call.this_as::<ChannelWrap>()?.0)
}

/// What a callback is told of an outcome.
type Values = fn(Cx, Outcome, RecordType) -> Result<Vec<Value>>;

/// Tells a callback `(code or null, ...values)`, in the async context of now.
fn teller(call: &Call, callback: usize) -> impl FnOnce(Outcome, Values, RecordType) + 'static {
    let (callback, context) = (call.arg(callback).clone(), call.cx().async_context());
    move |outcome, values, kind| {
        door::enter_in(&context, |cx| {
            let args = values(cx, outcome, kind)?;
            cx.call(&callback, &Value::UNDEFINED, &args)
        });
    }
}

fn code(cx: Cx, code: &str) -> Vec<Value> {
    vec![cx.string(code)]
}

fn answer_values(cx: Cx, outcome: Outcome, kind: RecordType) -> Result<Vec<Value>> {
    let message = match outcome {
        Ok(message) => message,
        Err(failure) => return Ok(code(cx, failure)),
    };
    let answer = records::answer(cx, &message, kind)?;
    if answer.is_undefined() {
        return Ok(code(cx, "ENODATA"));
    }
    Ok(vec![Value::NULL, answer, records::times_to_live(cx, &message, kind)])
}

/// `query(type, name, callback)`: `callback(null, records, timesToLive)` or `callback(code)`.
fn query(call: &Call) -> Result<()> {
    let kind: RecordType = call.string(0)?.parse().map_err(|_| Error::type_error("no such type of record"))?;
    let tell = teller(call, 2);
    start(channel(call)?, &call.string(1)?, kind, move |outcome| tell(outcome, answer_values, kind));
    Ok(())
}

fn start(channel: &Rc<Channel>, name: &str, kind: RecordType, done: impl FnOnce(Outcome) + 'static) {
    let done = Rc::new(std::cell::RefCell::new(Some(done)));
    let later = done.clone();
    let finish = move |outcome| {
        let done = later.take();
        if let Some(done) = done {
            done(outcome);
        }
    };
    if let Err(failure) = Query::start(channel, name, kind, finish) {
        let hold = Hold::named("QUERYWRAP");
        runtime::current().on_ending(move |_| {
            drop(hold);
            let done = done.take();
            if let Some(done) = done {
                done(Err(failure));
            }
        });
    }
}

/// Whatever keeps the servers from telling: the address has no name.
fn name_values(cx: Cx, outcome: Outcome, kind: RecordType) -> Result<Vec<Value>> {
    let outcome = outcome.map_err(|code| if code == "ECANCELLED" { code } else { "ENOTFOUND" });
    let mut values = answer_values(cx, outcome, kind)?;
    values.truncate(2);
    Ok(values)
}

/// `getHostByAddr(address, callback)`: false for what is no address.
fn get_host_by_addr(call: &Call) -> Result<bool> {
    let Ok(address) = call.string(0)?.parse::<IpAddr>() else { return Ok(false) };
    let tell = teller(call, 1);
    if let Some(names) = hosts_names(address) {
        let (callback, context) = (call.arg(1).clone(), call.cx().async_context());
        let hold = Hold::named("QUERYWRAP");
        runtime::current().on_ending(move |_| {
            drop(hold);
            door::enter_in(&context, |cx| {
                let names = cx.array(names.iter().map(|name| cx.string(name)));
                cx.call(&callback, &Value::UNDEFINED, &[Value::NULL, names])
            });
        });
        return Ok(true);
    }
    let name = Name::from(address).to_ascii();
    start(channel(call)?, &name, RecordType::PTR, move |outcome| tell(outcome, name_values, RecordType::PTR));
    Ok(true)
}

/// `getServers()`: an array of `[address, port]`.
fn get_servers(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let servers = channel(call)?.servers();
    Ok(cx.array(servers.iter().map(|server| {
        cx.array([cx.string(&server.ip().to_string()), Value::from(u32::from(server.port()))])
    })))
}

/// `setServers([family, address, port]…)`: a status.
fn set_servers(call: &Call) -> Result<i32> {
    let (cx, channel) = (call.cx(), channel(call)?);
    if channel.has_queries() {
        return Ok(SERVERS_IN_USE);
    }
    let mut servers = Vec::new();
    for entry in cx.elements(call.arg(0))? {
        let parts = cx.elements(&entry)?;
        let text = parts.get(1).map(|text| cx.text(text)).transpose()?.map(|text| text.to_utf8().into_owned());
        let port = parts.get(2).and_then(Value::as_i32).unwrap_or(DNS_PORT.into());
        let ip = text.and_then(|text| text.parse::<IpAddr>().ok());
        let server = ip.map(|ip| SocketAddr::new(ip, if port == 0 { DNS_PORT } else { port as u16 }));
        servers.extend(server.filter(|server| !servers.contains(server)));
    }
    channel.set_servers(servers);
    Ok(0)
}

/// `setLocalAddress(first, second)`: addresses, of which one may be left out; throws as Node does.
fn set_local_address(call: &Call) -> Result<()> {
    let invalid = |message: &str| Error::coded(crate::engine::ErrorClass::TypeError, "ERR_INVALID_ARG_VALUE", message);
    let parse = |index: usize| -> Result<Option<IpAddr>> {
        if call.arg(index).is_undefined() {
            return Ok(None);
        }
        call.string(index)?.parse().map(Some).map_err(|_| invalid("Invalid IP address."))
    };
    let (v4, v6) = match (parse(0)?, parse(1)?) {
        (Some(IpAddr::V4(_)), Some(IpAddr::V4(_))) => return Err(invalid("Cannot specify two IPv4 addresses.")),
        (Some(IpAddr::V6(_)), Some(IpAddr::V6(_))) => return Err(invalid("Cannot specify two IPv6 addresses.")),
        (Some(IpAddr::V4(v4)), Some(IpAddr::V6(v6))) | (Some(IpAddr::V6(v6)), Some(IpAddr::V4(v4))) => {
            (Some(v4), Some(v6))
        }
        (Some(IpAddr::V4(v4)), None) | (None, Some(IpAddr::V4(v4))) => (Some(v4), None),
        (Some(IpAddr::V6(v6)), None) | (None, Some(IpAddr::V6(v6))) => (None, Some(v6)),
        (None, None) => (None, None),
    };
    channel(call)?.set_local(v4, v6);
    Ok(())
}
