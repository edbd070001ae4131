//! The page on which people search the sources.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};

use crate::sharing::{Party, group, registry, wait_for};

#[tokio::test]
async fn people_search_the_sources_in_their_language() {
    let registry = registry(600).await;
    let operator = Party::operator("City of Helsinki").await;
    let library = Party::connector("City <library>", ("Helsinki", "FI")).await;
    let cities = group(&registry, "Cities", &[&operator]).await;
    operator.share(&cities, &[&library], &[]);
    wait_for(&registry, "", 1).await;

    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let page = async |path: &str, language: &str| {
        let request = client.get(format!("{}{path}", registry.url));
        let answer = request.header(ACCEPT, "text/html");
        let answer = answer.header(ACCEPT_LANGUAGE, language).send().await;
        answer.unwrap()
    };
    let start = page("/", "en").await;
    assert_eq!(start.headers()[LOCATION], "/sources");

    let english = page("/sources", "en").await.text().await.unwrap();
    for part in [
        "<html lang=\"en\">",
        "Held by: City &#60;library&#62; · <bdi>Helsinki, Finland</bdi>",
        "Shared by City of Helsinki in the trust group Cities",
        "What you &#60;borrow&#62;",
        "1 set of data",
    ] {
        assert!(english.contains(part), "no {part} in {english}");
    }
    // There is only one group to choose.
    assert!(!english.contains("name=\"trust_group\""));
    let finnish = page("/sources?q=sähköposti", "fi").await.text().await;
    let finnish = finnish.unwrap();
    for part in [
        "<html lang=\"fi\">",
        "Lainat",
        "luottamusryhmä Cities",
        "1 tietoaineisto",
    ] {
        assert!(finnish.contains(part), "no {part} in {finnish}");
    }
    let nothing = page("/sources?q=tram", "en").await.text().await.unwrap();
    assert!(nothing.contains("Nothing was found"), "{nothing}");

    let other = group(&registry, "Regions", &[&operator]).await;
    operator.change(|metadata| {
        let shared = metadata["shared_connectors"].as_array_mut().unwrap();
        let mut again = shared[0].clone();
        again["trust_group_uuid"] = other.clone().into();
        shared.push(again);
    });
    wait_for(&registry, &format!("trust_group={other}"), 1).await;
    let path = format!("/sources?trust_group={other}");
    let narrow = page(&path, "en").await.text().await.unwrap();
    let chosen = format!("<option value=\"{other}\" selected>Regions</option>");
    assert!(narrow.contains(&chosen), "{narrow}");

    // Another language is chosen without a script, and remembered.
    let form = [("language", "sv"), ("next", "/sources?q=loans")];
    let request = client
        .post(format!("{}/language", registry.url))
        .form(&form);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[LOCATION], "/sources?q=loans");
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let request = client.get(format!("{}/sources", registry.url));
    let swedish = request.header(COOKIE, cookie).send().await.unwrap();
    let swedish = swedish.text().await.unwrap();
    assert!(swedish.contains("<html lang=\"sv\">"), "{swedish}");
}
