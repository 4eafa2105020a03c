//! The report as one page of HTML that needs nothing but itself.

use std::fmt::Write;

use super::chart::panel::escape;
use super::collect::PERCENTILES;
use super::model::{Distribution, Document, Kind, Run};
use super::{chart, text};

/// Of a sweep on a busy machine, all would say the same.
const WARNINGS_MAX: usize = 3;
const TEMPLATE: &str = include_str!("page.html");

/// The page.
///
/// # Errors
/// A histogram cannot be read.
pub fn page(document: &Document) -> Result<String, String> {
    let mut body = String::new();
    if let Some(search) = &document.search {
        put(&mut body, format_args!("<p class=\"verdict\">{}</p>\n", escape(&proper(&search.verdict))));
    }
    let warnings = warnings(document);
    if !warnings.is_empty() {
        let mut shown: Vec<String> = warnings.iter().take(WARNINGS_MAX).map(|text| escape(&proper(text))).collect();
        if warnings.len() > WARNINGS_MAX {
            shown.push(format!("… and of {} more runs", warnings.len() - WARNINGS_MAX));
        }
        put(&mut body, format_args!("<p class=\"warning\">{}</p>\n", shown.join("<br>")));
    }
    let groups = document.groups();
    if groups.len() > 1 {
        for (name, part) in &groups {
            let name = if name.is_empty() { "Others" } else { name };
            put(&mut body, format_args!("<h2 class=\"group\">{}</h2>\n", escape(name)));
            section(&mut body, part, "h3")?;
        }
    } else {
        section(&mut body, document, "h2")?;
    }
    let title = if document.title.is_empty() { "Measurements" } else { &document.title };
    // In this order: what was measured may hold braces, and is put in last.
    let page = TEMPLATE.replace("{{chart-style}}", chart::style()).replace("{{title}}", &escape(title));
    let (head, tail) = page.split_once("{{facts}}").expect("the template has a place for facts");
    let (middle, tail) = tail.split_once("{{body}}").expect("the template has a place for the body");
    Ok(format!("{head}{}{middle}{body}{tail}", escape(&facts(document))))
}

/// What belongs together: a table, charts, and what else is known. `heading` is the element of its headings.
fn section(body: &mut String, document: &Document, heading: &str) -> Result<(), String> {
    let shown = |run: &&Run| run.kind != Kind::Round;
    body.push_str(&overview(document.runs.iter().filter(shown)));
    for chart in chart::all(document)? {
        let (title, note) = (escape(&chart.title), escape(&chart.note));
        put(body, format_args!("<{heading}>{title}</{heading}>\n<p class=\"note\">{note}</p>\n"));
        put(body, format_args!("<div class=\"chart\">\n{}\n</div>\n", chart.svg()));
    }
    if !document.comparisons.is_empty() {
        let sentences: Vec<String> =
            document.comparisons.iter().map(|row| escape(&proper(&text::sentence(row)))).collect();
        put(body, format_args!("<details><summary>The differences in words</summary>\n<pre>"));
        put(body, format_args!("{}</pre></details>\n", sentences.join("\n")));
    }
    put(body, format_args!("<{heading}>Details</{heading}>\n"));
    document.runs.iter().filter(shown).for_each(|run| body.push_str(&details(run)));
    Ok(())
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a text takes it");
}

/// Units as print has them.
fn proper(words: &str) -> String {
    words.replace(" us", " µs")
}

fn time(us: f64) -> String {
    proper(&text::time(us))
}

