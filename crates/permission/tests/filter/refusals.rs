//! What isn't JSON, or more than a body should be, is refused with its reason.

use permission::filter::{Context, Filter, FilterError, Malformed, Options};

use crate::{gives, plain, refuses};

/// Puts text where it is skipped, where it is copied and where it is looked into.
fn everywhere(value: &str) -> [String; 4] {
    [
        format!(r#"{{"a":1,"x":{value}}}"#),
        format!(r#"{{"a":{value}}}"#),
        format!(r#"{{"b":{{"c":1,"d":{value}}}}}"#),
        format!("[{value}]"),
    ]
}

#[track_caller]
fn malformed(value: &str, expected: Malformed) {
    for body in everywhere(value) {
        let result = crate::apply(&plain(&["a", "b.c"]), &body);
        assert!(
            matches!(&result, Err(FilterError::Malformed { fault, .. }) if *fault == expected),
            "{body}: {result:?}"
        );
    }
}

#[test]
fn faults_are_found_in_what_is_skipped_as_in_what_is_copied() {
    for value in [
        "tru",
        "nul",
        "TRUE",
        "undefined",
        "'x'",
        "+1",
        ".5",
        "01",
        "1x",
        "{,}",
        "{1:2}",
        "[1,]",
        "[,1]",
        r#"{"x"}"#,
        r#"{"x":1,}"#,
        "1 2",
        "{]",
        "[}",
        "NaN",
        "Infinity",
        "/**/1",
    ] {
        malformed(value, Malformed::Syntax);
    }
    for value in ["-", "1.", "1.e3", "1e", "1e+", "-x"] {
        malformed(value, Malformed::Number);
    }
    for value in ["\"\0\"", "\"\n\"", "\"a\tb\"", "\"\u{1f}\""] {
        malformed(value, Malformed::Control);
    }
    for value in [r#""\x""#, r#""\u12g4""#, r#""\U0041""#] {
        malformed(value, Malformed::Escape);
    }
    for value in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\ud800""#,
        r#""\ud800A......""#,
    ] {
        malformed(value, Malformed::Surrogate);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    let filter = plain(&["a"]);
    for bytes in [
        &b"\xff"[..],
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe4 ",
    ] {
        for [before, after] in [
            [r#"{"a":""#, r#""}"#],
            [r#"{"x":""#, r#""}"#],
            [r#"{""#, r#"":1}"#],
        ] {
            let body = [before.as_bytes(), bytes, after.as_bytes()].concat();
            let result = filter.apply(&body, &mut Vec::new());
            assert!(
                matches!(
                    result,
                    Err(FilterError::Malformed {
                        fault: Malformed::Utf8,
                        ..
                    })
                ),
                "{body:x?}: {result:?}"
            );
        }
    }
}

#[test]
fn a_byte_order_mark_or_another_encoding_is_refused() {
    let filter = plain(&["a"]);
    for body in [
        &b"\xef\xbb\xbf{\"a\":1}"[..],
        b"{\0\"\0a\0\"\0:\x001\0}\0",
        b"\0{\"a\":1}",
        b"{\"a\":1}\0",
    ] {
        assert!(filter.apply(body, &mut Vec::new()).is_err(), "{body:x?}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let body = r#"{"a":{"x":[1,2.5e-3,"t\n\u00e4ä",true,null]},"b":{"c":[{"d":1}]},"x":false}"#;
    let filter = plain(&["a", "b.c"]);
    assert!(crate::apply(&filter, body).is_ok());
    for cut in 0..body.len() {
        let mut out = Vec::new();
        let result = filter.apply(&body.as_bytes()[..cut], &mut out);
        assert_eq!(
            result,
            Err(FilterError::Truncated { at: cut as u64 }),
            "{cut}"
        );
        assert!(out.is_empty());
    }
}

#[test]
fn something_behind_the_value_is_refused() {
    for body in [r#"{"a":1} {"a":2}"#, r#"{"a":1}]"#, "{}x", "[] 1", "{},"] {
        refuses(&plain(&["a"]), body, |error| {
            matches!(error, FilterError::Trailing { .. })
        });
    }
    gives(&plain(&["a"]), "\r\n\t {\"a\":1} \r\n\t ", r#"{"a":1}"#);
}

#[test]
fn a_body_that_is_no_entity_is_refused() {
    for body in ["1", "\"a\"", "true", "null", "-1e3"] {
        refuses(&plain(&["a"]), body, |error| {
            *error == FilterError::NotAnEntity
        });
    }
}

#[test]
fn numbers_are_copied_as_they_are_and_bounded() {
    let filter = plain(&["a"]);
    for number in ["1e999", "-0", "123456789012345678901234567890", "0.1E-400"] {
        gives_text(&filter, number);
    }
    let long = "9".repeat(2000);
    for body in [format!(r#"{{"a":{long}}}"#), format!(r#"{{"x":[{long}]}}"#)] {
        refuses(&filter, &body, |error| {
            matches!(error, FilterError::NumberTooLong { .. })
        });
    }
}

#[track_caller]
fn gives_text(filter: &Filter, number: &str) {
    let body = format!(r#"{{"a":{number}}}"#);
    let mut out = Vec::new();
    filter.apply(body.as_bytes(), &mut out).unwrap();
    assert_eq!(out, body.as_bytes());
}

#[test]
fn nesting_is_bounded_wherever_it_is() {
    let options = Options {
        max_depth: 10,
        ..Options::plain()
    };
    let filter = Filter::compile(["a", "b.c"], options).unwrap();
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for name in ["a", "x", "b"] {
        let body = |levels| format!(r#"{{"{name}":{}}}"#, nested(levels));
        assert!(crate::apply(&filter, &body(9)).is_ok());
        refuses(&filter, &body(10), |error| {
            *error == FilterError::TooDeep { at: 14, limit: 10 }
        });
    }
    assert!(crate::apply(&filter, &nested(10)).is_ok());
    refuses(&filter, &nested(11), |error| {
        matches!(error, FilterError::TooDeep { .. })
    });
}

#[test]
fn deep_nesting_takes_no_stack_and_no_memory() {
    let filter = plain(&["a"]);
    let body = "[".repeat(50_000_000);
    refuses(&filter, &body, |error| {
        matches!(error, FilterError::TooDeep { .. })
    });
    let options = Options {
        max_depth: 1024,
        ..Options::plain()
    };
    let filter = Filter::compile(["a"], options).unwrap();
    let body = r#"{"a":"#.repeat(1024) + "1" + &"}".repeat(1024);
    let mut out = Vec::new();
    filter.apply(body.as_bytes(), &mut out).unwrap();
    assert_eq!(out, body.as_bytes());
}

#[test]
fn names_are_bounded_wherever_they_are() {
    let long = "n".repeat(1025);
    for value in [
        format!(r#"{{"{long}":1}}"#),
        format!(r#"[{{"x":1,"{long}":1}}]"#),
    ] {
        for body in everywhere(&value) {
            let result = crate::apply(&plain(&["a", "b.c"]), &body);
            assert!(
                matches!(result, Err(FilterError::NameTooLong { limit: 1024, .. })),
                "{result:?}"
            );
        }
    }
    assert!(crate::apply(&plain(&["a"]), &format!(r#"{{"{}":1}}"#, &long[1..])).is_ok());
}

#[test]
fn a_filter_with_a_wrong_path_or_option_is_not_made() {
    for path in ["", "a..b", ".a", "a.", "a b"] {
        assert!(matches!(
            Filter::compile([path], Options::plain()),
            Err(FilterError::Path(_))
        ));
    }
    for max_depth in [0, 1025] {
        let options = Options {
            max_depth,
            ..Options::plain()
        };
        assert!(matches!(
            Filter::compile(["a"], options),
            Err(FilterError::DepthOption { .. })
        ));
    }
    let circle = Context {
        terms: [("a".to_owned(), "no iri".to_owned())].into(),
        ..Context::default()
    };
    assert!(matches!(
        Filter::compile(["a"], Options::ngsi_ld(circle, crate::pseudonyms())),
        Err(FilterError::DeclaredContext { .. })
    ));
}
