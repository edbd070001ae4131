use askama::Template;
use axum::Router;
use axum::routing::get;
use web::ServerConfig;
use web::language::{Language, Speech};
use web::page::{Brand, Shell};

use crate::support::{frame, serve, serve_framed};

#[derive(Template)]
#[template(
    source = r#"{% extends "shell.html" %}{% import "parts.html" as parts %}{% block content %}
{% call parts::notice("bad", given, given) %}{% endcall %}
{% call parts::field("login", given, "email", given, "username", given, given, true) %}{% endcall %}
{% call parts::switch("attribute", given, given, given, given, true) %}{% endcall %}
{% call parts::card("/requests/1", given, given, "good", given) %}{% endcall %}
{% call parts::happened("2026-05-03T11:03:00Z", "good", given, given, "/", given) %}{% endcall %}
{% call parts::empty(given, given) %}{% endcall %}{% endblock %}"#,
    ext = "html"
)]
struct Given<'a> {
    shell: Shell<'a>,
    given: &'a str,
}

fn page(brand: &Brand, speech: Speech) -> String {
    let shell = Shell::speaking(brand, "Gallery", speech)
        .link("/", "Home", "/")
        .link("/activity", "Activity", "/")
        .path("/permissions?before=1")
        .person("Aino");
    let page = Given {
        shell,
        given: "<b>\"me\" & you</b>",
    };
    page.render().unwrap()
}

fn gallery(brand: &Brand) -> String {
    page(brand, Speech::default())
}

#[test]
fn the_shell_has_what_everybody_needs_to_find_their_way() {
    let html = gallery(&Brand {
        city: "Helsinki".into(),
        name: "My data".into(),
        ..Brand::default()
    });
    for part in [
        "<html lang=\"en\">",
        "<title>Gallery – My data, Helsinki</title>",
        "href=\"#main\"",
        "<main id=\"main\"",
        "<h1>Gallery</h1>",
        "<a href=\"/\" aria-current=\"page\">Home</a>",
        "action=\"/logout\"",
        "name=\"viewport\"",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert_eq!(html.matches("<h1>").count(), 1);
}

#[test]
fn nothing_from_outside_becomes_markup_and_nothing_inline_is_needed() {
    let html = gallery(&Brand::default());
    assert!(!html.contains("<b>"));
    assert!(
        html.contains("&#60;b&#62;") || html.contains("&lt;b&gt;"),
        "{html}"
    );
    assert!(!html.contains("style=") && !html.contains("<script") && !html.contains("<style"));
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "a third party is asked: {html}"
    );
}

