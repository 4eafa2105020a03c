//! Dates of other calendars, through ICU4X.

use icu_calendar::types::YearInfo;
use icu_calendar::{AnyCalendar, AnyCalendarKind, Date};

use crate::engine::{Call, Error, Result, Value};

/// `calendarDate(calendar, year, month, day)`: the ISO date as `[year, month, day, era]` of that calendar; the era is
/// ICU4X's name for it.
pub(super) fn calendar_date(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let name = call.string(0)?;
    let kind = match name.as_str() {
        "buddhist" => AnyCalendarKind::Buddhist,
        "japanese" => AnyCalendarKind::Japanese,
        "islamic-civil" => AnyCalendarKind::HijriTabularTypeIIFriday,
        "islamic-tbla" => AnyCalendarKind::HijriTabularTypeIIThursday,
        "islamic-umalqura" => AnyCalendarKind::HijriUmmAlQura,
        "persian" => AnyCalendarKind::Persian,
        _ => return Err(Error::range_error(format!("Invalid calendar : {name}"))),
    };
    let out_of_range = |_| Error::range_error("Invalid time value");
    // Months and days are small numbers of the caller's own arithmetic.
    let iso = Date::try_new_iso(call.i32(1)?, call.i32(2)? as u8, call.i32(3)? as u8).map_err(out_of_range)?;
    let date = iso.to_calendar(AnyCalendar::new(kind));
    let (year, era) = match date.year() {
        YearInfo::Era(year) => (year.year, year.era.to_string()),
        _ => (date.year().extended_year(), String::new()),
    };
    let month = f64::from(date.month().ordinal);
    Ok(cx.array([f64::from(year).into(), month.into(), f64::from(date.day_of_month().0).into(), cx.string(&era)]))
}
