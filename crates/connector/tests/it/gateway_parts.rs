//! Each part of a gateway file of the 2021 reference connector (MIM4 2021 Part 2 §6), one by one: its variables, where
//! they may stand, its builders, generators and processors, its includes. A file for each, and what came of it.

use reqwest::Response;
use serde_json::{Value, json};

use crate::city::City;
use crate::gateways::{prepared, refused, route, write};
use crate::peers::{Answer, Received, active};

/// As the reference connector's callers write it.
const TICKET: &str = "MyDataShare-Request-Ticket";
const ITEM: &str = "c0a8012e-6b7e-4f0a-9d3c-0d1f6a5b7c11";
const BODY: &str = r#"{"wish": {"fields": ["name"]}, "key": "b", "yes": true, "none": null}"#;

/// A ticket with claims that only the operator and the file know.
fn ticket(city: &City, path: &str) -> String {
    let mut claims = city.claims();
    claims["aud"] = json!(format!("{}{path}", city.url));
    claims["nbf"] = claims["iat"].clone();
    claims["case"] = json!({"number": 42, "open": true, "of": ["loans", "fines"]});
    claims["urn:example:class"] = json!("B&B");
    city.operator.sign(&claims)
}

/// A city whose connector has each file at `/parts/{index}`, between an operator and a source that say the same always.
async fn with_parts(parts: &[Value]) -> City {
    let named: Vec<_> = (0..parts.len())
        .map(|index| (format!("gateways/deep/{index}.json"), index))
        .collect();
    let files: Vec<_> = named
        .iter()
        .map(|(name, index)| {
            let path = format!("/parts/{index}/<word>/<whole:int>/<number:float>/<rest:path>");
            let mut file = json!({
                "constants": {"includes": [{"file": "words.json"}], "word": "own", "of": {"a": {"name": "A"}, "b": {"name": "B"}}},
                "route": route(&path, "POST"),
                "requests": [{"name": "one", "url": "SOURCE/one", "method": "POST", "json": {"sent": "S"}}],
                "response": {"status": 200, "headers": {}, "json": {"done": true}},
            });
            for (member, value) in parts[*index].as_object().unwrap() {
                file[member] = value.clone();
            }
            (name.as_str(), file)
        })
        .collect();
    let mut city = prepared(&files, json!({})).await;
    let includes = city.config.data.join("includes");
    let words = json!({"word": "below the file's own", "included": "from afar"});
    write(&includes, "deep/words.json", &words);
    let other = json!({
        "name": "two", "url": "${constants.host}/two?of=${arguments.of}", "method": "POST",
        "headers": {"X-Nested": "${arguments.deep.er[1]}"}, "data": "scope=${arguments.scope}",
    });
    write(&includes, "two.json", &other);
    city.config.gateways.as_mut().unwrap().includes = Some(includes);
    let mut vouched = active("2900-17");
    vouched["access_item_uuid"] = json!(ITEM);
    vouched["deployment"] = json!({"name": "an operator of 2021 says more than the text has"});
    vouched["identifiers"] = json!([
        {"id": "220279-161A", "id_type": "ssn", "country": "FIN", "first_name": "Aino", "verified_at": 1_614_592_800},
        {"id": "19790222-1234", "id_type": "ssn", "country": "SWE"},
        {"id": "250170-888X", "id_type": "ssn", "country": "FIN"},
        {"id": "a@example.org", "id_type": "email"}, {"id": "b@example.org", "id_type": "email"},
        {"id": "+358401", "id_type": "phone_number"},
        {"id": "pair", "id_type": "pairwise", "country": "FIN"}, {"id": "2900-17", "id_type": "library_card"},
    ]);
    city.operator.answer(Answer::Json(vouched));
    let rows = json!({"count": 17, "rows": [{"a": "A"}, {"a": "B"}]});
    city.upstream.answer(Answer::Json(rows));
    let xml = "<loans of=\"2900\"><loan>Kalevala</loan><loan/></loans>";
    let raw = |media, body: &str| Answer::Raw(200, media, body.to_owned());
    city.upstream.answer_at("/xml", raw("text/xml", xml));
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    city.upstream
        .answer_at("/form", raw(form, "a=1&a=%262&b=3"));
    city.upstream
        .answer_at("/missing", Answer::Raw(404, "text/plain", "none".into()));
    city.serve().await;
    city
}