#[test]
fn the_page_says_which_language_it_is_in_and_offers_the_others() {
    let speech = Speech::of_shell(Language::Finnish, jiff::tz::TimeZone::UTC);
    let html = page(&Brand::default(), speech);
    for part in [
        "<html lang=\"fi\">",
        "Siirry sisältöön",
        "Kirjaudu ulos",
        "action=\"/language\"",
        "name=\"next\" value=\"/permissions?before=1\"",
        "<option value=\"fi\" lang=\"fi\" selected>Suomi</option>",
        "<option value=\"el\" lang=\"el\">Ελληνικά</option>",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[tokio::test]
async fn the_design_page_shows_every_component_labelled() {
    let server = serve_framed(ServerConfig::default(), Router::new()).await;
    let html = server.get("/design", "").await.body;
    let parts = include_str!("../../templates/parts.html");
    let shown = include_str!("../../templates/design.html");
    for line in parts.lines() {
        let Some(rest) = line.strip_prefix("{% macro ") else {
            continue;
        };
        let name = rest.split('(').next().unwrap();
        let call = format!("parts::{name}(");
        // A button with a form of its own would change something.
        assert!(
            name == "post" || shown.contains(&call),
            "{name} is not shown"
        );
    }
    assert!(html.contains("<label for=\"address\">"));
    assert!(
        html.contains("aria-describedby=\"address-hint address-error\"")
            && html.contains("aria-invalid=\"true\"")
    );
    assert!(html.contains("role=\"switch\"") && html.contains("<th scope=\"col\">"));
    assert!(html.contains("role=\"alert\"") && html.contains("popovertarget=\"example\""));
    assert!(html.len() < 30_000, "{}", html.len());
}

#[tokio::test]
async fn a_problem_is_explained_in_the_visitors_language() {
    let server = serve_framed(ServerConfig::default(), Router::new()).await;
    let headers = "accept: text/html\r\naccept-language: fi-FI,fi;q=0.9\r\n";
    let answer = server.get("/nowhere", headers).await;
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("<html lang=\"fi\">"), "{answer:?}");
    assert!(
        answer.body.contains("Tätä sivua ei ole täällä"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_city_shows_its_logo() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logo.svg");
    std::fs::write(&path, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    let brand = Brand {
        logo: Some(path.clone()),
        ..Brand::default()
    };
    brand.check().unwrap();
    let config = ServerConfig::default();
    let frame = web::Frame::new("http://op.example", brand.clone(), &config);
    let router = frame.around(web::page::router(&frame));
    let server = serve(config, router).await;
    let html = server.get("/design", "").await.body;
    let url = html.split("class=\"logo\" src=\"").nth(1).unwrap();
    let answer = server.get(url.split('"').next().unwrap(), "").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("image/svg+xml"))
    );
    for (name, size) in [("logo.exe", 10), ("logo.png", 50_000)] {
        let path = folder.path().join(name);
        std::fs::write(&path, vec![0; size]).unwrap();
        let brand = Brand {
            logo: Some(path),
            ..Brand::default()
        };
        assert!(brand.check().is_err(), "{name}");
    }
}

#[test]
fn a_time_zone_that_is_none_is_refused() {
    let brand = Brand {
        time_zone: "Europe/Atlantis".into(),
        ..Brand::default()
    };
    assert!(brand.check().unwrap_err().to_string().contains("Atlantis"));
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_names_of_their_content() {
    let server = serve_framed(ServerConfig::default(), Router::new()).await;
    for name in ["fiducia.css", "icon.svg"] {
        let answer = server.get(&web::page::asset_url(name), "").await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, Some("public, max-age=31536000, immutable"))
        );
    }
    assert_eq!(server.get("/assets/fiducia.css", "").await.status, 404);
    assert_eq!(server.get("/assets/..%2fCargo.toml", "").await.status, 404);
}

#[tokio::test]
async fn a_city_sets_its_colour() {
    let brand = Brand {
        accent: Some("#7A1F5c".into()),
        ..Brand::default()
    };
    brand.check().unwrap();
    let url = Shell::new(&brand, "").accent_style().unwrap();
    assert!(gallery(&brand).contains(&url));
    let server = serve_framed(ServerConfig::default(), Router::new()).await;
    let answer = server.get(&url, "").await;
    assert!(answer.body.contains("--accent-light:#7a1f5c"), "{answer:?}");
    assert_eq!(server.get("/assets/accent-red;}.css", "").await.status, 404);
}

#[test]
fn a_colour_that_cannot_be_read_is_refused() {
    let check = |accent: &str| {
        let brand = Brand {
            accent: Some(accent.into()),
            ..Brand::default()
        };
        brand.check()
    };
    for accent in ["#ffff00", "#9ad", "blue", "#0b4f8a;}"] {
        assert!(check(accent).is_err(), "{accent}");
    }
    let refusal = check("#e8a33d").unwrap_err().to_string();
    let nearest = refusal.split("is `").last().unwrap().trim_end_matches('`');
    check(nearest).unwrap();
    assert!(Brand::default().check().is_ok());
}

#[tokio::test]
async fn a_page_with_its_style_stays_small() {
    let frame = frame("http://op.example", &ServerConfig::default());
    let pages = Router::new().route(
        "/gallery",
        get(|| async { axum::response::Html(gallery(&Brand::default())) }),
    );
    let server = serve(
        ServerConfig::default(),
        frame.around(pages.merge(web::page::router(&frame))),
    )
    .await;
    let page = server.get("/gallery", "").await.body.len();
    let style = server
        .get(&web::page::asset_url("fiducia.css"), "")
        .await
        .body
        .len();
    assert!(page + style < 40_000, "{page} + {style}");
}
