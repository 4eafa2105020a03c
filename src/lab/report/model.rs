//! The results of measurements, as they are stored: one JSON document, from which every report is made.
//!
//! ```text
//! { "schema": "rnode-bench/1", "title": …, "created": "2026-01-31T12:00:00Z", "machine": { … },
//!   "runs": [ { "name": …, "kind": "run" | "sweep" | "search" | "round", "latency": { … }, … } ],
//!   "comparisons": [ … ], "search": { … } }
//! ```
//! Whoever measures by other means writes the same document: of a run only `name` and `latency` are needed, and of a
//! distribution only `count` and `percentiles`; what is missing is left out of the reports. Times are microseconds and
//! seconds, as the names say. A distribution's `histogram` is HdrHistogram's own interchange form (V2, deflated,
//! base64) in nanoseconds. Readers ignore fields that they do not know; a change that breaks them raises the number
//! in `schema`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What this version reads and writes.
pub const SCHEMA: &str = "rnode-bench/1";

/// All that belongs into one report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Document {
    pub schema: String,
    #[serde(default)]
    pub title: String,
    /// RFC 3339, in UTC.
    #[serde(default)]
    pub created: String,
    #[serde(default)]
    pub machine: Machine,
    pub runs: Vec<Run>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comparisons: Vec<Comparison>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
}

/// Where it was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    #[serde(default)]
    pub cores: usize,
    #[serde(default)]
    pub kernel: String,
    /// The program that measured, with its version.
    #[serde(default)]
    pub generator: String,
}

/// What a run was made for, which says where reports show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// For itself.
    #[default]
    Run,
    /// One rate of a sweep of rates.
    Sweep,
    /// A step of a search.
    Search,
    /// One round of a comparison.
    Round,
}

/// One run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// What reports call it: the target's name.
    pub name: String,
    /// Runs of one group are shown together, and apart from those of others.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    pub kind: Kind,
    pub url: String,
    /// Of a comparison, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// The open loop's rate; a closed loop has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// `poisson` or `fixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<String>,
    pub connections: usize,
    pub pipeline: usize,
    pub threads: usize,
    pub warm_up_s: f64,
    /// Of the window in which was measured.
    pub duration_s: f64,
    pub requests: u64,
    pub responses: u64,
    /// Responses a second.
    pub achieved_rate: f64,
    pub bytes_read: u64,
    pub bytes_written: u64,
    pub connections_made: u64,
    /// By kind: `connect`, `timeout`, `reset`, `protocol`, `status`, `check`.
    pub errors: BTreeMap<String, u64>,
    pub error_samples: Vec<String>,
    pub statuses: BTreeMap<String, u64>,
    pub unfinished: u64,
    /// From the intended start.
    pub latency: Distribution,
    /// From the real start; open loop only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Distribution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_byte: Option<Distribution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect: Option<Distribution>,
    /// By how much the generator itself was late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Distribution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<Generator>,
    /// CPU time of the server for a response, if it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_us_per_request: Option<f64>,
    /// Share of the cores' time, 0 to 1, that went to neither server nor generator, if it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub others: Option<f64>,
    /// Share of the cores' time that the host of a virtual machine took from them, as far as the kernel knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stolen: Option<f64>,
    pub series: Vec<Interval>,
}

/// What the generator itself took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Generator {
    pub cpu_s: f64,
    pub cpu_us_per_request: f64,
    /// Share of the time that the busiest of its shards computed for, 0 to 1.
    pub busiest: f64,
    /// Why the figures may be the generator's rather than the server's; empty if nothing speaks for that.
    pub saturation: Vec<String>,
}

/// How long something took, many times.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Distribution {
    pub count: u64,
    pub min_us: f64,
    pub mean_us: f64,
    pub stdev_us: f64,
    pub max_us: f64,
    /// In microseconds, by percentiles as texts: `"50"`, `"99.9"`.
    pub percentiles: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histogram: Option<String>,
}

/// One interval of a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Interval {
    /// Of its begin, from the window's.
    pub at_s: f64,
    pub rate: f64,
    pub errors: u64,
    pub p50_us: f64,
    pub p90_us: f64,
    pub p99_us: f64,
    pub p999_us: f64,
    pub max_us: f64,
}

/// How another target compares with the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// As the runs'.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    pub baseline: String,
    pub other: String,
    /// `rate`, `mean`, `p50`, `p99` …
    pub measure: String,
    /// Medians of the rounds; a rate in responses a second, a time in microseconds.
    pub baseline_value: f64,
    pub other_value: f64,
    /// Other by baseline, and the bounds between which 95 of 100 resamplings of the rounds lie.
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    pub rounds: usize,
}

/// A search for the highest rate that keeps a percentile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Search {
    pub percentile: f64,
    pub goal_us: f64,
    /// The highest that kept it; `None` if none did.
    pub rate: Option<f64>,
    /// The lowest that did not.
    pub failing_rate: Option<f64>,
    /// In words.
    pub verdict: String,
}