fn facts(document: &Document) -> String {
    let machine = &document.machine;
    let cores = (machine.cores > 0).then(|| format!("{} cores", machine.cores));
    let parts = [Some(document.created.replace('T', " ").replace('Z', " UTC")), cores];
    let parts = parts.into_iter().flatten().chain([machine.kernel.clone(), machine.generator.clone()]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Each once, with the runs that it is about.
fn warnings(document: &Document) -> Vec<String> {
    let mut warnings: Vec<String> = Vec::new();
    for run in document.runs.iter().filter(|run| run.kind != Kind::Round) {
        let rate = run.rate.map_or(String::new(), |rate| format!(" at {} /s", text::count(rate)));
        for sign in run.saturation() {
            warnings.push(format!("{}{rate}: {sign}", run.name));
        }
    }
    warnings
}

fn overview<'a>(runs: impl Iterator<Item = &'a Run>) -> String {
    let mut table = String::from(
        "<div class=\"wide\"><table>\n<tr><th></th><th>load</th><th>responses /s</th><th>p50</th><th>p90</th><th>p99</th>\
         <th>p99.9</th><th>longest</th><th>errors</th></tr>\n",
    );
    for run in runs {
        let load = match run.rate {
            Some(rate) => format!("{} /s", text::count(rate)),
            None if run.connections > 0 => format!("{} conn.", run.connections),
            None => String::new(),
        };
        put(&mut table, format_args!("<tr><td>{}</td><td>{load}</td>", escape(&run.name)));
        let missed = run.rate.is_some_and(|rate| run.achieved_rate < rate * 0.97);
        let class = if missed { " class=\"bad\"" } else { "" };
        let rate = text::known(run.achieved_rate).map_or("–".to_owned(), text::count);
        put(&mut table, format_args!("<td{class}>{rate}</td>"));
        for percentile in ["50", "90", "99", "99.9"] {
            let cell = run.latency.percentile_us(percentile).map_or("–".to_owned(), time);
            put(&mut table, format_args!("<td>{cell}</td>"));
        }
        let failed = run.failed() + run.unfinished;
        let class = if failed > 0 { " class=\"bad\"" } else { "" };
        let longest = text::known(run.latency.max_us).map_or("–".to_owned(), time);
        put(&mut table, format_args!("<td>{longest}</td><td{class}>{failed}</td></tr>\n"));
    }
    table + "</table></div>\n"
}

fn details(run: &Run) -> String {
    let rate = run.rate.map_or(String::new(), |rate| format!(", {} /s", text::count(rate)));
    let mut html = String::new();
    put(&mut html, format_args!("<details><summary>{}{rate}</summary>\n", escape(&run.name)));
    let mut columns: Vec<(&str, &Distribution)> = vec![("latency", &run.latency)];
    columns.extend(run.service.as_ref().map(|service| ("service time", service)));
    columns.extend(run.first_byte.as_ref().map(|first_byte| ("first byte", first_byte)));
    columns.extend(run.connect.as_ref().map(|connect| ("connect", connect)));
    columns.extend(run.late.as_ref().map(|late| ("late start", late)));
    html.push_str("<div class=\"wide\"><table>\n<tr><th></th>");
    columns.iter().for_each(|(name, _)| put(&mut html, format_args!("<th>{name}</th>")));
    html.push_str("</tr>\n");
    let mut row = |head: &str, value: &dyn Fn(&Distribution) -> Option<f64>| {
        put(&mut html, format_args!("<tr><td>{head}</td>"));
        for (_, distribution) in &columns {
            put(&mut html, format_args!("<td>{}</td>", value(distribution).map_or("–".to_owned(), time)));
        }
        html.push_str("</tr>\n");
    };
    row("mean", &|distribution| text::known(distribution.mean_us));
    for percentile in PERCENTILES {
        row(&format!("p{percentile}"), &|distribution| distribution.percentile_us(percentile));
    }
    row("longest", &|distribution| text::known(distribution.max_us));
    html.push_str("</table></div>\n");
    put(&mut html, format_args!("<pre>{}</pre></details>\n", escape(&proper(&text::facts(run)))));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_cannot_break_the_page() {
        let run = Run { name: "<script>{{body}}".into(), ..Run::default() };
        let document = Document { title: "a & <b>".into(), runs: vec![run], ..Document::default() };
        let page = page(&document).unwrap();
        assert!(page.contains("<h1>a &amp; &lt;b&gt;</h1>"));
        assert!(page.contains("&lt;script&gt;{{body}}") && !page.contains("<script>{{"));
        assert!(!page.contains("http://") && !page.contains("https://"), "nothing is loaded from anywhere");
    }
}
