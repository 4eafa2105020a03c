//! How sure a difference between two targets is: the bootstrap over rounds.
//!
//! In each round all targets are measured one after another, so that what drifts (the machine's clock, its
//! neighbours) drifts for all. A round gives one ratio of the two; rounds are drawn again and again with replacement,
//! and the middle 95 of 100 of the mean ratios are the bounds. A single run's own percentiles would say nothing on
//! this: requests of one run are not independent of one another.

use super::load::Random;
use super::report::model::{Comparison, Run};

/// Fewer rounds cannot tell anything.
pub const ROUNDS_MIN: usize = 3;
const RESAMPLINGS: usize = 10_000;
const MEASURES: &[&str] = &["rate", "mean", "p50", "p90", "p99", "p99.9"];

/// Compares each of the other targets with the first. `rounds` holds a run of every target for each round.
pub fn compare(rounds: &[Vec<Run>]) -> Vec<Comparison> {
    let targets = rounds.first().map_or(0, Vec::len);
    let mut comparisons = Vec::new();
    for other in 1..targets {
        for measure in MEASURES {
            let values = |target: usize| rounds.iter().filter_map(|runs| value(&runs[target], measure)).collect();
            let (baseline, others): (Vec<f64>, Vec<f64>) = (values(0), values(other));
            if baseline.len() == rounds.len() && others.len() == rounds.len() {
                let names = (&rounds[0][0].name, &rounds[0][other].name);
                comparisons.push(of(names, measure, &baseline, &others));
            }
        }
    }
    comparisons
}

/// `None` for what says nothing: nothing was measured.
fn value(run: &Run, measure: &str) -> Option<f64> {
    let value = match measure {
        "rate" => run.achieved_rate,
        "mean" => run.latency.mean_us,
        percentile => run.latency.percentile_us(&percentile[1..])?,
    };
    (value > 0.0).then_some(value)
}

fn of((baseline_name, other_name): (&String, &String), measure: &str, baseline: &[f64], other: &[f64]) -> Comparison {
    // Ratios multiply: their logarithms have a mean.
    let ratios: Vec<f64> = baseline.iter().zip(other).map(|(baseline, other)| (other / baseline).ln()).collect();
    let (low, high) = bounds(&ratios);
    Comparison {
        group: String::new(),
        baseline: baseline_name.clone(),
        other: other_name.clone(),
        measure: measure.to_owned(),
        baseline_value: median(baseline),
        other_value: median(other),
        ratio: mean(&ratios).exp(),
        low: low.exp(),
        high: high.exp(),
        rounds: ratios.len(),
    }
}

/// Between which the means of 95 of 100 resamplings lie.
fn bounds(values: &[f64]) -> (f64, f64) {
    // The same rounds give the same bounds.
    let mut random = Random::new(0x0b00_757a);
    let mut draw = |_| mean(&values.iter().map(|_| values[random.below(values.len())]).collect::<Vec<_>>());
    let mut means: Vec<f64> = (0..RESAMPLINGS).map(&mut draw).collect();
    means.sort_by(f64::total_cmp);
    (means[RESAMPLINGS / 40], means[RESAMPLINGS - 1 - RESAMPLINGS / 40])
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(ratio: f64, noise: f64) -> Vec<Vec<Run>> {
        let mut random = Random::new(11);
        let mut run = |name: &str, rate: f64| Run {
            name: name.into(),
            achieved_rate: rate * (1.0 + noise * (random.unit() - 0.5)),
            ..Run::default()
        };
        (0..10).map(|_| vec![run("a", 1000.0), run("b", 1000.0 * ratio)]).collect()
    }

    #[test]
    fn a_difference_is_told_from_noise() {
        let [clear] = &compare(&rounds(1.10, 0.05))[..] else { panic!("only rates were measured") };
        assert!(clear.is_clear() && (1.07..1.13).contains(&clear.ratio), "{clear:?}");
        assert!(clear.low <= clear.ratio && clear.ratio <= clear.high);
        let [unclear] = &compare(&rounds(1.002, 0.3))[..] else { panic!("only rates were measured") };
        assert!(!unclear.is_clear(), "{unclear:?}");
    }
}