async fn ask(city: &City, index: usize, media: &str, body: &str) -> Response {
    let path = format!("/parts/{index}");
    let request = city
        .client
        .post(format!(
            "{}{path}/x%2Fy/-7/2.5/a/b?once=1&twice=1&twice=2",
            city.url
        ))
        .header(TICKET, ticket(city, &path))
        .header("Locale", "fi")
        .header("X-Which-Way", "1")
        .header("content-type", media);
    request.body(body.to_owned()).send().await.unwrap()
}

/// Variables, and what stands there when the table's request has come and the source has answered.
const VARIABLES: &[(&str, &str)] = &[
    ("route.method", "POST"),
    ("route.headers.Locale", "fi"),
    ("route.headers.x-which-way", "1"),
    ("route.headers['X-Which-Way']", "1"),
    ("route.query.once", "1"),
    ("route.query.once[0]", "1"),
    ("route.query.twice[1]", "2"),
    ("route.dynamic.word", "x/y"),
    ("route.dynamic.whole", "-7"),
    ("route.dynamic.number", "2.5"),
    ("route.dynamic.rest", "a/b"),
    // As the specification's own example has it.
    ("route.word", "x/y"),
    ("route.json.wish.fields[0]", "name"),
    ("route.json.yes", "True"),
    ("route.text", BODY),
    ("route.extra.mop_request_ticket.access_item_uuid", ITEM),
    ("route.extra.mop_request_ticket.claims.sub", "Hobby grants"),
    // Whatever else the operator has put into the ticket.
    ("route.extra.mop_request_ticket.claims.case.number", "42"),
    ("route.extra.mop_request_ticket.claims.case.open", "True"),
    ("route.extra.mop_request_ticket.claims.case.of[1]", "fines"),
    (
        "route.extra.mop_request_ticket.claims['urn:example:class']",
        "B&B",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.ssn.FIN.id",
        "220279-161A",
    ),
    // What operators of 2021 say of an identifier, and we do not.
    (
        "route.extra.mop_request_ticket.identifiers.ssn.FIN.first_name",
        "Aino",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.ssn.FIN.verified_at",
        "1614592800",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.ssn.SWE.id",
        "19790222-1234",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.email[1].id",
        "b@example.org",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.phone_number[0].id",
        "+358401",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.pairwise.id",
        "pair",
    ),
    (
        "route.extra.mop_request_ticket.identifiers.library_card.id",
        "2900-17",
    ),
    ("requests[0].name", "one"),
    ("requests[0].method", "POST"),
    ("requests[0].json.sent", "S"),
    ("requests[0].response.status", "200"),
    (
        "requests[0].response.headers.Content-Type",
        "application/json",
    ),
    ("requests[0].response.json.rows[1].a", "B"),
    ("requests_by_name['one'].response.json.count", "17"),
    ("requests_by_name[\"one\"].response.json.count", "17"),
    ("requests[1].response.data.a[1]", "&2"),
    ("requests[1].response.text", "a=1&a=%262&b=3"),
    ("constants.word", "own"),
    ("constants.included", "from afar"),
    ("constants.of['b'].name", "B"),
    ("constants.of[route.json.key].name", "B"),
    ("environment.CARGO_PKG_NAME", "connector"),
];

