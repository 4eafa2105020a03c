//! What is posted.

/// A kilobyte of JSON.
pub const ORDER: &str = concat!(
    r#"{"id":"o-1","customer":{"name":"Ada","mail":"ada@example.com","address":{"street":"12 Analytical Row","#,
    r#""city":"London","zip":"N1 7AA"}},"items":["#,
    r#"{"sku":"lamp-1041","title":"desk lamp, brass","price":2.5,"count":2,"tags":["new","indoor"]},"#,
    r#"{"sku":"cord-0007","title":"extension cord, 5 m","price":10,"count":1,"tags":["new","indoor"]},"#,
    r#"{"sku":"bulb-0310","title":"bulb, warm white","price":0.25,"count":40,"tags":["new","indoor"]},"#,
    r#"{"sku":"plug-0022","title":"travel plug, type G","price":4.75,"count":3,"tags":["new","indoor"]},"#,
    r#"{"sku":"book-9001","title":"notebook, dotted, A5","price":31.9,"count":1,"tags":["new","indoor"]},"#,
    r#"{"sku":"pens-0018","title":"gel pen, black 0.5","price":1.1,"count":12,"tags":["new","indoor"]},"#,
    r#"{"sku":"tape-0077","title":"masking tape, 25 mm","price":2.05,"count":6,"tags":["new","indoor"]},"#,
    r#"{"sku":"case-0012","title":"storage case, oak","price":54,"count":1,"tags":["new","indoor"]}"#,
    r#"],"note":"leave at the door, and ring twice so that the neighbour hears it; thank you.....","paid":true,"total":null}"#,
);

const _: () = assert!(ORDER.len() == 1024);
