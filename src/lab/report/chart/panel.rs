//! One pair of axes with lines in it, as SVG.
//!
//! Colours are named by class (`s1` to `s8`) and chosen by the page's or file's style, light or dark. Lines carry
//! their names at their right end, so that nobody has to tell them apart by colour.

use std::fmt::Write;

use super::scale::Scale;

/// Width of every chart, in the units of its view box.
pub(super) const WIDTH: f64 = 880.0;
const LEFT: f64 = 62.0;
/// Room for the lines' names.
const RIGHT: f64 = 158.0;
const COLOURS: usize = 8;
/// A line's name has this much room above and below.
const LABEL_HEIGHT: f64 = 15.0;
/// A longer name loses its middle: both ends tell more.
const LABEL_CHARS_MAX: usize = 16;

/// Part of a chart's height.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) top: f64,
    pub(super) height: f64,
}

/// An axis: its scale, how its marks read, and what it is of.
pub(super) struct Axis {
    pub(super) scale: Scale,
    pub(super) text: fn(f64) -> String,
    /// How a value between marks reads.
    pub(super) exact: fn(f64) -> String,
    pub(super) title: &'static str,
}

/// A line and its name.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) name: String,
    /// From 0; after the last colour comes the first again.
    pub(super) colour: usize,
    pub(super) style: Style,
    /// In the axes' values; a value that is no number interrupts the line.
    pub(super) points: Vec<(f64, f64)>,
    /// Dots at the points; those named here are hollow.
    pub(super) dots: Option<Vec<bool>>,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Style {
    #[default]
    Solid,
    Dashed,
    Dotted,
    /// Filled down to the axis.
    Area,
}

impl Style {
    fn class(self) -> &'static str {
        match self {
            Style::Solid => "line",
            Style::Dashed => "line dashed",
            Style::Dotted => "line dotted",
            Style::Area => "line area",
        }
    }
}

/// The class of a colour.
pub(super) fn colour(index: usize) -> String {
    format!("s{}", index % COLOURS + 1)
}

/// Text that may stand in SVG and HTML.
pub(in crate::lab::report) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Axes, grid, lines and their names.
pub(super) fn draw(frame: Frame, x: &Axis, y: &Axis, lines: &[Line], show_x: bool) -> String {
    let mut svg = String::new();
    let panel = Panel { frame, x, y };
    panel.grid(&mut svg, show_x);
    for line in lines {
        panel.line(&mut svg, line);
    }
    panel.names(&mut svg, lines);
    svg
}

/// A level across the panel, with its name.
pub(super) fn level(frame: Frame, y: &Axis, value: f64, name: &str) -> String {
    let at = frame.top + frame.height * (1.0 - y.scale.place(value));
    format!(
        "<line class=\"goal\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
         <text class=\"mark\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
        WIDTH - RIGHT,
        LEFT + 6.0,
        at - 5.0,
        escape(name)
    )
}

fn shortened(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    if chars.len() <= LABEL_CHARS_MAX {
        return name.to_owned();
    }
    let (head, tail) = chars.split_at(LABEL_CHARS_MAX / 2);
    let tail = &tail[tail.len() + 1 - LABEL_CHARS_MAX / 2..];
    head.iter().chain(&['…']).chain(tail).collect()
}

struct Panel<'a> {
    frame: Frame,
    x: &'a Axis,
    y: &'a Axis,
}

