//! Results as files for other programs: CSV, HdrHistogram's percentile text and its interval log.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag};

use super::collect::PERCENTILES;
use super::model::{Document, Run};
use crate::lab::load::{Outcome, Times};

/// One line for each run (RFC 4180). Times in microseconds.
pub fn csv(document: &Document) -> String {
    let mut text = String::from(
        "name,kind,round,url,rate,arrivals,connections,pipeline,threads,duration_s,responses,achieved_rate,errors,\
         unfinished,bytes_read,bytes_written,mean_us",
    );
    for percentile in PERCENTILES {
        write!(text, ",p{percentile}_us").expect("a text takes it");
    }
    text.push_str(",max_us,service_p99_us,first_byte_p99_us,generator_cpu_us\r\n");
    for run in &document.runs {
        text.push_str(&csv_line(run));
        text.push_str("\r\n");
    }
    text
}

fn csv_line(run: &Run) -> String {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
    let kind = format!("{:?}", run.kind).to_lowercase();
    let mut cells = vec![
        field(&run.name),
        kind,
        run.round.map_or(String::new(), |round| round.to_string()),
        field(&run.url),
        number(run.rate),
        run.arrivals.clone().unwrap_or_default(),
        run.connections.to_string(),
        run.pipeline.to_string(),
        run.threads.to_string(),
        format!("{:.3}", run.duration_s),
        run.responses.to_string(),
        format!("{:.1}", run.achieved_rate),
        run.failed().to_string(),
        run.unfinished.to_string(),
        run.bytes_read.to_string(),
        run.bytes_written.to_string(),
        number(Some(run.latency.mean_us)),
    ];
    cells.extend(PERCENTILES.iter().map(|percentile| number(run.latency.percentile_us(percentile))));
    cells.push(number(Some(run.latency.max_us)));
    let p99 = |distribution: &Option<super::model::Distribution>| distribution.as_ref()?.percentile_us("99");
    cells.push(number(p99(&run.service)));
    cells.push(number(p99(&run.first_byte)));
    cells.push(number(run.generator.as_ref().map(|generator| generator.cpu_us_per_request)));
    cells.join(",")
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Names and texts of percentile files: `file` for a single run, and one with the run's number for each of several.
///
/// # Errors
/// A histogram cannot be read.
pub fn hgrms(document: &Document, file: &str) -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for run in &document.runs {
        texts.extend(run.latency.times()?.map(|times| hgrm(&times)));
    }
    if texts.is_empty() {
        return Err("--hgrm: these results have no histogram".to_owned());
    }
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "hgrm"));
    let several = texts.len() > 1;
    let name = |at: usize| if several { format!("{stem}-{}.{ending}", at + 1) } else { file.to_owned() };
    Ok(texts.into_iter().enumerate().map(|(at, text)| (name(at), text)).collect())
}

/// The text that HdrHistogram's `outputPercentileDistribution` prints, in milliseconds, five steps to each halving.
pub fn hgrm(times: &Times) -> String {
    let mut text = String::from("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
    let histogram = times.inner();
    let ms = |ns: u64| ns as f64 / 1e6;
    for step in histogram.iter_quantiles(5) {
        let quantile = step.quantile_iterated_to();
        let value = ms(step.value_iterated_to().min(times.max_ns()));
        let total = histogram.count_between(0, step.value_iterated_to());
        write!(text, "{value:12.3} {quantile:2.12} {total:10}").expect("a text takes it");
        let line = if quantile < 1.0 { format!(" {:14.2}\n", 1.0 / (1.0 - quantile)) } else { "\n".to_owned() };
        text.push_str(&line);
    }
    let (mean, deviation) = (times.mean_ns() / 1e6, times.deviation_ns() / 1e6);
    let (max, count, buckets) = (ms(times.max_ns()), times.count(), histogram.buckets());
    // Twice ten to the number of digits, rounded up to a power of two.
    let subs = 2048;
    write!(
        text,
        "#[Mean    = {mean:12.3}, StdDeviation   = {deviation:12.3}]\n\
         #[Max     = {max:12.3}, Total count    = {count:12}]\n\
         #[Buckets = {buckets:12}, SubBuckets     = {subs:12}]\n",
    )
    .expect("a text takes it");
    text
}

/// HdrHistogram's interval log: each interval's histogram in nanoseconds, its longest time in milliseconds, under the
/// run's name as a tag.
pub fn interval_log(outcomes: &[Outcome]) -> String {
    let mut bytes = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let base = outcomes.first().map_or(SystemTime::UNIX_EPOCH, |outcome| outcome.begun);
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("rnode bench: latencies in nanoseconds, Interval_Max in milliseconds")
        .with_start_time(base)
        .with_max_value_divisor(1e6)
        .begin_log_with(&mut bytes, &mut serializer)
        .expect("memory takes it");
    for outcome in outcomes {
        let begin = outcome.begun.duration_since(base).unwrap_or(Duration::ZERO) + outcome.plan.warm_up;
        let name = outcome.plan.target.name.replace([',', ' ', '\r', '\n'], "_");
        for (times, point) in outcome.intervals.iter().zip(&outcome.points) {
            log.write_histogram(times.inner(), begin + point.at, outcome.plan.interval, Tag::new(&name))
                .expect("memory takes it");
        }
    }
    drop(log);
    String::from_utf8(bytes).expect("a log is text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_printed_as_the_format_has_it() {
        let mut times = Times::default();
        (1..=1000u64).for_each(|ms| times.record(ms * 1_000_000));
        let text = hgrm(&times);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>().len(), 4);
        let half = lines.iter().find(|line| line.contains(" 0.500000000000 ")).unwrap();
        let cells: Vec<f64> = half.split_whitespace().map(|cell| cell.parse().unwrap()).collect();
        assert!((cells[0] - 500.0).abs() < 0.6 && cells[2] == 500.0 && cells[3] == 2.0, "{half}");
        assert!(text.contains(" 1.000000000000       1000\n"), "{text}");
        assert!(text.contains("Total count    =         1000]"));
    }

    #[test]
    fn names_with_commas_are_quoted() {
        assert_eq!(field("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
