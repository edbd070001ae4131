//! `fiducia connector check` logs in at the source, and says what keeps it out.

use connector::Config;
use connector::config::UpstreamConfig;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::{City, read};
use crate::peers::Answer;
use crate::pods::Pods;
use crate::pods::server::Server;
use crate::source_faults::kinds::Kind;
use crate::tls::{self, Authority, write};

/// What is found that holds this text; an error is wrong.
pub(crate) async fn found(config: &Config, text: &str) -> Result<String, String> {
    let findings = connector::check(config).await;
    let has = |one: &&Result<String, String>| match one {
        Ok(said) | Err(said) => said.contains(text),
    };
    let one = findings.iter().find(has).cloned();
    one.unwrap_or_else(|| panic!("`{text}` is not said: {findings:#?}"))
}

fn set_auth(city: &mut City, auth: Value) {
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    rest.auth = read(auth);
}

#[tokio::test]
async fn a_token_is_fetched_and_what_keeps_it_from_coming_is_said() {
    let mut city = City::prepare().await;
    let folder = TempDir::new().unwrap();
    let secret = write(folder.path(), "secret", "s3cret");
    let auth = json!({
        "kind": "client-credentials", "token_url": format!("{}/oauth/token", city.upstream.url),
        "client_id": "connector", "client_secret": {"file": secret}, "scope": "patrons",
    });
    set_auth(&mut city, auth.clone());
    city.upstream.demand("Bearer t0ken");
    found(&city.config, "gives the connector a token")
        .await
        .unwrap();
    found(&city.config, "answers the connector's token")
        .await
        .unwrap();
    let asked = city.upstream.asked();
    assert!(asked.iter().all(|one| one.method == "HEAD"), "{asked:?}");
    // A token that the source does not take.
    city.upstream.demand("Bearer other");
    let said = found(&city.config, "status 401").await.unwrap_err();
    assert!(
        said.contains("does not take the connector's token"),
        "{said}"
    );

    let refusal = |code: &str| {
        let body = json!({"error": code, "error_description": "Aino's key"}).to_string();
        Answer::Raw(401, "application/json", body)
    };
    for (answer, word) in [
        (
            refusal("invalid_client"),
            "client id or its secret is wrong",
        ),
        (refusal("invalid_scope"), "the scope is none"),
        (
            Answer::Raw(404, "text/plain", "Aino".into()),
            "no token endpoint",
        ),
        (Answer::Raw(500, "text/plain", "Aino".into()), "status 500"),
        (
            Answer::Json(json!({"access_token": "a", "token_type": "mac"})),
            "another type",
        ),
        (Answer::Never, "took too long"),
    ] {
        city.upstream.answer_tokens(answer);
        let said = found(&city.config, "gets no token").await.unwrap_err();
        assert!(said.contains(word), "{word}: {said}");
        assert!(!said.contains("Aino") && !said.contains("s3cret"), "{said}");
    }
    let mut gone = auth;
    gone["token_url"] = json!("http://127.0.0.1:9/token");
    set_auth(&mut city, gone);
    let said = found(&city.config, "gets no token").await.unwrap_err();
    assert!(said.contains("cannot be reached"), "{said}");
}

#[tokio::test]
async fn a_secret_is_shown_and_what_the_source_says_of_it_is_told() {
    let mut city = City::prepare().await;
    let folder = TempDir::new().unwrap();
    let secret = write(folder.path(), "secret", "s3cret");
    set_auth(
        &mut city,
        json!({"kind": "bearer", "token": {"file": secret}}),
    );
    city.upstream.demand("Bearer s3cret");
    found(&city.config, "answers the connector's secret")
        .await
        .unwrap();
    city.upstream.demand("Bearer other");
    let said = found(&city.config, "status 401").await.unwrap_err();
    assert!(
        said.contains("does not take the connector's secret"),
        "{said}"
    );
    city.upstream.demand("Bearer s3cret");
    city.upstream
        .answer(Answer::Raw(404, "text/plain", String::new()));
    found(&city.config, "`--person` says").await.unwrap();
}

