//! A profile as a flame graph: one SVG that stands on its own, readable in light and in dark.

use std::fmt::Write as _;

use super::tree::Tree;

const WIDTH: f64 = 1200.0;
const ROW: f64 = 18.0;
const MARGIN: f64 = 10.0;
const TITLE: f64 = 34.0;
/// What is narrower cannot be seen, and only costs bytes.
const NARROWEST: f64 = 0.3;
/// About the width of a character at the text's size.
const CHARACTER: f64 = 6.6;

const STYLE: &str = "\
text { font: 11px ui-monospace, 'DejaVu Sans Mono', monospace; fill: #1b1b1b; pointer-events: none }
.title { font-weight: bold; font-size: 13px; fill: #222 } .back { fill: #fff } rect.f { stroke: #fff; stroke-width: .5 }
rect.f:hover { stroke: #000; stroke-width: 1 }
@media (prefers-color-scheme: dark) { .back { fill: #16181c } .title { fill: #e6e6e6 } rect.f { stroke: #16181c }
rect.f:hover { stroke: #fff } }";

/// Draws the time of each function as a width, its callers below it.
pub(super) fn svg(tree: &Tree, title: &str) -> String {
    let totals = tree.totals_ns();
    let all = totals[0].max(1) as f64;
    let mut boxes = Vec::new();
    let mut open = vec![(0, 0, MARGIN)];
    let mut depth_max = 0;
    while let Some((at, depth, x)) = open.pop() {
        let width = totals[at] as f64 / all * (WIDTH - 2.0 * MARGIN);
        if width < NARROWEST {
            continue;
        }
        depth_max = depth_max.max(depth);
        boxes.push((at, depth, x, width));
        let mut from = x;
        for child in &tree.nodes[at].children {
            open.push((*child, depth + 1, from));
            from += totals[*child] as f64 / all * (WIDTH - 2.0 * MARGIN);
        }
    }
    let height = TITLE + ROW * (depth_max + 1) as f64 + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\">\n\
         <style>{STYLE}</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"21\">{}: {:.2} s</text>\n",
        escape(title),
        all / 1e9
    );
    for (at, depth, x, width) in boxes {
        let frame = &tree.nodes[at].frame;
        let y = height - MARGIN - ROW * (depth + 1) as f64;
        let label = frame.label();
        let place = if frame.url.is_empty() { String::new() } else { format!(" ({}:{})", frame.url, frame.line) };
        let name = if frame.function.is_empty() { "(anonymous)" } else { &frame.function };
        writeln!(
            out,
            "<g><title>{}{}: {:.2} ms, {:.2} % of all, {:.2} ms itself</title>\
             <rect class=\"f\" x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{ROW}\" rx=\"2\" fill=\"{}\"/>{}</g>",
            escape(name),
            escape(&place),
            totals[at] as f64 / 1e6,
            totals[at] as f64 / all * 100.0,
            tree.nodes[at].self_ns as f64 / 1e6,
            colour(frame),
            text(&label, x, y, width)
        )
        .expect("strings take text");
    }
    out.push_str("</svg>\n");
    out
}

fn text(label: &str, x: f64, y: f64, width: f64) -> String {
    let fits = ((width - 6.0) / CHARACTER) as usize;
    if fits < 3 {
        return String::new();
    }
    let mut shown: String = label.chars().take(fits).collect();
    if shown.len() < label.len() {
        shown.pop();
        shown.push('…');
    }
    format!("<text x=\"{:.2}\" y=\"{:.1}\">{}</text>", x + 3.0, y + 13.0, escape(&shown))
}

/// The program's own code is warm, packages are green, what comes with rnode is blue, what is no code is grey.
fn colour(frame: &super::tree::Frame) -> String {
    let hue = match &*frame.url {
        "" => return "hsl(0 0% 78%)".to_owned(),
        url if url.starts_with("node:") || url.starts_with("rnode:") => 205,
        url if url.contains("/node_modules/") => 120,
        _ => 28,
    };
    // The same function always has the same shade.
    let shade = frame.function.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("hsl({hue} {}% {}%)", 62 + shade % 22, 66 + shade / 22 % 14)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::tree::Frame;
    use super::*;

    #[test]
    fn every_wide_box_is_drawn_and_escaped() {
        let mut tree = Tree::new();
        let frame = |function: &str| Frame { function: function.to_owned(), url: "/a.js".to_owned(), line: 1, column: 1 };
        tree.add(&[frame("main"), frame("Server.<anonymous>")], 9_000_000);
        tree.add(&[frame("main"), frame("never seen")], 100);
        let drawn = svg(&tree, "a & b");
        assert!(drawn.contains("Server.&lt;anonymous&gt;") && drawn.contains("a &amp; b"));
        assert!(!drawn.contains("never seen"));
        assert_eq!(drawn.matches("<g>").count(), 3);
    }
}
