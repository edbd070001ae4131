//! Whom a gateway file makes the connector call, and what callers see, as it was with the reference connector of 2021 (MIM4
//! 2021 Part 2 §6): the operator before and after, pages of other origins, and what its plugins and processors take.

use axum::Router;
use axum::response::IntoResponse;
use http::{HeaderMap, Uri};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::agw_tokens::known_by_token;
use crate::city::{City, eventually};
use crate::gateways::{prepared, refused, route, ticket_for, with_files};
use crate::peers::{Answer, Server, active, inactive};

const TICKET: &str = "MyDataShare-Request-Ticket";
const ITEM: &str = "6f1d1a52-0a1c-4d0e-8a53-2f6f0d9a7e21";

fn loans(hooks: &Value) -> Value {
    json!({
        "route": route("/agw/loans", "GET"),
        "requests": [{"url": "SOURCE/loans?of=${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET"}],
        "response": {"status": 200, "headers": {"content_type": "application/json"}, "json": {"loans": "${requests[0].response.json.loans}"}},
        "after_hooks": hooks,
    })
}

async fn get(city: &City, path: &str, ticket: &str) -> reqwest::Response {
    let request = city.client.get(format!("{}{path}", city.url));
    request.header(TICKET, ticket).send().await.unwrap()
}

#[tokio::test]
async fn mim4_6_the_operator_is_called_as_the_connector_of_2021_called_it() {
    for hooks in [
        json!([{"after_hook": "after_hooks.patch_mop_access_item"}]),
        json!(null),
    ] {
        let mut city = prepared(&[("gateways/loans.json", loans(&hooks))], json!({})).await;
        known_by_token(&mut city, true);
        city.operator.demand_tokens();
        let mut vouched = active("2900-17");
        vouched["access_item_uuid"] = json!(ITEM);
        city.operator.answer(Answer::Json(vouched));
        city.upstream.answer(Answer::Json(json!({"loans": 3})));
        city.serve().await;

        let ticket = ticket_for(&city, "/agw/loans");
        let answer: Value = get(&city, "/agw/loans", &ticket)
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(answer, json!({"loans": "3"}));
        let introspection = city.operator.asked().remove(0);
        assert_eq!(introspection.method, Method::POST);
        assert_eq!(introspection.json(), json!({"request_ticket": ticket}));
        assert_eq!(introspection.header("authorization"), "Bearer agw-1");

        assert_eq!(city.outcome(0).await["success"], true);

        city.upstream.answer(Answer::Json(json!({"fines": 3})));
        let ticket = ticket_for(&city, "/agw/loans");
        refused(
            get(&city, "/agw/loans", &ticket).await,
            500,
            "internal_error",
        )
        .await;
        let told = eventually("both outcomes", || {
            Some(city.operator.outcomes()).filter(|told| told.len() == 2)
        });
        let told = told.await;
        for one in &told {
            assert_eq!(one.method, Method::PATCH);
            assert!(one.target.ends_with(&format!("/{ITEM}")), "{}", one.target);
            assert_eq!(one.header("authorization"), "Bearer agw-1");
            assert_eq!(one.json()["status"], "completed");
        }
        assert_eq!(told[1].json()["success"], false);
        // Why, in one word, and nothing of what the source said.
        assert_eq!(told[1].json()["additional_info"], "source-bad-answer");

        // Where the operator says no there is no access item, and nothing to tell.
        city.operator.answer(Answer::Json(inactive("withdrawn")));
        let (ticket, asked) = (ticket_for(&city, "/agw/loans"), city.upstream.asked().len());
        refused(get(&city, "/agw/loans", &ticket).await, 400, "bad_request").await;
        assert_eq!(
            (city.operator.outcomes().len(), city.upstream.asked().len()),
            (2, asked)
        );
    }
}

