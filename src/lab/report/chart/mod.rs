//! Charts of results, as SVG.

mod comparison;
mod lines;
pub(super) mod panel;
mod scale;

use super::model::Document;
use panel::{WIDTH, escape};

/// One chart, without the style that it is drawn in.
pub(super) struct Chart {
    pub(super) title: String,
    /// What it shows and how to read it.
    pub(super) note: String,
    height: f64,
    body: String,
}

const STYLE: &str = include_str!("../chart.css");
/// Between two charts of one file.
const GAP: f64 = 26.0;
const TITLE_HEIGHT: f64 = 34.0;

impl Chart {
    /// For a page that has the style.
    pub(super) fn svg(&self) -> String {
        let (height, title) = (self.height, escape(&self.title));
        let head = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">");
        format!("{head}\n{}</svg>", self.body)
    }
}

/// All that there is to draw.
///
/// # Errors
/// A histogram cannot be read.
pub(super) fn all(document: &Document) -> Result<Vec<Chart>, String> {
    let mut charts = Vec::new();
    charts.extend(lines::percentiles(document)?);
    charts.extend(lines::over_time(document));
    charts.extend(lines::against_load(document));
    charts.extend(comparison::differences(document));
    Ok(charts)
}

/// All charts under one another, as a file of their own.
///
/// # Errors
/// A histogram cannot be read.
pub fn file(document: &Document) -> Result<String, String> {
    let mut top = 16.0;
    let mut body = String::new();
    for chart in all(document)? {
        let title = escape(&chart.title);
        body.push_str(&format!("<g transform=\"translate(0 {top})\">\n<text class=\"title\" x=\"16\" y=\"16\">{title}</text>\n"));
        body.push_str(&format!("<g transform=\"translate(0 {TITLE_HEIGHT})\">\n{}</g></g>\n", chart.body));
        top += TITLE_HEIGHT + chart.height + GAP;
    }
    if body.is_empty() {
        return Err("there is nothing to draw in these results".to_owned());
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {top:.0}\" width=\"{WIDTH}\" height=\"{top:.0}\">\n\
         <style>{STYLE}</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n"
    ))
}

/// The style of charts, for a page.
pub(super) fn style() -> &'static str {
    STYLE
}
