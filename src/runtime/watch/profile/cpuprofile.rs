//! The `.cpuprofile` format of Chrome's developer tools (CDP, `Profiler.Profile`).

use serde_json::{Value, json};

use super::tree::{Frame, Tree};

/// The profile as JSON. Times are microseconds on the monotonic clock; lines and columns count from 0.
pub(super) fn text(tree: &Tree, began_ns: u64, ended_ns: u64) -> String {
    let nodes: Vec<Value> = tree.nodes.iter().enumerate().map(|(at, node)| {
        let ticks: Vec<Value> =
            node.ticks.iter().map(|(line, ticks)| json!({ "line": line, "ticks": ticks })).collect();
        json!({
            "id": at + 1,
            "callFrame": call_frame(&node.frame),
            "hitCount": node.hits,
            "children": node.children.iter().map(|child| child + 1).collect::<Vec<_>>(),
            "positionTicks": ticks,
        })
    }).collect();
    let samples: Vec<usize> = tree.samples.iter().map(|(at, _)| at + 1).collect();
    // A sample stands for the time before it here, and for the time behind it in the format: moved by one.
    let mut deltas: Vec<u64> = tree.samples.iter().map(|(_, ns)| ns / 1000).collect();
    deltas.insert(0, 0);
    deltas.pop();
    json!({
        "nodes": nodes,
        "startTime": began_ns / 1000,
        "endTime": ended_ns / 1000,
        "samples": samples,
        "timeDeltas": deltas,
    })
    .to_string()
}

fn call_frame(frame: &Frame) -> Value {
    json!({
        "functionName": frame.function,
        "scriptId": "0",
        "url": frame.url,
        "lineNumber": i64::from(frame.line) - 1,
        "columnNumber": i64::from(frame.column) - 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_samples_and_times_fit_together() {
        let mut tree = Tree::new();
        let main = Frame { function: "main".to_owned(), url: "file:///a.js".to_owned(), line: 3, column: 2 };
        tree.add(&[main], 2_000_000);
        tree.add(&[], 1_000_000);
        let profile: Value = serde_json::from_str(&text(&tree, 5_000_000, 8_000_000)).unwrap();
        assert_eq!(profile["samples"], json!([2, 3]));
        assert_eq!(profile["timeDeltas"], json!([0, 2000]));
        assert_eq!(profile["nodes"][0]["children"], json!([2, 3]));
        assert_eq!(profile["nodes"][1]["callFrame"]["lineNumber"], 2);
        assert_eq!((&profile["startTime"], &profile["endTime"]), (&json!(5000), &json!(8000)));
    }
}
