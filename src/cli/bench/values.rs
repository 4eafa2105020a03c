//! Values as the command line writes them: times, rates, headers, URLs.

use std::time::Duration;

use crate::lab::load::{DURATION_MAX, RATE_MAX};

/// `10s`, `500ms`, `250us`, `2m`; seconds without a unit.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = match &text[digits..] {
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("{text:?} is no time such as 10s or 500ms")),
    };
    let seconds: f64 = text[..digits].parse().map_err(|_| format!("{text:?} is no time such as 10s or 500ms"))?;
    let seconds = seconds * unit;
    if seconds > DURATION_MAX.as_secs_f64() {
        return Err(format!("{text} is longer than a day"));
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// As [`time`], and not nothing.
pub(super) fn positive_time(text: &str) -> Result<Duration, String> {
    time(text).and_then(|time| if time.is_zero() { Err("must be more than 0".to_owned()) } else { Ok(time) })
}

/// `2000`, `2k`, `1.5m`.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 1e3),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 1e6),
        _ => (text, 1.0),
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match digits.parse::<f64>() {
        Ok(number) if plain => Ok(number * unit),
        _ => Err(format!("{text:?} is no number such as 2000 or 2k")),
    }
}

/// A whole number in a range.
pub(super) fn whole(min: u64, max: u64) -> impl Fn(&str) -> Result<u64, String> {
    move |text| match number(text)? {
        value if value.fract() == 0.0 && value >= min as f64 && value <= max as f64 => Ok(value as u64),
        _ => Err(format!("must be a whole number from {min} to {max}, not {text}")),
    }
}

/// Requests a second.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    match number(text)? {
        rate if rate > 0.0 && rate <= RATE_MAX => Ok(rate),
        _ => Err(format!("must be more than 0 and at most {RATE_MAX} a second, not {text}")),
    }
}

/// `1k,2k,5k`.
pub(super) fn rates(text: &str) -> Result<Vec<f64>, String> {
    text.split(',').map(str::trim).map(rate).collect()
}

/// `Name: value`.
pub(super) fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or_else(|| format!("--header: {text:?} is no header: NAME: VALUE"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// A URL as the generator needs it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Place {
    /// With its port, as the `Host` field has it.
    pub(super) host: String,
    pub(super) hostname: String,
    pub(super) port: u16,
    /// Path and query.
    pub(super) target: String,
}

/// `http://host:port/path?query`; what lacks `http://` gets it.
pub(super) fn url(text: &str, is_template: bool) -> Result<Place, String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = ada_url::Url::parse(whole.as_str(), None).map_err(|_| format!("{text:?} is no URL"))?;
    match url.protocol() {
        "http:" => {}
        "https:" => {
            return Err(format!("{text}: https: is not supported: rnode bench speaks HTTP/1.1 without TLS"));
        }
        other => return Err(format!("{text}: {other} is not supported, only http:")),
    }
    if url.has_credentials() {
        return Err(format!("{text}: a name and a password belong into --header 'Authorization: …'"));
    }
    let mut target = format!("{}{}", url.pathname(), url.search());
    if is_template {
        target = target.replace("%7B%7B", "{{").replace("%7D%7D", "}}");
    }
    let port = if url.port().is_empty() { 80 } else { url.port().parse().map_err(|_| format!("{text:?} is no URL"))? };
    Ok(Place { host: url.host().to_owned(), hostname: url.hostname().to_owned(), port, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_have_units() {
        assert_eq!(time("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(time("250us"), Ok(Duration::from_micros(250)));
        assert_eq!(time("2"), Ok(Duration::from_secs(2)));
        assert_eq!(number("2.5k"), Ok(2500.0));
        assert_eq!(rates("1k, 2k"), Ok(vec![1000.0, 2000.0]));
        for bad in ["", "s", "-1s", "1x", "1e3", "inf", "nan", "1..2"] {
            assert!(time(bad).is_err() && number(bad).is_err(), "{bad}");
        }
        assert!(time("25h").is_err() && positive_time("0").is_err() && rate("0").is_err());
        assert_eq!(whole(1, 10)("11").unwrap_err(), "must be a whole number from 1 to 10, not 11");
    }

    #[test]
    fn urls_are_taken_apart() {
        let place = url("localhost:3000/a b?c={{n}}", true).unwrap();
        assert_eq!((place.host.as_str(), place.port), ("localhost:3000", 3000));
        assert_eq!(place.target, "/a%20b?c={{n}}");
        assert_eq!(url("http://h/{{n}}", true).unwrap().target, "/{{n}}");
        assert_eq!(url("http://[::1]/", false).unwrap().hostname, "[::1]");
        assert!(url("https://h/", false).unwrap_err().contains("without TLS"));
        assert!(url("ftp://h/", false).is_err() && url("http://", false).is_err());
    }
}
