//! The call tree of a profile.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One function on a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) function: String,
    pub(super) url: String,
    /// From 1; 0 if there is none.
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Frame {
    /// What is no function: `(idle)` and the like.
    pub(super) fn special(name: &str) -> Frame {
        Frame { function: name.to_owned(), url: String::new(), line: 0, column: 0 }
    }

    /// From a line of `Error.stack`: `    at name (file:line:column)` or `    at file:line:column`.
    pub(super) fn parse(line: &str) -> Option<Frame> {
        let rest = line.trim_start().strip_prefix("at ")?;
        let (function, place) = match rest.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
            Some((function, place)) => (function, place),
            None => ("", rest),
        };
        let mut parts = place.rsplitn(3, ':');
        let numbers = (parts.next().map(str::parse), parts.next().map(str::parse), parts.next());
        let (url, line, column) = match numbers {
            (Some(Ok(column)), Some(Ok(line)), Some(url)) => (url, line, column),
            _ => (place, 0, 0),
        };
        Some(Frame { function: bare(function).to_owned(), url: url.to_owned(), line, column })
    }
}

/// The function's own name: `Timeout.tick [as _onTimeout]` is `tick`, whatever it is called on; empty if it has none.
fn bare(shown: &str) -> &str {
    let shown = shown.split(" [as ").next().unwrap_or_default();
    let shown = shown.trim_start_matches("async ").trim_start_matches("new ");
    let name = shown.rsplit('.').next().unwrap_or_default();
    if name == "<anonymous>" { "" } else { name }
}

/// A function called from a certain chain of others.
pub(super) struct Node {
    pub(super) frame: Frame,
    pub(super) children: Vec<usize>,
    /// Samples of which it was the innermost function.
    pub(super) hits: u64,
    /// Those by line.
    pub(super) ticks: BTreeMap<u32, u64>,
    /// The time of those samples, in nanoseconds.
    pub(super) self_ns: u64,
}

/// All nodes, the root first, and the samples in their order.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// The innermost node of each sample and the time that it stands for, in nanoseconds.
    pub(super) samples: Vec<(usize, u64)>,
}

impl Tree {
    pub(super) fn new() -> Tree {
        Tree { nodes: vec![Node::new(Frame::special("(root)"))], samples: Vec::new() }
    }

    /// One sample: the frames from the outermost to the innermost. Without any it is native code or the loop itself.
    pub(super) fn add(&mut self, frames: &[Frame], ns: u64) {
        if ns == 0 {
            return;
        }
        let program = [Frame::special("(program)")];
        let frames = if frames.is_empty() { &program } else { frames };
        let mut at = 0;
        for frame in frames {
            at = self.child(at, frame);
        }
        let node = &mut self.nodes[at];
        node.hits += 1;
        node.self_ns += ns;
        if let Some(line) = frames.last().map(|frame| frame.line).filter(|line| *line > 0) {
            *node.ticks.entry(line).or_default() += 1;
        }
        self.samples.push((at, ns));
    }

    /// The same function may be seen at several lines: it is named by the first of them.
    fn child(&mut self, parent: usize, frame: &Frame) -> usize {
        let is_same = |known: &Frame| {
            known.function == frame.function && known.url == frame.url && (!known.function.is_empty() || known.line == frame.line)
        };
        let found = self.nodes[parent].children.iter().copied().find(|child| is_same(&self.nodes[*child].frame));
        if let Some(child) = found {
            let known = &mut self.nodes[child].frame;
            if (frame.line, frame.column) < (known.line, known.column) {
                (known.line, known.column) = (frame.line, frame.column);
            }
            return child;
        }
        self.nodes.push(Node::new(frame.clone()));
        let child = self.nodes.len() - 1;
        self.nodes[parent].children.push(child);
        child
    }

    /// The time of a node and all below it, in nanoseconds, for every node.
    pub(super) fn totals_ns(&self) -> Vec<u64> {
        let mut totals: Vec<u64> = self.nodes.iter().map(|node| node.self_ns).collect();
        // Children come behind their parents.
        for at in (0..self.nodes.len()).rev() {
            totals[at] += self.nodes[at].children.iter().map(|child| totals[*child]).sum::<u64>();
        }
        totals
    }

    /// A line for each stack with time of its own: `outer;inner microseconds`.
    pub(super) fn folded(&self) -> String {
        let mut text = String::new();
        let mut open: Vec<(usize, String)> = self.nodes[0].children.iter().map(|child| (*child, String::new())).collect();
        while let Some((at, above)) = open.pop() {
            let node = &self.nodes[at];
            let path = format!("{above}{}", node.frame.label().replace(';', ","));
            if node.self_ns >= 1000 {
                writeln!(text, "{path} {}", node.self_ns / 1000).expect("strings take text");
            }
            open.extend(node.children.iter().map(|child| (*child, format!("{path};"))));
        }
        text
    }
}

impl Node {
    fn new(frame: Frame) -> Node {
        Node { frame, children: Vec::new(), hits: 0, ticks: BTreeMap::new(), self_ns: 0 }
    }
}

impl Frame {
    /// For a person: `name file:line`, with the file's last part only.
    pub(super) fn label(&self) -> String {
        let function = if self.function.is_empty() { "(anonymous)" } else { &self.function };
        if self.url.is_empty() {
            return function.to_owned();
        }
        let file = self.url.rsplit('/').next().unwrap_or(&self.url);
        format!("{function} {file}:{}", self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, line: u32) -> Frame {
        Frame { function: function.to_owned(), url: "/srv/app.js".to_owned(), line, column: 1 }
    }

    #[test]
    fn lines_of_a_stack() {
        let parsed = Frame::parse("    at Timeout.tick [as _onTimeout] (/srv/a b.js:12:34)").unwrap();
        assert_eq!((&*parsed.function, &*parsed.url, parsed.line, parsed.column), ("tick", "/srv/a b.js", 12, 34));
        for (shown, name) in [("new Box", "Box"), ("async Promise.all", "all"), ("Server.<anonymous>", ""), ("f", "f")] {
            assert_eq!(bare(shown), name);
        }
        let parsed = Frame::parse("    at file:///srv/app.mjs:1:2").unwrap();
        assert_eq!((&*parsed.function, &*parsed.url, parsed.line), ("", "file:///srv/app.mjs", 1));
        assert_eq!(Frame::parse("    at native").map(|frame| frame.line), Some(0));
        assert_eq!(Frame::parse("Error: no frame"), None);
    }

    #[test]
    fn samples_of_the_same_function_are_one_node() {
        let mut tree = Tree::new();
        tree.add(&[frame("main", 1), frame("busy", 9)], 5_000);
        tree.add(&[frame("main", 2), frame("busy", 8)], 7_000);
        tree.add(&[frame("main", 2)], 1_000);
        tree.add(&[], 2_000);
        assert_eq!(tree.nodes.len(), 4);
        assert_eq!(tree.totals_ns(), [15_000, 13_000, 12_000, 2_000]);
        assert_eq!(tree.nodes[2].frame.line, 8);
        assert_eq!(tree.nodes[2].ticks.len(), 2);
        let mut lines: Vec<_> = tree.folded().lines().map(str::to_owned).collect();
        lines.sort();
        assert_eq!(lines, ["(program) 2", "main app.js:1 1", "main app.js:1;busy app.js:8 12"]);
    }
}
