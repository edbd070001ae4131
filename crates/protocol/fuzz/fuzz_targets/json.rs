//! The strict walk against `serde_json`: it accepts nothing that serde refuses, and refuses nothing
//! that serde accepts but for repeated members, depth and length. Other bodies must not panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::{
    access_item::{BatchLine, Outcome},
    form::Form,
    introspection,
    json::{Limits, check},
    metadata::{ConnectorMetadata, OperatorMetadata},
    permission_request::PermissionRequest,
    problem::ProblemDetails,
    url::{BaseUrl, Transport},
};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let strict = check(data, Limits::DOCUMENT);
    let lenient = serde_json::from_slice::<Value>(data);
    match (&strict, &lenient) {
        (Ok(()), Err(error)) => panic!("the walk accepts what serde does not: {error}"),
        (Err(error), Ok(_)) => {
            let error = error.to_string();
            let reasons = ["appears twice", "nested too deeply", "longer than"];
            assert!(reasons.iter().any(|reason| error.contains(reason)), "{error}");
        }
        _ => {}
    }
    let _ = OperatorMetadata::from_json(data);
    let _ = ConnectorMetadata::from_json(data);
    let _ = introspection::Request::from_json(data);
    let _ = introspection::Request::from_form(data);
    let _ = introspection::Response::from_json(data);
    let _ = Outcome::from_json(data);
    let _ = BatchLine::from_line(data);
    let _ = PermissionRequest::from_json(data);
    let _ = ProblemDetails::from_json(data);
    let _ = Form::parse(data);
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(base) = BaseUrl::parse(text, Transport::Development)
    {
        let again = BaseUrl::parse(base.as_str(), Transport::Development);
        assert_eq!(again.as_ref(), Ok(&base));
    }
});