#[tokio::test]
async fn mim4_6_each_variable_of_2021_stands_for_what_it_stood_for() {
    let files: Vec<_> = VARIABLES
        .iter()
        .map(|(name, _)| {
            json!({
                "requests": [
                    {"name": "one", "url": "SOURCE/one", "method": "POST", "json": {"sent": "S"}},
                    {"url": "SOURCE/form", "method": "GET"}],
                "response": {"status": 200, "headers": {}, "text": format!("<${{{name}}}>")},
            })
        })
        .collect();
    let city = with_parts(&files).await;
    for (index, (name, value)) in VARIABLES.iter().enumerate() {
        let response = ask(&city, index, "application/json", BODY).await;
        let text = response.text().await.unwrap();
        assert_eq!(text, format!("<{value}>"), "{name}");
    }
}

/// A file's own part, and what it makes of the table's request: what the source got, and what the service.
struct Part {
    what: &'static str,
    file: Value,
    sent: Value,
    answered: Value,
}

/// What the source got, as the table writes it: of the headers those that a file may set.
fn sent(received: &Received) -> Value {
    let named = [
        "authorization",
        "content-type",
        "locale",
        "x-a",
        "x_b",
        "x-nested",
    ];
    let headers: serde_json::Map<_, _> = named
        .into_iter()
        .filter(|name| !received.header(name).is_empty())
        .map(|name| (name.to_owned(), json!(received.header(name))))
        .collect();
    let body = String::from_utf8_lossy(&received.body);
    json!([received.method.as_str(), received.target, headers, body])
}