impl Comparison {
    /// Whether the rounds tell the two apart: 1 is not within the bounds.
    pub fn is_clear(&self) -> bool {
        self.low > 1.0 || self.high < 1.0
    }
}

impl Run {
    /// Errors of every kind.
    pub fn failed(&self) -> u64 {
        self.errors.values().sum()
    }

    /// Without what is kept once for all rounds together.
    #[must_use]
    pub fn brief(mut self) -> Run {
        self.latency.histogram = None;
        self.series = Vec::new();
        (self.service, self.first_byte, self.connect, self.late) = (None, None, None, None);
        self
    }

    /// Why not to trust it.
    pub fn saturation(&self) -> &[String] {
        self.generator.as_ref().map_or(&[], |generator| &generator.saturation)
    }
}

impl Document {
    /// Reads a stored document.
    ///
    /// # Errors
    /// It is no JSON, or not of this schema.
    pub fn parse(text: &str) -> Result<Document, String> {
        let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if document.schema == SCHEMA {
            Ok(document)
        } else {
            Err(format!("its schema is {:?}, and {SCHEMA:?} is what is read here", document.schema))
        }
    }

    /// One document from several, in their order.
    pub fn merge(documents: Vec<Document>) -> Document {
        let mut documents = documents.into_iter();
        let mut all = documents.next().unwrap_or_default();
        for document in documents {
            all.runs.extend(document.runs);
            all.comparisons.extend(document.comparisons);
            all.search = all.search.or(document.search);
            if all.machine != document.machine {
                all.machine = Machine::default();
            }
        }
        all
    }

    /// Makes all of it one group.
    pub fn set_group(&mut self, group: &str) {
        self.runs.iter_mut().for_each(|run| group.clone_into(&mut run.group));
        self.comparisons.iter_mut().for_each(|row| group.clone_into(&mut row.group));
    }

    /// A document for each group, in the order of their first runs.
    pub fn groups(&self) -> Vec<(&str, Document)> {
        let mut names: Vec<&str> = self.runs.iter().map(|run| run.group.as_str()).collect();
        let mut seen = Vec::new();
        names.retain(|name| !seen.contains(name) && { seen.push(name); true });
        let part = |name: &str| Document {
            runs: self.runs.iter().filter(|run| run.group == name).cloned().collect(),
            comparisons: self.comparisons.iter().filter(|row| row.group == name).cloned().collect(),
            ..self.clone()
        };
        names.into_iter().map(|name| (name, part(name))).collect()
    }

    /// As it is stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("every key is a text") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `benches/README.md` shows it.
    const LEAST: &str = r#"{ "schema": "rnode-bench/1", "title": "hello", "runs": [
        { "name": "rnode", "latency": { "count": 100000, "percentiles": { "50": 310, "99": 900, "99.9": 3000 } } } ] }"#;

    #[test]
    fn little_is_needed_and_more_is_ignored() {
        let document = Document::parse(LEAST).unwrap();
        assert_eq!(document.runs[0].latency.percentile_us("99.9"), Some(3000.0));
        assert_eq!(document.runs[0].kind, Kind::Run);
        assert!(Document::parse(&LEAST.replace("\"title\"", "\"later\": 1, \"title\"")).is_ok());
        let reports = [crate::lab::report::html(&document), crate::lab::report::svg(&document)];
        assert!(reports.iter().all(|report| report.as_ref().is_ok_and(|text| text.contains("class=\"line s1\""))));
        let again = Document::parse(&document.to_json()).unwrap();
        assert_eq!(again.to_json(), document.to_json());
    }

    #[test]
    fn groups_keep_to_themselves() {
        let mut one = Document::parse(LEAST).unwrap();
        one.set_group("one & only");
        let mut other = Document::parse(&LEAST.replace("\"rnode\"", "\"other\"")).unwrap();
        other.set_group("two");
        let all = Document::merge(vec![one.clone(), other]);
        let names: Vec<_> = all.groups().into_iter().map(|(name, part)| (name, part.runs[0].name.clone())).collect();
        let wanted = [("one & only", "rnode".to_owned()), ("two", "other".to_owned())];
        assert_eq!(names, wanted.map(|(name, run)| (name, run)));
        let page = crate::lab::report::html(&all).unwrap();
        let (first, second) = page.split_once("<h2 class=\"group\">two</h2>").unwrap();
        assert!(first.contains("<h2 class=\"group\">one &amp; only</h2>") && !first.contains("other"));
        assert!(second.contains("<summary>other</summary>") && !second.contains("<summary>rnode</summary>"));
        assert_eq!(one.groups().len(), 1);
        assert!(one.to_json().contains("\"group\": \"one & only\""));
    }

    #[test]
    fn other_documents_are_refused() {
        assert!(Document::parse("{}").is_err());
        assert!(Document::parse(&LEAST.replace("bench/1", "bench/2")).unwrap_err().contains("rnode-bench/2"));
    }
}
