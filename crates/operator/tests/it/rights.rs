//! The pages about rights and mandates: letters that people send themselves.
use crate::city::City;
use crate::pages::Browser;

#[tokio::test]
async fn a_letter_is_made_for_whoever_holds_data_and_is_sent_by_nobody() {
    let city = City::new().await;
    city.permit(&[]).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (status, page) = browser.get("/rights").await;
    assert_eq!(status, 200);
    for text in [
        "Right of access",
        "Right to erasure",
        "within one month",
        "The City Library",
        "Hobby Grants ry",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert!(
        !page.contains("class=\"letter\""),
        "nothing is asked yet: {page}"
    );
    let service = page.split("value=\"service:").nth(1).unwrap();
    let service = service.split('"').next().unwrap();
    let (_, page) = browser
        .get(&format!(
            "/rights?to=service:{service}&right=access&language=fi"
        ))
        .await;
    assert!(
        page.contains("<pre class=\"letter\" lang=\"fi\">"),
        "{page}"
    );
    assert!(page.contains("tietosuoja-asetuksen 15 artiklan"), "{page}");
    assert!(page.contains("Nothing has been sent"), "{page}");
    city.end().await;
}

#[tokio::test]
async fn my_data_leads_to_a_letter_about_that_dataset() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/my-data").await;
    let link = page.split("href=\"/rights?to=source:").nth(1).unwrap();
    let link = link.split('"').next().unwrap();
    let link = link.replace("&amp;", "&").replace("&#38;", "&");
    let (_, page) = browser.get(&format!("/rights?to=source:{link}")).await;
    for text in [
        "class=\"letter\"",
        "Article 16",
        "It is about:",
        "We know no postal or e-mail address",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    city.end().await;
}

#[tokio::test]
async fn what_the_address_says_stays_text_and_strangers_get_no_letter() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/my-data").await;
    let source = page.split("href=\"/rights?to=source:").nth(1).unwrap();
    let source = source.split('&').next().unwrap();
    let markup = "%3Cscript%3Ealert(1)%3C/script%3E";
    let (_, page) = browser
        .get(&format!(
            "/rights?to=source:{source}&right=delete&about={markup}"
        ))
        .await;
    assert!(page.contains("class=\"letter\""), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    for query in [
        "to=service:nobody&right=access",
        &format!("to=source:{source}&right=everything"),
        "to=&right=",
    ] {
        let (status, page) = browser.get(&format!("/rights?{query}")).await;
        assert_eq!(status, 200);
        assert!(!page.contains("class=\"letter\""), "{query}: {page}");
    }
    city.end().await;
}

#[tokio::test]
async fn who_acts_for_a_person_is_said_honestly() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    let response = browser.get("/mandates").await;
    assert_eq!(response.0, 303, "only for people who are logged in");
    browser.log_in("/").await;
    let (status, page) = browser.get("/mandates").await;
    assert_eq!(status, 200);
    assert!(page.contains("Nobody acts for you"), "{page}");
    city.end().await;
}

#[tokio::test]
async fn a_source_says_whom_to_write_to_and_what_it_says_stays_text() {
    let city = City::new().await;
    city.connector.shared.metadata.lock().unwrap()["contact"] = serde_json::json!({
        "email": "library@city.example", "data_protection_officer": "dpo@city.example",
        "postal": "<b>Square 1</b>", "url": "javascript:alert(1)",
    });
    crate::own_pages::refresh(&city).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let to = format!("/rights?to=source:{}&right=access", city.connector.uuid);
    let (_, page) = browser.get(&to).await;
    for text in [
        "href=\"mailto:dpo@city.example?",
        "library@city.example",
        "&#60;b&#62;Square 1",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert!(!page.contains("javascript:") && !page.contains("We know no postal"));
    let (_, page) = browser.get("/operator").await;
    assert!(
        page.contains("dpo@city.example") && page.contains("&#60;b&#62;"),
        "{page}"
    );
    // Anybody can read it in the catalogue.
    let catalogue = city.get("/catalogue").await.text().await.unwrap();
    for text in [
        "Data protection officer: <bdi>dpo@city.example</bdi>",
        "E-mail: <bdi>library@city.example</bdi>",
        "&#60;b&#62;Square 1",
    ] {
        assert!(
            catalogue.contains(text),
            "`{text}` is missing in {catalogue}"
        );
    }
    assert!(!catalogue.contains("javascript:"));
    city.end().await;
}
