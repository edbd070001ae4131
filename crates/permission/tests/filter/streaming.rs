//! A body in chunks comes out as the same body in one piece.

use permission::filter::{Context, Filter, FilterError, Options, Report};
use proptest::prelude::*;

use crate::differential::oddly;
use crate::made_up;
use crate::{ngsi_ld, plain};

pub(crate) fn stream<'a>(
    filter: &Filter,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(Report, Vec<u8>), FilterError> {
    let (mut stream, mut out) = (filter.stream(), Vec::new());
    for chunk in chunks {
        stream.push(chunk, &mut out)?;
    }
    let report = stream.finish(&mut out)?;
    Ok((report, out))
}

pub(crate) fn whole(filter: &Filter, body: &[u8]) -> Result<(Report, Vec<u8>), FilterError> {
    let mut out = Vec::new();
    let report = filter.apply(body, &mut out)?;
    Ok((report, out))
}

/// Cuts the body into pieces of these lengths, over and over.
pub(crate) fn cut<'a>(mut body: &'a [u8], lengths: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut lengths = lengths.iter().cycle();
    std::iter::from_fn(move || {
        let length = (*lengths.next()?).min(body.len());
        let (piece, rest) = body.split_at(length);
        let done = body.is_empty();
        body = rest;
        (!done).then_some(piece)
    })
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![1]),
        prop::collection::vec(0usize..20, 1..30)
            .prop_filter("must get on", |l| l.iter().sum::<usize>() > 0),
        prop::collection::vec(1usize..400, 1..10),
    ]
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn chunks_make_no_difference(
        tree in made_up::document(),
        odd in prop::collection::vec(any::<u8>(), 1..200),
        lengths in lengths(),
        paths in prop::sample::subsequence(vec!["name", "address.postalCode", "email", "location", "properties.name", "id"], 0..6),
        shape in any::<bool>(),
        damage in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let mut body = oddly(&tree, odd);
        if let Some((at, byte)) = damage {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let filter = if shape {
            plain(&paths).with_pseudonyms(crate::pseudonyms())
        } else {
            ngsi_ld(&paths)
        };
        prop_assert_eq!(stream(&filter, cut(&body, &lengths)), whole(&filter, &body));
    }

    #[test]
    fn chunks_make_no_difference_to_what_is_long(
        parts in prop::collection::vec(("[a-zä€😀]{0,12}", 0usize..1200), 1..4),
        lengths in prop::collection::vec(1usize..5000, 1..6),
        kind in 0..9,
        shape in any::<bool>(),
        end in prop::sample::select(vec!["", "\\u00e4", "\\ud800", "\u{1}", "\\", "\"x"]),
    ) {
        let long: String = parts.iter().map(|(text, times)| text.repeat(*times)).collect();
        let long = long + end;
        let body = match kind {
            0 => format!(r#"{{"name":"{long}","x":1}}"#),
            1 => format!(r#"{{"x":["{long}"],"name":1}}"#),
            2 => format!(r#"{{"{long}":1,"name":1}}"#),
            3 => format!(r#"{{"id":"{long}","name":1}}"#),
            4 => format!(r#"{{"type":["A","{long}"],"name":1}}"#),
            5 => format!(r#"{{"@context":{{"x":"{long}"}},"name":1}}"#),
            6 => format!(r#"{{"name":1{},"x":2}}"#, "1".repeat(long.len())),
            7 => format!(r#"{{"name":{{"x":"{long}","{long}":1}},"id":"x"}}"#),
            _ => format!(r#"{{"address":{{"type":"{long}","postalCode":2}}}}"#),
        };
        let filter = if shape {
            plain(&["name", "address.postalCode", "id"]).with_pseudonyms(crate::pseudonyms())
        } else {
            ngsi_ld(&["name", "address.postalCode"])
        };
        prop_assert_eq!(
            stream(&filter, cut(body.as_bytes(), &lengths)),
            whole(&filter, body.as_bytes())
        );
    }
}

#[test]
fn a_body_may_be_cut_anywhere() {
    let body = r#" {"id":"urn:person:1","type":"Person","n\u0061me":["urn\u003aperson:1","ä€😀 \ud83d\ude00",-1.5e+10,true,null],
        "address":{"type":"Property","value":{"postalCode":"00100","x":[[]]}},"@context":["https://city.example/context.jsonld",{"x":"y:z"}]} "#;
    let filter = ngsi_ld(&["name", "address.postalCode"]);
    let expected = whole(&filter, body.as_bytes());
    assert!(expected.is_ok());
    for first in 0..body.len() {
        for second in first..body.len() {
            let bytes = body.as_bytes();
            let chunks = [&bytes[..first], &bytes[first..second], &bytes[second..]];
            assert_eq!(stream(&filter, chunks), expected, "{first} {second}");
        }
    }
}

#[test]
fn of_an_entity_nothing_comes_out_before_its_id_and_context() {
    let filter = ngsi_ld(&["name"]);
    let (mut stream, mut out) = (filter.stream(), Vec::new());
    stream
        .push(br#"{"type":"P","name":"A","x":1,"#, &mut out)
        .unwrap();
    assert!(out.is_empty());
    stream
        .push(
            br#""@context":"https://city.example/context.jsonld","#,
            &mut out,
        )
        .unwrap();
    assert!(out.is_empty());
    stream.push(br#""id":"u:1","#, &mut out).unwrap();
    assert!(out.starts_with(br#"{"type":"P","name":"A","#));
    // From here on nothing needs to be kept back.
    stream.push(br#""x":"#, &mut out).unwrap();
    stream.push(b"1}", &mut out).unwrap();
    stream.finish(&mut out).unwrap();
    assert!(out.ends_with(crate::shown(r#""id":"«u:1»"}"#).as_bytes()));

    let (mut stream, mut out) = (filter.stream(), Vec::new());
    stream
        .push(br#"[{"type":"P","name":"A"},{"name":"ssn","id":"#, &mut out)
        .unwrap();
    assert_eq!(out, br#"[{"type":"P","name":"A"}"#);
    let error = stream
        .push(
            br#""u:2","@context":{"name":"https://x.example/ssn"}}]"#,
            &mut out,
        )
        .unwrap_err();
    assert!(matches!(error, FilterError::Context { .. }));
    assert_eq!(out, br#"[{"type":"P","name":"A"}"#);
    assert_eq!(stream.push(b"]", &mut out), Err(error.clone()));
    assert_eq!(stream.finish(&mut out), Err(error));
}

#[test]
fn what_must_be_kept_back_is_bounded() {
    let options = Options {
        max_held_bytes: 1000,
        ..Options::ngsi_ld(Context::default(), crate::pseudonyms())
    };
    let filter = Filter::compile(["name"], options).unwrap();
    let late = format!(r#"{{"name":"{}","id":"u:1"}}"#, "x".repeat(5000));
    assert_eq!(
        stream(&filter, late.as_bytes().chunks(100)),
        Err(FilterError::Held { limit: 1000 })
    );
    let early = format!(
        r#"{{"id":"u:1","type":"P","@context":"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld","name":"{}"}}"#,
        "x".repeat(5000)
    );
    assert!(stream(&filter, early.as_bytes().chunks(100)).is_ok());
}

#[test]
fn a_hundred_megabytes_pass_in_little_memory() {
    let filter = plain(&["name"]);
    let (mut stream, mut out, mut released) = (filter.stream(), Vec::new(), 0);
    stream.push(b"[", &mut out).unwrap();
    let chunk = format!(
        r#"{{"name":"{}","x":[{}1]}},"#,
        "n".repeat(20_000),
        "1,".repeat(20_000)
    );
    let chunks = 100_000_000 / chunk.len();
    for _ in 0..chunks {
        stream.push(chunk.as_bytes(), &mut out).unwrap();
        assert!(out.capacity() < 1 << 17);
        released += out.len();
        out.clear();
    }
    stream.push(br#"{"x":1}]"#, &mut out).unwrap();
    assert_eq!(stream.finish(&mut out).unwrap().records, chunks as u64);
    assert_eq!(out, b"]");
    assert!(released > chunks * 20_000);
}

#[test]
fn an_error_is_told_at_every_further_call() {
    let (mut stream, mut out) = (plain(&["a"]).stream(), Vec::new());
    let error = stream.push(br#"{"a":tru!"#, &mut out).unwrap_err();
    assert_eq!(stream.push(b"}", &mut out), Err(error.clone()));
    assert_eq!(stream.finish(&mut out), Err(error));
    assert!(out.is_empty());
}
