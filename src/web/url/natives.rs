//! The binding `url`: the parser that Node uses, behind Node's own functions.

use ada_url::{Idna, Url};

use super::form;
use crate::engine::{Binding, Call, Error, Fields, Result};

/// Where `parse` and `update` leave the parts of the URL that they have made, for the script to read.
const COMPONENTS: &str = "urlComponents";
const COMPONENT_COUNT: usize = 9;
/// An offset or port that a URL does not have.
const OMITTED: u32 = u32::MAX;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value(COMPONENTS, Fields::new(binding.cx(), COMPONENT_COUNT)?.array())?;
    binding.function("parse", 3, parse)?;
    binding.function("canParse", 2, can_parse)?;
    binding.function("update", 3, update)?;
    binding.function("format", 5, format)?;
    binding.function("parseQuery", 1, form::parse_query)?;
    binding.function("serializeQuery", 1, form::serialize_query)?;
    binding.function("percentDecode", 1, form::percent_decode)?;
    binding.function("domainToASCII", 1, |call: &Call| -> Result<String> { Ok(domain(call)?.unwrap_or_default()) })?;
    binding.function("domainToUnicode", 1, |call: &Call| -> Result<String> {
        Ok(domain(call)?.map(|ascii| Idna::unicode(&ascii)).unwrap_or_default())
    })
}

fn base(call: &Call) -> Result<Option<String>> {
    if call.arg(1).is_undefined() { Ok(None) } else { call.string(1).map(Some) }
}

/// `parse(input, base)`: the href, or undefined for what is no URL.
fn parse(call: &Call) -> Result<Option<String>> {
    let (input, base) = (call.string(0)?, base(call)?);
    let Ok(url) = Url::parse(input, base.as_deref()) else { return Ok(None) };
    describe(call, &url)?;
    Ok(Some(url.href().to_owned()))
}

fn can_parse(call: &Call) -> Result<bool> {
    Ok(Url::can_parse(&call.string(0)?, base(call)?.as_deref()))
}

/// Writes the components into the array of the binding, which is the receiver. An href is ASCII, so that its
/// offsets in bytes are those in UTF-16 units.
fn describe(call: &Call, url: &Url) -> Result<()> {
    let parts = url.components();
    let numbers: [u32; COMPONENT_COUNT] = [
        parts.protocol_end,
        parts.username_end,
        parts.host_start,
        parts.host_end,
        parts.port.unwrap_or(OMITTED),
        parts.pathname_start.unwrap_or(OMITTED),
        parts.search_start.unwrap_or(OMITTED),
        parts.hash_start.unwrap_or(OMITTED),
        url.scheme_type() as u32,
    ];
    let array = call.cx().get(call.this(), COMPONENTS)?;
    let cells = call.cx().bytes(&array).ok_or_else(|| Error::type_error("Illegal invocation"))?;
    for (cell, number) in cells.chunks_exact_mut(size_of::<u32>()).zip(numbers) {
        cell.copy_from_slice(&number.to_ne_bytes());
    }
    Ok(())
}

/// `update(href, part, value)`: the new href, or false where the parser refuses the value.
fn update(call: &Call) -> Result<crate::engine::Value> {
    let (href, part, value) = (call.string(0)?, call.i32(1)?, call.string(2)?);
    let Ok(mut url) = Url::parse(href, None) else { return Ok(false.into()) };
    let text = Some(value.as_str());
    // The numbers are `urlUpdateActions` in url.js.
    let accepted = match part {
        0 => url.set_protocol(&value).is_ok(),
        1 => url.set_host(text).is_ok(),
        2 => url.set_hostname(text).is_ok(),
        3 => url.set_port(text).is_ok(),
        4 => url.set_username(text).is_ok(),
        5 => url.set_password(text).is_ok(),
        6 => url.set_pathname(text).is_ok(),
        7 => {
            url.set_search(text);
            true
        }
        8 => {
            url.set_hash(text);
            true
        }
        9 => url.set_href(&value).is_ok(),
        _ => false,
    };
    if !accepted {
        return Ok(false.into());
    }
    describe(call, &url)?;
    Ok(call.cx().string(url.href()))
}

/// `format(href, fragment, unicode, search, auth)`: the href with or without some of its parts.
fn format(call: &Call) -> Result<String> {
    let href = call.string(0)?;
    let Ok(mut url) = Url::parse(&href, None) else { return Ok(href) };
    if !call.bool(1) {
        url.set_hash(None);
    }
    if !call.bool(3) {
        url.set_search(None);
    }
    if !call.bool(4) && url.has_credentials() {
        // Refused where there can be no credentials, and then there are none.
        let _ = url.set_username(Some(""));
        let _ = url.set_password(Some(""));
    }
    let href = url.href();
    if !call.bool(2) || !url.has_hostname() {
        return Ok(href.to_owned());
    }
    let end = url.components().host_end as usize;
    let start = end - url.hostname().len();
    Ok(format!("{}{}{}", &href[..start], Idna::unicode(url.hostname()), &href[end..]))
}

/// A domain as a web page's URL would have it; `None` for what is no domain.
fn domain(call: &Call) -> Result<Option<String>> {
    let input = call.string(0)?;
    let mut url = Url::parse("ws://x", None).expect("this is a URL");
    Ok(url.set_hostname(Some(&input)).is_ok().then(|| url.hostname().to_owned()))
}
