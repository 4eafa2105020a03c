//! From values to places on an axis, and the marks along it.

use super::super::text::{count, three};

/// How an axis divides its room.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Scale {
    Linear { min: f64, max: f64 },
    /// Each factor of ten takes as much room as the next.
    Log { min: f64, max: f64 },
    /// Percentiles: each further nine takes as much room as the one before. `nines` at the end.
    Nines { nines: f64 },
}

impl Scale {
    /// One that holds all these positive values, logarithmic, from and to a mark.
    pub(super) fn log(values: impl Iterator<Item = f64>) -> Scale {
        let (mut min, mut max) = (f64::INFINITY, 0.0f64);
        for value in values.filter(|value| *value > 0.0) {
            (min, max) = (min.min(value), max.max(value));
        }
        if max == 0.0 {
            (min, max) = (1.0, 10.0);
        }
        let (min, mut max) = (mark_below(min), mark_above(max));
        // At least a factor of five, so that there are two marks.
        if max / min < 5.0 {
            max = mark_above(min * 5.0);
        }
        Scale::Log { min, max }
    }

    /// One from 0 that holds all these values.
    pub(super) fn linear(values: impl Iterator<Item = f64>) -> Scale {
        let max = values.fold(0.0, f64::max);
        Scale::Linear { min: 0.0, max: if max > 0.0 { max } else { 1.0 } }
    }

    /// Where a value is, 0 to 1; what is outside is drawn at the end.
    pub(super) fn place(self, value: f64) -> f64 {
        let share = match self {
            Scale::Linear { min, max } => (value - min) / (max - min),
            Scale::Log { min, max } => (value.max(min) / min).log10() / (max / min).log10(),
            Scale::Nines { nines } => -(1.0 - value / 100.0).max(1e-12).log10() / nines,
        };
        share.clamp(0.0, 1.0)
    }

    /// Values that are marked.
    pub(super) fn marks(self) -> Vec<f64> {
        match self {
            Scale::Linear { min, max } => {
                let step = mark_above((max - min) / 6.0);
                let first = (min / step).ceil() as i64;
                (first..).map(|at| at as f64 * step).take_while(|mark| *mark <= max * (1.0 + 1e-9)).collect()
            }
            Scale::Log { min, max } => {
                let decades = (max / min).log10();
                let steps: &[f64] = if decades > 3.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
                let (first, last) = (min.log10().floor() as i32, max.log10().ceil() as i32);
                let marks = (first..=last).flat_map(|power| steps.iter().map(move |step| step * 10f64.powi(power)));
                marks.filter(|mark| (min * 0.999..=max * 1.001).contains(mark)).collect()
            }
            Scale::Nines { nines } => {
                let most = nines.floor() as i32;
                let mut marks = vec![0.0, 50.0];
                marks.extend((1..=most).map(|nine| 100.0 - 100.0 / 10f64.powi(nine)));
                marks
            }
        }
    }
}

/// The greatest of 1, 2, 5, 10 … that is no greater.
fn mark_below(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let steps = [5.0, 2.0, 1.0];
    steps.iter().map(|step| step * power).find(|mark| *mark <= value * (1.0 + 1e-9)).unwrap_or(power)
}

/// The least that is no less.
fn mark_above(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.iter().map(|step| step * power).find(|mark| *mark >= value * (1.0 - 1e-9)).unwrap_or(power * 10.0)
}

/// A mark's text on an axis of times in microseconds.
pub(super) fn time_mark(us: f64) -> String {
    let (value, unit) = match us {
        us if us < 999.5 => (us, "µs"),
        us if us < 999_500.0 => (us / 1e3, "ms"),
        us => (us / 1e6, "s"),
    };
    format!("{} {unit}", short(value))
}

/// A mark's text on an axis of percentiles.
pub(super) fn percentile_mark(percentile: f64) -> String {
    format!("{} %", short(percentile))
}

/// A mark's text on an axis of rates.
pub(super) fn rate_mark(rate: f64) -> String {
    match rate {
        rate if rate >= 1e6 => format!("{}m", short(rate / 1e6)),
        rate if rate >= 1e4 => format!("{}k", short(rate / 1e3)),
        rate => count(rate),
    }
}

/// Without zeros at the end.
fn short(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() { three(value) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round() {
        let Scale::Log { min, max } = Scale::log([130.0, 9_000.0].into_iter()) else { panic!("logarithmic") };
        assert_eq!((min, max), (100.0, 10_000.0));
        let texts: Vec<String> = Scale::Log { min, max }.marks().into_iter().map(time_mark).collect();
        assert_eq!(texts, ["100 µs", "200 µs", "500 µs", "1 ms", "2 ms", "5 ms", "10 ms"]);
        assert_eq!(Scale::linear([9.0].into_iter()).marks(), [0.0, 2.0, 4.0, 6.0, 8.0]);
        let nines = Scale::Nines { nines: 4.0 };
        let texts: Vec<String> = nines.marks().into_iter().map(percentile_mark).collect();
        assert_eq!(texts, ["0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
        assert!((nines.place(99.0) - 0.5).abs() < 1e-9 && nines.place(100.0) == 1.0);
        assert_eq!(Scale::log(std::iter::empty()), Scale::Log { min: 1.0, max: 10.0 });
    }
}