#[tokio::test]
async fn a_secure_connection_is_made_and_what_is_wrong_with_a_certificate_is_said() {
    web::install_crypto_provider();
    let (authority, other) = (Authority::new(), Authority::new());
    let folder = TempDir::new().unwrap();
    let good = tls::serve(&authority.issue("localhost"), &authority, Kind::Rest).await;
    let elsewhere = tls::serve(&authority.issue("pods.example"), &authority, Kind::Rest).await;
    let old = tls::serve(
        &authority.issue_until("localhost", 2020),
        &authority,
        Kind::Rest,
    )
    .await;
    let own = authority.issue("connector");
    let stranger = other.issue("connector");
    let ended = authority.issue_until("connector", 2020);
    let file = |name: &str, text: &str| write(folder.path(), name, text);
    let authorities = file("authority.pem", &authority.pem);
    let foreign = file("other.pem", &other.pem);
    let [own, stranger, ended] =
        [("own", own), ("stranger", stranger), ("ended", ended)].map(|(name, identity)| {
            let certificate = file(&format!("{name}.pem"), &identity.pem);
            let key = file(&format!("{name}.key"), &identity.key.serialize_pem());
            json!({"certificate": certificate, "key": key, "authorities": authorities})
        });
    let mut untrusting = own.clone();
    untrusting["authorities"] = json!(foreign);
    let city = tls::city(Kind::Rest, &good, Some(&own)).await;
    found(&city.config, "a secure connection to").await.unwrap();
    for (url, tls, words) in [
        (
            &good,
            &untrusting,
            "of an authority that is not trusted here",
        ),
        (
            &elsewhere,
            &own,
            "not for `localhost`, but for pods.example",
        ),
        (&old, &own, "has expired, on 2020-01-01"),
        (
            &good,
            &json!({"authorities": authorities}),
            "asks for a certificate of the connector's",
        ),
        (
            &good,
            &stranger,
            "does not know the authority of the connector's certificate",
        ),
        (
            &good,
            &ended,
            "the connector's certificate has expired, it says",
        ),
    ] {
        let city = tls::city(Kind::Rest, url, Some(tls)).await;
        found(&city.config, words).await.unwrap_err();
    }
    // Where TLS is spoken to what does not.
    let city = City::prepare().await;
    let plain = city
        .upstream
        .url
        .replace("http://127.0.0.1", "https://localhost");
    let tls = json!({"authorities": authorities});
    let city = tls::city(Kind::Rest, &plain, Some(&tls)).await;
    let no = "no secure connection";
    found(&city.config, no).await.unwrap_err();
}

#[tokio::test]
async fn the_login_at_a_solid_server_is_tried() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    found(&pods.city.config, "gives the connector a token")
        .await
        .unwrap();
    let folder = TempDir::new().unwrap();
    let UpstreamConfig::Solid(solid) = &mut pods.city.config.upstream else {
        panic!("the upstream is `solid`")
    };
    let auth = solid.auth.as_mut().unwrap();
    auth.client_secret = read(json!({"file": write(folder.path(), "secret", "another")}));
    let said = found(&pods.city.config, "gets no token").await.unwrap_err();
    assert!(said.contains("client id or its secret is wrong"), "{said}");
}

#[tokio::test]
async fn the_provider_that_people_log_in_at_is_asked_whether_it_knows_the_connector() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut city = City::prepare().await;
    let folder = TempDir::new().unwrap();
    let client = json!({"client_name": "Library", "redirect_uris": ["http://localhost:1/links/openid/callback"]});
    let made = city
        .client
        .post(format!("{}/.oidc/reg", server.url))
        .json(&client);
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    let secret = made["client_secret"].as_str().unwrap();
    let mut way = json!({
        "assurance": "high", "issuer": format!("{}/", server.url), "client_id": made["client_id"],
        "client_secret": {"file": write(folder.path(), "secret", secret)},
    });
    let links = |way: &Value| {
        Some(read(
            json!({"identifier_type": "library_card", "openid": way}),
        ))
    };
    city.config.links = links(&way);
    city.config.base_url = Some("http://localhost:1".to_owned());
    found(&city.config, "knows the connector's client")
        .await
        .unwrap();
    way["client_secret"] = json!({"file": write(folder.path(), "wrong", "another")});
    city.config.links = links(&way);
    let said = found(&city.config, "invalid_client").await.unwrap_err();
    assert!(!said.contains("another`"), "{said}");
    way["client_id"] = json!("nobody");
    city.config.links = links(&way);
    found(&city.config, "the client `nobody`")
        .await
        .unwrap_err();
}