async fn answered(response: Response) -> Value {
    let status = response.status().as_u16();
    let header = |name| {
        response
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let (media, other) = (header("content-type"), header("x-other"));
    json!([status, media, other, response.text().await.unwrap()])
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// What a row about requests answers.
fn done() -> Value {
    json!([200, JSON, null, "{\"done\":true}"])
}

/// What the source gets of a row about the response.
fn asked() -> Value {
    json!([["POST", "/one", {"content-type": JSON}, "{\"sent\":\"S\"}"]])
}

fn of_requests(what: &'static str, requests: Value, sent: Value) -> Part {
    let mut file = json!({});
    file["requests"] = requests;
    Part {
        what,
        file,
        sent,
        answered: done(),
    }
}

fn of_response(what: &'static str, response: Value, answered: Value) -> Part {
    let mut file = json!({});
    file["response"] = response;
    Part {
        what,
        file,
        sent: asked(),
        answered,
    }
}

fn parts_of_requests() -> Vec<Part> {
    let one = |request: Value| json!([request]);
    let put = |headers: Value, body: &str| json!([["PUT", "/a", headers, body]]);
    vec![
        of_requests(
            "url, method",
            one(
                json!({"url": "SOURCE/${route.dynamic.word}?q=${route.query.once}", "method": "delete"}),
            ),
            json!([["DELETE", "/x%2Fy?q=1", {}, ""]]),
        ),
        of_requests(
            "headers, as the file writes their names",
            one(
                json!({"url": "SOURCE/a", "method": "GET", "headers": {"X-A": "way ${route.headers.X-Which-Way}", "x_b": "b"}}),
            ),
            json!([["GET", "/a", {"x-a": "way 1", "x_b": "b"}, ""]]),
        ),
        of_requests(
            "json",
            one(
                json!({"url": "SOURCE/a", "method": "PUT", "json": {"a": ["${constants.word}", 1, null]}}),
            ),
            put(json!({"content-type": JSON}), r#"{"a":["own",1,null]}"#),
        ),
        of_requests(
            "data, an object",
            one(
                json!({"url": "SOURCE/a", "method": "PUT", "data": {"a": ["1", "${route.dynamic.word}"]}}),
            ),
            put(json!({"content-type": FORM}), "a=1&a=x%2Fy"),
        ),
        of_requests(
            "data, a text",
            one(
                json!({"url": "SOURCE/a", "method": "PUT", "headers": {"Content-Type": FORM}, "data": "a=${route.dynamic.word}"}),
            ),
            put(json!({"content-type": FORM}), "a=x%2Fy"),
        ),
        of_requests(
            "text",
            one(
                json!({"url": "SOURCE/a", "method": "PUT", "headers": {"content-type": "text/plain"}, "text": "of ${route.dynamic.word}"}),
            ),
            put(json!({"content-type": "text/plain"}), "of x/y"),
        ),
        of_requests(
            "text of XML",
            one(
                json!({"url": "SOURCE/a", "method": "PUT", "headers": {"content-type": "text/xml"}, "text": "<a>${constants.word}</a>"}),
            ),
            put(json!({"content-type": "text/xml"}), "<a>own</a>"),
        ),
        of_requests(
            "a request made of what another brought",
            json!([{"name": "one", "url": "SOURCE/one", "method": "GET"},
                   {"url": "SOURCE/a?n=${requests_by_name['one'].response.json.count}", "method": "GET",
                    "headers": {"Authorization": "Bearer ${requests[0].response.json.rows[0].a}"}}]),
            json!([["GET", "/one", {}, ""], ["GET", "/a?n=17", {"authorization": "Bearer A"}, ""]]),
        ),
        of_requests(
            "claims that only the operator and the file know, in their places",
            one(json!({
                "url": "SOURCE/a/${route.extra.mop_request_ticket.claims['urn:example:class']}", "method": "PUT",
                "headers": {"X-A": "${route.extra.mop_request_ticket.claims.case.number}"}, "json": {"sent": "S"},
                "builders": [{"builder": "copy", "from": "route.extra.mop_request_ticket.claims.case", "to": "self.json.case"}],
            })),
            json!([["PUT", "/a/B%26B", {"content-type": JSON, "x-a": "42"},
                r#"{"case":{"number":42,"of":["loans","fines"],"open":true},"sent":"S"}"#]]),
        ),
        Part {
            what: "includes and their arguments",
            file: json!({
                "constants": {"host": "SOURCE"},
                "requests": [{"includes": [{"file": "two.json", "arguments": {
                    "of": "${route.dynamic.word}", "scope": "${route.json.key}", "deep": {"er": [1, "${route.headers.Locale}"]}}}]}],
            }),
            sent: json!([["POST", "/two?of=x%2Fy", {"x-nested": "fi"}, "scope=b"]]),
            answered: done(),
        },
    ]
}

fn parts_of_builders() -> Vec<Part> {
    let with = |operations: Value| json!([{"url": "SOURCE/a", "method": "PUT", "headers": {"X-A": "1"}, "json": {"a": 1}, "builders": operations}]);
    let put = |headers: Value, body: &str| json!([["PUT", "/a", headers, body]]);
    vec![
        of_requests(
            "builder copy",
            with(
                json!([{"builder": "builders.copy", "from": "route.json.wish", "to": "self.json.wish"}]),
            ),
            put(
                json!({"content-type": JSON, "x-a": "1"}),
                r#"{"a":1,"wish":{"fields":["name"]}}"#,
            ),
        ),
        of_requests(
            "builder copy, by the place of the request",
            with(
                json!([{"builder": "copy", "from": "route.headers.Locale", "to": "requests[0].headers.x_b"}]),
            ),
            put(
                json!({"content-type": JSON, "x-a": "1", "x_b": "fi"}),
                r#"{"a":1}"#,
            ),
        ),
        of_requests(
            "builder copy of a whole body",
            with(json!([{"builder": "copy", "from": "route.json", "to": "self.json"}])),
            put(
                json!({"content-type": JSON, "x-a": "1"}),
                r#"{"key":"b","none":null,"wish":{"fields":["name"]},"yes":true}"#,
            ),
        ),
        of_requests(
            "builder copy of all headers, then delete and set of one",
            with(json!([
                {"builder": "copy", "from": "route.headers", "to": "headers"},
                {"builder": "delete", "key": "headers.content-type"},
                {"builder": "set", "headers.locale": "sv"}])),
            put(json!({"content-type": JSON, "locale": "sv"}), r#"{"a":1}"#),
        ),
        of_requests(
            "builder copy of what a value names, to what another names",
            with(
                json!([{"builder": "copy", "if": "constants.of.${route.json.key}", "from": "constants.of.${route.json.key}.name", "to": "self.json.${route.dynamic.rest}"}]),
            ),
            put(
                json!({"content-type": JSON, "x-a": "1"}),
                r#"{"a":1,"a/b":"B"}"#,
            ),
        ),
        of_requests(
            "builder set",
            with(
                json!([{"builder": "builders.set", "self.json.b.c": "${route.dynamic.whole}", "self.headers.X-A": "2"}]),
            ),
            put(
                json!({"content-type": JSON, "x-a": "2"}),
                r#"{"a":1,"b":{"c":"-7"}}"#,
            ),
        ),
        of_requests(
            "builder delete",
            with(json!([{"builder": "builders.delete", "key": "self.headers.x-a"}])),
            put(json!({"content-type": JSON}), r#"{"a":1}"#),
        ),
        of_requests(
            "if of a builder: there, though null",
            with(json!([{"builder": "set", "if": "route.json.none", "self.json.b": 2}])),
            put(
                json!({"content-type": JSON, "x-a": "1"}),
                r#"{"a":1,"b":2}"#,
            ),
        ),
        of_requests(
            "if of a builder: not there",
            with(json!([
                {"builder": "copy", "if": "route.json.no", "from": "route.json.no", "to": "self.json.b"},
                {"builder": "set", "if": "route.json.no", "self.json.b": 2},
                {"builder": "delete", "if": "route.json.no", "key": "self.json.a"}])),
            put(json!({"content-type": JSON, "x-a": "1"}), r#"{"a":1}"#),
        ),
        of_requests(
            "if of a builder: in the environment",
            with(json!([
                {"builder": "copy", "if": "environment.CARGO_PKG_VERSION_MAJOR", "from": "environment.CARGO_PKG_VERSION_MAJOR", "to": "self.json.b"},
                {"builder": "set", "if": "environment.FIDUCIA_NO_SUCH_VARIABLE", "self.json.c": 2}])),
            put(
                json!({"content-type": JSON, "x-a": "1"}),
                r#"{"a":1,"b":"0"}"#,
            ),
        ),
    ]
}

fn parts_of_responses() -> Vec<Part> {
    let with = |operations: Value| json!({"status": 200, "headers": {"X-Other": "1"}, "json": {"a": 1}, "generators": operations});
    let of_xml = json!([{"url": "SOURCE/xml", "method": "GET", "processors": [{"processor": "processors.xml_to_json"}]}]);
    vec![
        of_response(
            "status and headers",
            json!({"status": "202 Accepted", "headers": {"x_other": "${route.headers.Locale}", "content_type": "application/ld+json"}, "json": {"a": 1}}),
            json!([202, "application/ld+json", "fi", "{\"a\":1}"]),
        ),
        of_response(
            "json",
            json!({"status": 200, "headers": {}, "json": {"n": "${requests[0].response.json.count}"}}),
            json!([200, JSON, null, "{\"n\":\"17\"}"]),
        ),
        of_response(
            "data",
            json!({"status": 200, "headers": {}, "data": {"n": "${route.dynamic.word}"}}),
            json!([200, FORM, null, "n=x%2Fy"]),
        ),
        of_response(
            "text",
            json!({"status": 200, "headers": {}, "text": "n ${requests[0].response.json.count}"}),
            json!([200, "text/plain; charset=utf-8", null, "n 17"]),
        ),
        of_response(
            "generator copy",
            with(
                json!([{"generator": "generators.copy", "from": "requests_by_name['one'].response.json.rows", "to": "self.json.rows"}]),
            ),
            json!([200, JSON, "1", r#"{"a":1,"rows":[{"a":"A"},{"a":"B"}]}"#]),
        ),
        of_response(
            "generator copy of a number",
            with(
                json!([{"generator": "copy", "from": "route.dynamic.number", "to": "response.json.a"}]),
            ),
            json!([200, JSON, "1", r#"{"a":2.5}"#]),
        ),
        of_response(
            "generator copy of the source's status",
            with(
                json!([{"generator": "copy", "from": "requests[0].response.status", "to": "self.status"}]),
            ),
            json!([200, JSON, "1", r#"{"a":1}"#]),
        ),
        of_response(
            "generator set",
            with(
                json!([{"generator": "generators.set", "note": "why", "response.status": 201, "self.json.b": ["${constants.word}"]}]),
            ),
            json!([201, JSON, "1", r#"{"a":1,"b":["own"]}"#]),
        ),
        of_response(
            "generator delete",
            with(json!([{"generator": "generators.delete", "key": "self.headers.X-Other"}])),
            json!([200, JSON, null, r#"{"a":1}"#]),
        ),
        of_response(
            "if of a generator",
            with(json!([
                {"generator": "copy", "if": "requests[0].response.json.none", "from": "requests[0].response.json.none", "to": "self.json.b"},
                {"generator": "delete", "if": "requests[0].response.json.count", "key": "self.json.a"},
                {"generator": "set", "self.json.c": 3}])),
            json!([200, JSON, "1", r#"{"c":3}"#]),
        ),
        Part {
            what: "processor xml_to_json",
            file: json!({"requests": of_xml, "response": with(json!([{"generator": "copy", "from": "requests[0].response.json.loans", "to": "self.json"}]))}),
            sent: json!([["GET", "/xml", {}, ""]]),
            answered: json!([200, JSON, "1", r#"{"@of":"2900","loan":["Kalevala",null]}"#]),
        },
        Part {
            what: "an answer of another status is one",
            file: json!({"requests": [{"url": "SOURCE/missing", "method": "GET"}],
                "response": {"status": 200, "headers": {}, "text": "${requests[0].response.status} ${requests[0].response.text}"}}),
            sent: json!([["GET", "/missing", {}, ""]]),
            answered: json!([200, "text/plain; charset=utf-8", null, "404 none"]),
        },
    ]
}

#[tokio::test]
async fn mim4_6_each_part_of_a_file_of_2021_does_what_it_did() {
    let parts: Vec<_> = parts_of_requests()
        .into_iter()
        .chain(parts_of_builders())
        .chain(parts_of_responses())
        .collect();
    let files: Vec<_> = parts.iter().map(|part| part.file.clone()).collect();
    let city = with_parts(&files).await;
    for (index, part) in parts.iter().enumerate() {
        let before = city.upstream.asked().len();
        let response = ask(&city, index, JSON, BODY).await;
        assert_eq!(
            answered(response).await,
            part.answered,
            "{}: the answer",
            part.what
        );
        let got: Vec<_> = city.upstream.asked()[before..].iter().map(sent).collect();
        assert_eq!(json!(got), part.sent, "{}: what the source got", part.what);
    }
}

#[tokio::test]
async fn mim4_6_forms_and_headers_of_the_service_are_seen_as_in_2021() {
    let of = |from: &str| {
        json!({"response": {"status": 200, "headers": {}, "json": {}, "generators": [
        {"generator": "copy", "from": from, "to": "self.json.found"}]}})
    };
    let city = with_parts(&[
        of("route.data"),
        of("route.headers"),
        of("route.query"),
        of("route.json"),
    ])
    .await;
    let found = async |index, media: &str, body: &str| -> Value {
        let response = ask(&city, index, media, body).await;
        response.json::<Value>().await.unwrap()["found"].clone()
    };
    let form = found(0, FORM, "a=x+y&b=1&b=2").await;
    assert_eq!(form, json!({"a": "x y", "b": ["1", "2"]}));
    let headers = found(1, JSON, BODY).await;
    assert_eq!(
        (&headers["Locale"], &headers["X-Which-Way"]),
        (&json!("fi"), &json!("1"))
    );
    assert!(
        headers["Mydatashare-Request-Ticket"].is_string(),
        "{headers}"
    );
    assert_eq!(
        found(2, JSON, BODY).await,
        json!({"once": "1", "twice": ["1", "2"]})
    );
    assert_eq!(found(3, "text/plain", "no JSON").await, Value::Null);
}

#[tokio::test]
async fn mim4_6_what_a_file_lacks_for_a_request_is_an_internal_error_that_names_it() {
    let text = |name: &str| json!({"response": {"status": 200, "headers": {}, "text": format!("${{{name}}}")}});
    let generator = |operation: Value| json!({"response": {"status": 200, "headers": {}, "json": {"a": 1}, "generators": [operation]}});
    let request = |request: Value| json!({"requests": [request]});
    let rows = [
        (text("route.headers.No"), "route.headers.No"),
        (text("route.query.no"), "route.query.no"),
        (text("route.query.twice"), "route.query.twice"),
        (text("route.query.twice[2]"), "route.query.twice[2]"),
        (text("route.json.no"), "route.json.no"),
        (text("route.json.none"), "route.json.none"),
        (text("route.data.no"), "route.data.no"),
        (
            text("route.extra.mop_request_ticket.claims.no"),
            "mop_request_ticket.claims.no",
        ),
        (
            text("constants.of[route.json.no].name"),
            "constants.of[route.json.no].name",
        ),
        (
            text("environment.FIDUCIA_NO_SUCH_VARIABLE"),
            "environment.FIDUCIA_NO_SUCH_VARIABLE",
        ),
        (
            text("requests[0].response.json.no"),
            "requests[0].response.json.no",
        ),
        (
            text("requests[0].response.json.rows"),
            "requests[0].response.json.rows",
        ),
        (
            generator(json!({"generator": "copy", "from": "route.json.no", "to": "self.json.b"})),
            "route.json.no",
        ),
        (
            generator(json!({"generator": "set", "self.json.b[0]": 1})),
            "self.json.b[0]",
        ),
        (
            generator(json!({"generator": "delete", "key": "self.json.b"})),
            "self.json.b",
        ),
        (
            json!({"response": {"status": 200, "headers": {}, "json": {}}}),
            "no `json`, `data` or `text`",
        ),
        (
            json!({"response": {"status": "fine", "headers": {}, "text": "x"}}),
            "`status`",
        ),
        (
            json!({"response": {"status": 200, "headers": {"x y": "z"}, "text": "x"}}),
            "a header",
        ),
        (
            request(json!({"url": "${route.dynamic.word}/a", "method": "GET"})),
            "",
        ),
        (
            request(json!({"url": "no address", "method": "GET"})),
            "`url` is no address",
        ),
        (
            request(json!({"url": "SOURCE/a", "method": "PUT", "data": 7})),
            "`data` is neither",
        ),
    ];
    let files: Vec<_> = rows.iter().map(|(file, _)| file.clone()).collect();
    let city = with_parts(&files).await;
    for (index, (file, name)) in rows.iter().enumerate() {
        let response = ask(&city, index, JSON, BODY).await;
        // What would make an address of the service's own is the request's fault.
        let (status, error) = if name.is_empty() {
            (400, "bad_request")
        } else {
            (500, "internal_error")
        };
        let body = refused(response, status, error).await;
        let description = body["description"].as_str().unwrap();
        assert!(description.contains(name), "{file}: {description}");
        let log = city.log().await;
        assert_eq!(log[0]["kind"], "refusal", "{file}");
    }
}
