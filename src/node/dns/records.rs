//! Answers as `dns.resolve*` gives them.

use hickory_proto::op::Message;
use hickory_proto::rr::rdata::{CAA, NAPTR, SOA, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use crate::engine::{Cx, Result, Value};

/// The records of a type; all of them, each with its type, for `ANY`. Undefined when there is none.
pub fn answer(cx: Cx, message: &Message, kind: RecordType) -> Result<Value> {
    let mut values = Vec::new();
    for record in message.answers() {
        if kind == RecordType::ANY {
            if let Some(value) = typed(cx, record)? {
                values.push(value);
            }
        } else if record.record_type() == kind {
            values.push(plain(cx, record.data())?);
        }
    }
    if values.is_empty() {
        return Ok(Value::UNDEFINED);
    }
    // There is but one start of authority.
    Ok(if kind == RecordType::SOA { values.swap_remove(0) } else { cx.array(values) })
}

/// The times to live of the records of a type.
pub fn times_to_live(cx: Cx, message: &Message, kind: RecordType) -> Value {
    let records = message.answers().iter().filter(|record| record.record_type() == kind);
    cx.array(records.map(|record| Value::from(record.ttl())))
}

/// As Node has them: some say their type, and some have an undefined one.
fn plain(cx: Cx, data: &RData) -> Result<Value> {
    Ok(match data {
        RData::A(address) => cx.string(&address.to_string()),
        RData::AAAA(address) => cx.string(&address.to_string()),
        RData::CNAME(target) => name(cx, target),
        RData::NS(target) => name(cx, target),
        RData::PTR(target) => name(cx, target),
        RData::TXT(text) => cx.array(text.iter().map(|part| cx.string_latin1(part))),
        RData::MX(mx) => object(cx, &[
            ("exchange", name(cx, mx.exchange())),
            ("priority", Value::from(u32::from(mx.preference()))),
            ("type", cx.string("MX")),
        ])?,
        RData::SRV(srv) => service(cx, srv)?,
        RData::NAPTR(naptr) => pointer(cx, naptr)?,
        RData::SOA(soa) => authority(cx, soa)?,
        RData::CAA(caa) => authorization(cx, caa)?,
        RData::TLSA(tlsa) => object(cx, &[
            ("certUsage", Value::from(u32::from(u8::from(tlsa.cert_usage())))),
            ("selector", Value::from(u32::from(u8::from(tlsa.selector())))),
            ("match", Value::from(u32::from(u8::from(tlsa.matching())))),
            ("data", cx.array_buffer(tlsa.cert_data().to_vec())?),
        ])?,
        _ => Value::UNDEFINED,
    })
}

/// A record of `resolveAny`; none for types that it does not tell.
fn typed(cx: Cx, record: &Record) -> Result<Option<Value>> {
    let data = record.data();
    let value = plain(cx, data)?;
    let object = match data {
        RData::A(_) | RData::AAAA(_) => object(cx, &[("address", value), ("ttl", Value::from(record.ttl()))])?,
        RData::TXT(_) => object(cx, &[("entries", value)])?,
        RData::CNAME(_) | RData::NS(_) | RData::PTR(_) => object(cx, &[("value", value)])?,
        _ if value.is_undefined() => return Ok(None),
        _ => value,
    };
    cx.set(&object, "type", cx.string(&record.record_type().to_string()))?;
    Ok(Some(object))
}

fn object(cx: Cx, fields: &[(&str, Value)]) -> Result<Value> {
    let object = cx.object();
    for (name, value) in fields {
        cx.set(&object, name, value.clone())?;
    }
    Ok(object)
}

/// A name without the root's dot.
fn name(cx: Cx, name: &Name) -> Value {
    let text = name.to_ascii();
    cx.string(text.strip_suffix('.').unwrap_or(&text))
}

fn service(cx: Cx, srv: &SRV) -> Result<Value> {
    object(cx, &[
        ("name", name(cx, srv.target())),
        ("port", Value::from(u32::from(srv.port()))),
        ("priority", Value::from(u32::from(srv.priority()))),
        ("weight", Value::from(u32::from(srv.weight()))),
        ("type", cx.string("SRV")),
    ])
}

fn pointer(cx: Cx, naptr: &NAPTR) -> Result<Value> {
    object(cx, &[
        ("flags", cx.string_latin1(naptr.flags())),
        ("service", cx.string_latin1(naptr.services())),
        ("regexp", cx.string_latin1(naptr.regexp())),
        ("replacement", name(cx, naptr.replacement())),
        ("order", Value::from(u32::from(naptr.order()))),
        ("preference", Value::from(u32::from(naptr.preference()))),
        ("type", Value::UNDEFINED),
    ])
}

fn authority(cx: Cx, soa: &SOA) -> Result<Value> {
    object(cx, &[
        ("nsname", name(cx, soa.mname())),
        ("hostmaster", name(cx, soa.rname())),
        ("serial", Value::from(soa.serial())),
        ("refresh", Value::from(soa.refresh())),
        ("retry", Value::from(soa.retry())),
        ("expire", Value::from(soa.expire())),
        ("minttl", Value::from(soa.minimum())),
        ("type", Value::UNDEFINED),
    ])
}

fn authorization(cx: Cx, caa: &CAA) -> Result<Value> {
    object(cx, &[
        ("critical", Value::from(u32::from(caa.flags()))),
        ("type", cx.string("CAA")),
        (caa.tag().as_str(), cx.string_latin1(caa.raw_value())),
    ])
}
