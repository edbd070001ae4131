use askama::Template;
use axum::Router;
use axum::routing::get;
use web::ServerConfig;
use web::page::{Brand, Shell};

use crate::support::{frame, serve, serve_framed};

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery<'a> {
    shell: Shell<'a>,
    given: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
    rows: Vec<Vec<&'a str>>,
}

fn gallery(brand: &Brand) -> String {
    let shell = Shell::new(brand, "Gallery")
        .link("/", "Home", "/")
        .link("/activity", "Activity", "/")
        .person("Aino");
    let page = Gallery {
        shell,
        given: "<b>\"me\" & you</b>",
        pairs: vec![("Purpose", "Service provision")],
        rows: vec![vec!["1", "2"]],
    };
    page.render().unwrap()
}

#[test]
fn the_shell_has_what_everybody_needs_to_find_their_way() {
    let html = gallery(&Brand {
        city: "Helsinki".into(),
        name: "My data".into(),
        accent: None,
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
fn components_are_labelled() {
    let html = gallery(&Brand::default());
    assert!(html.contains("<label for=\"login\">"));
    assert!(
        html.contains("aria-describedby=\"login-hint login-error\"")
            && html.contains("aria-invalid=\"true\"")
    );
    assert!(html.contains("<caption>Who</caption>") && html.contains("<th scope=\"col\">"));
    assert!(html.contains("<dt>Purpose</dt><dd>Service provision</dd>"));
    assert!(html.contains("role=\"alert\""));
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_names_of_their_content() {
    let server = serve_framed(ServerConfig::default(), web::page::router()).await;
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
    let server = serve_framed(ServerConfig::default(), web::page::router()).await;
    let answer = server.get(&url, "").await;
    assert!(answer.body.contains("--accent-light:#7a1f5c"), "{answer:?}");
    assert_eq!(server.get("/assets/accent-red;}.css", "").await.status, 404);
}

#[test]
fn a_colour_that_cannot_be_read_is_refused() {
    for accent in ["#ffff00", "#9ad", "blue", "#0b4f8a;}"] {
        assert!(
            Brand {
                accent: Some(accent.into()),
                ..Brand::default()
            }
            .check()
            .is_err(),
            "{accent}"
        );
    }
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
        frame.around(pages.merge(web::page::router())),
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