#[tokio::test]
async fn mim4_6_the_example_of_the_text_is_run() {
    async fn answered(uri: Uri, headers: HeaderMap, body: String) -> impl IntoResponse {
        let sent = ["version", "omit", "locale"].map(|name| {
            let value = headers.get(name).map(|value| value.to_str().unwrap());
            value.unwrap_or_default().to_owned()
        });
        let body = json!({"count": 7, "status": format!("{uri} {} {body}", sent.join("|"))});
        (
            [("access-control-allow-headers", "X-Own")],
            axum::Json(body),
        )
    }
    let provider = Server::start(Router::new().fallback(answered)).await;
    let of = |path: &str| format!("{}{path}", provider.url);
    let file = json!({
        "route": {
            "path": "/foo/simple/<baz>", "method": "POST",
            "plugins": [{"plugin": "mop_request_ticket_validation"}]
        },
        "requests": [
            {
                "url": of("/foo?item=0&limit=100"), "method": "POST",
                "headers": {"version": "bar ${route.headers.Version}", "omit": "lol ${route.query.except[0]}"},
                "json": {"request_list": "${route.baz}"}
            },
            {
                "url": of("/bar?count=${requests[0].response.json.count}"), "method": "GET",
                "headers": {"locale": "bar ${route.headers.Locale}"}
            }
        ],
        "response": {
            "status": 200,
            "headers": {"content_type": "application/json"},
            "json": {
                "count": "bar ${requests[0].response.json.count}",
                "allow": "${requests[0].response.headers.Access-Control-Allow-Headers}",
                "status": "resp1 ${requests[0].response.json.status} ${requests[1].response.json.status}"
            }
        },
        "after_hooks": [{"after_hook": "patch_mop_access_item"}]
    });
    let city = with_files(&[("gateways/example.json", file)], json!({})).await;
    let request = city
        .client
        .post(format!("{}/foo/simple/17?except=a&except=b", city.url));
    let request = request.header("version", "2").header("locale", "fi");
    let request = request.header(TICKET, ticket_for(&city, "/foo/simple"));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        answer,
        json!({
            "count": "bar 7", "allow": "X-Own",
            "status": "resp1 /foo?item=0&limit=100 bar 2|lol a| {\"request_list\":\"17\"} /bar?count=7 ||bar fi ",
        })
    );
}

#[tokio::test]
async fn mim4_6_plugins_take_what_they_took() {
    // The audience that the file names is the one that a ticket for it has.
    let mut named = loans(&json!([]));
    named["route"]["plugins"] = json!([
        {"plugin": "mop_request_ticket_validation", "aud": "https://agw.example/loans"},
        {"plugin": "cors", "origin_pattern": "https://[a-z]+\\.example", "methods": "GET", "headers": "X-Own", "credentials": "false"},
    ]);
    let city = with_files(&[("gateways/loans.json", named)], json!({})).await;
    city.upstream.answer(Answer::Json(json!({"loans": 3})));
    let mut claims = city.claims();
    claims["aud"] = json!("https://agw.example/loans");
    let request = city.client.get(format!("{}/agw/loans", city.url));
    let request = request.header(TICKET, city.operator.sign(&claims));
    let answer = request
        .header("origin", "https://city.example")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    for (name, value) in [
        ("access-control-allow-origin", "https://city.example"),
        ("access-control-allow-methods", "GET"),
        ("access-control-allow-headers", "X-Own"),
        ("access-control-allow-credentials", "false"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    let elsewhere = ticket_for(&city, "/agw/loans");
    refused(get(&city, "/agw/loans", &elsewhere).await, 403, "forbidden").await;
}

#[tokio::test]
async fn mim4_6_what_is_no_xml_is_an_internal_error() {
    let mut file = loans(&json!([]));
    file["requests"][0]["processors"] = json!([{"processor": "xml_to_json"}]);
    let city = with_files(&[("gateways/loans.json", file)], json!({})).await;
    for (sent, status) in [
        ("<loans>3</loans>", 200),
        ("<loans>3", 500),
        ("", 500),
        ("{\"loans\": 3}", 500),
    ] {
        city.upstream
            .answer(Answer::Raw(200, "application/xml", sent.into()));
        let answer = get(&city, "/agw/loans", &ticket_for(&city, "/agw/loans")).await;
        assert_eq!(answer.status(), status, "{sent}");
        if status == 500 {
            refused(answer, 500, "internal_error").await;
        }
    }
}