impl Panel<'_> {
    fn at_x(&self, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * self.x.scale.place(value)
    }

    fn at_y(&self, value: f64) -> f64 {
        self.frame.top + self.frame.height * (1.0 - self.y.scale.place(value))
    }

    fn bottom(&self) -> f64 {
        self.frame.top + self.frame.height
    }

    fn grid(&self, svg: &mut String, show_x: bool) {
        let (right, bottom) = (WIDTH - RIGHT, self.bottom());
        let put = |svg: &mut String, text: String| svg.push_str(&text);
        let mut before = f64::NEG_INFINITY;
        for mark in self.y.scale.marks() {
            let at = self.at_y(mark);
            put(svg, format!("<line class=\"grid\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"));
            // Those that have no room have a line alone.
            if (before - at).abs() >= LABEL_HEIGHT {
                let text = escape(&(self.y.text)(mark));
                let (x, y) = (LEFT - 8.0, at + 4.0);
                put(svg, format!("<text class=\"mark end\" x=\"{x}\" y=\"{y:.1}\">{text}</text>\n"));
                before = at;
            }
        }
        for mark in self.x.scale.marks() {
            let (at, top) = (self.at_x(mark), self.frame.top);
            put(svg, format!("<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{top}\" y2=\"{bottom}\"/>"));
            if show_x {
                let (text, y) = (escape(&(self.x.text)(mark)), bottom + 18.0);
                put(svg, format!("<text class=\"mark middle\" x=\"{at:.1}\" y=\"{y}\">{text}</text>\n"));
            }
        }
        put(svg, format!("<line class=\"axis\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>"));
        put(svg, format!("<text class=\"axis-title\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>\n", self.frame.top - 8.0, self.y.title));
        if show_x {
            let (x, y) = (LEFT + (right - LEFT) / 2.0, bottom + 38.0);
            put(svg, format!("<text class=\"axis-title middle\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n", self.x.title));
        }
    }

    fn line(&self, svg: &mut String, line: &Line) {
        let (class, colour) = (line.style.class(), colour(line.colour));
        let mut path = String::new();
        let mut pen = 'M';
        let mut begun = 0.0;
        for (x, y) in &line.points {
            if !y.is_finite() {
                if line.style == Style::Area && pen == 'L' {
                    write!(path, "V{:.1}H{begun:.1}Z", self.bottom()).expect("a text takes it");
                }
                pen = 'M';
                continue;
            }
            if pen == 'M' {
                begun = self.at_x(*x);
            }
            write!(path, "{pen}{:.1} {:.1}", self.at_x(*x), self.at_y(*y)).expect("a text takes it");
            pen = 'L';
        }
        if line.style == Style::Area && pen == 'L' {
            write!(path, "V{:.1}H{begun:.1}Z", self.bottom()).expect("a text takes it");
        }
        let name = escape(&line.name);
        writeln!(svg, "<path class=\"{class} {colour}\" data-name=\"{name}\" {} d=\"{path}\"/>", self.readings(line))
            .expect("a text takes it");
        for ((x, y), hollow) in line.points.iter().zip(line.dots.iter().flatten()) {
            let kind = if *hollow { "dot hollow" } else { "dot" };
            let (cx, cy) = (self.at_x(*x), self.at_y(*y));
            writeln!(svg, "<circle class=\"{kind} {colour}\" cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"3.5\"/>")
                .expect("a text takes it");
        }
    }

    /// What the page's script shows under the pointer: place, then both values, for each point.
    fn readings(&self, line: &Line) -> String {
        let point = |(x, y): &(f64, f64)| {
            format!("{:.0}|{}|{}", self.at_x(*x), (self.x.exact)(*x), (self.y.exact)(*y))
        };
        let readings: Vec<String> = line.points.iter().filter(|(_, y)| y.is_finite()).map(point).collect();
        format!("data-readings=\"{}\"", readings.join(";"))
    }

    /// At the lines' ends, moved apart where they would overlap.
    fn names(&self, svg: &mut String, lines: &[Line]) {
        let mut places: Vec<(f64, &Line)> = Vec::new();
        for line in lines.iter().filter(|line| !line.name.is_empty()) {
            let last = line.points.iter().rev().find(|(_, y)| y.is_finite());
            places.extend(last.map(|(_, y)| (self.at_y(*y), line)));
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        for at in 1..places.len() {
            places[at].0 = places[at].0.max(places[at - 1].0 + LABEL_HEIGHT);
        }
        // What was pushed out below moves up again, and pushes the others.
        let mut limit = self.bottom() + 4.0;
        for place in places.iter_mut().rev() {
            place.0 = place.0.min(limit);
            limit = place.0 - LABEL_HEIGHT;
        }
        for (at, line) in places {
            let name = shortened(&line.name);
            let (colour, class) = (colour(line.colour), line.style.class());
            let (x, key) = (WIDTH - RIGHT + 32.0, WIDTH - RIGHT + 8.0);
            let (end, name) = (key + 18.0, escape(&name));
            writeln!(
                svg,
                "<line class=\"{class} {colour}\" x1=\"{key}\" x2=\"{end}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
                 <text class=\"name {colour}\" x=\"{x}\" y=\"{:.1}\">{name}</text>",
                at + 4.0
            )
            .expect("a text takes it");
        }
    }
}
