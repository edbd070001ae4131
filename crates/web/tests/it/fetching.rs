use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use futures_util::future::BoxFuture;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Host;
use web::ServerConfig;
use web::fetch::{FetchConfig, FetchError, GuardedClient, Limits, Resolver};
use web::server::TlsConfig;

use crate::support::{Running, certificate, serve, soon};

/// Names with the addresses they have at each look-up, the last for ever.
#[derive(Default)]
struct Names {
    known: HashMap<&'static str, Vec<Vec<IpAddr>>>,
    asked: Mutex<HashMap<String, usize>>,
}

impl Names {
    fn of(known: &[(&'static str, &[&[&str]])]) -> Arc<Self> {
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        let known = known
            .iter()
            .map(|(name, answers)| (*name, answers.iter().map(|one| addresses(one)).collect()));
        Arc::new(Self {
            known: known.collect(),
            asked: Mutex::default(),
        })
    }
}

impl Resolver for Names {
    fn resolve(&self, host: &str) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let mut asked = self.asked.lock().unwrap();
        let count = asked.entry(host.to_owned()).or_default();
        let answers = self.known.get(host);
        let found = answers
            .and_then(|answers| answers.get(*count).or(answers.last()))
            .cloned();
        *count += 1;
        Box::pin(async move { found.ok_or_else(|| std::io::ErrorKind::NotFound.into()) })
    }
}

/// A peer at `https://peer.example:port`, and a client that trusts its certificate and may connect to loopback.
struct Peer {
    server: Running,
    client: GuardedClient,
    _files: TempDir,
}

impl Peer {
    async fn with(router: Router) -> Self {
        Self::known_as(router, &[&["127.0.0.1"]]).await
    }

    async fn known_as(router: Router, addresses: &[&[&str]]) -> Self {
        let files = tempfile::tempdir().unwrap();
        let (chain, key) = certificate();
        let path = |name: &str| -> PathBuf { files.path().join(name) };
        std::fs::write(path("chain.pem"), chain).unwrap();
        std::fs::write(path("key.pem"), key).unwrap();
        let tls = Some(TlsConfig::new(path("chain.pem"), path("key.pem")));
        let server = serve(
            ServerConfig {
                tls,
                ..ServerConfig::default()
            },
            router,
        )
        .await;
        let config = FetchConfig {
            allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
            extra_roots: vec![path("chain.pem")],
            ..FetchConfig::default()
        };
        let client =
            GuardedClient::with_resolver(&config, Names::of(&[("peer.example", addresses)]))
                .unwrap();
        Self {
            server,
            client,
            _files: files,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("https://peer.example:{}{path}", self.server.address.port())
    }

    async fn get(&self, path: &str) -> Result<Value, FetchError> {
        soon(self.client.get_json::<Value>(&self.url(path)))
            .await
            .map(|fetched| fetched.body)
    }
}

async fn refused(client: &GuardedClient, url: &str) -> FetchError {
    soon(client.get(url).send()).await.expect_err(url)
}

#[tokio::test]
async fn a_document_is_fetched_with_how_long_it_may_be_kept() {
    let metadata = || async {
        (
            [(CACHE_CONTROL, "max-age=300")],
            axum::Json(json!({"name": "Helsinki"})),
        )
    };
    let peer = Peer::with(Router::new().route("/metadata", get(metadata))).await;
    let fetched = soon(peer.client.get_json::<Value>(&peer.url("/metadata")))
        .await
        .unwrap();
    assert_eq!(fetched.body["name"], "Helsinki");
    assert_eq!(fetched.max_age, Some(Duration::from_mins(5)));
}

#[tokio::test]
async fn documents_and_forms_are_posted_and_problems_come_back_whole() {
    let echo = |headers: http::HeaderMap, body: String| async move {
        let media = headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        axum::Json(json!({ "media": media, "body": body }))
    };
    let busy = || async {
        (
            http::StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", "7")],
            "{\"title\":\"busy\"}",
        )
    };
    let peer = Peer::with(
        Router::new()
            .route("/echo", post(echo))
            .route("/busy", post(busy)),
    )
    .await;
    let answer = peer
        .client
        .post_json::<Value>(&peer.url("/echo"), &json!({"a": 1}))
        .await
        .unwrap()
        .body;
    assert_eq!(
        answer,
        json!({"media": "application/json", "body": "{\"a\":1}"})
    );
    let form = peer
        .client
        .post(&peer.url("/echo"))
        .form(&[("grant type", "a&b")])
        .send()
        .await
        .unwrap();
    let answer: Value = form.parse().unwrap().body;
    assert_eq!(
        answer,
        json!({"media": "application/x-www-form-urlencoded", "body": "grant+type=a%26b"})
    );
    let error = peer
        .client
        .post_json::<Value>(&peer.url("/busy"), &json!({}))
        .await
        .unwrap_err();
    let FetchError::Status {
        status,
        retry_after,
        body,
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(
        (status.as_u16(), *retry_after, &body[..]),
        (
            503,
            Some(Duration::from_secs(7)),
            &b"{\"title\":\"busy\"}"[..]
        )
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn every_spelling_of_a_private_address_is_refused() {
    let client = GuardedClient::new(&FetchConfig::default()).unwrap();
    for host in [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:8.8.8.8]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
        "[2002:7f00:1::]",
        "[2001:db8::1]",
        "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
        "127\u{3002}0\u{3002}0\u{3002}1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST",
    ] {
        let error = refused(&client, &format!("https://{host}:1/secret")).await;
        assert!(
            matches!(error, FetchError::AddressRefused { .. }),
            "{host}: {error:?}"
        );
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn what_is_no_https_url_is_refused() {
    let client = GuardedClient::new(&FetchConfig::default()).unwrap();
    for url in [
        "http://peer.example/",
        "file:///etc/passwd",
        "ftp://peer.example/",
        "gopher://peer.example/",
        "data:,x",
    ] {
        let error = refused(&client, url).await;
        assert!(
            matches!(
                error,
                FetchError::SchemeRefused { .. } | FetchError::InvalidUrl { .. }
            ),
            "{url}: {error:?}"
        );
    }
    for url in [
        "",
        "peer.example",
        "https://",
        "https://user:secret@peer.example/",
        "https://user@peer.example/",
        "https://256.1.1.1/",
    ] {
        let error = refused(&client, url).await;
        assert!(
            matches!(error, FetchError::InvalidUrl { .. }),
            "{url}: {error:?}"
        );
        assert!(!error.to_string().contains("secret"));
    }
}

#[tokio::test]
async fn a_name_that_points_to_a_private_address_is_refused_before_anything_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let names = Names::of(&[
        ("inside.example", &[&["127.0.0.1"]]),
        ("mixed.example", &[&["93.184.216.34", "10.0.0.1"]]),
        ("mapped.example", &[&["::ffff:127.0.0.1"]]),
        ("metadata.example", &[&["169.254.169.254"]]),
        ("nothing.example", &[&[]]),
    ]);
    let client = GuardedClient::with_resolver(&FetchConfig::default(), names).unwrap();
    for host in [
        "inside.example",
        "INSIDE.example",
        "mixed.example",
        "mapped.example",
        "metadata.example",
    ] {
        let error = refused(&client, &format!("https://{host}:{port}/")).await;
        assert!(
            matches!(&error, FetchError::AddressRefused { host: named, .. } if named == &host.to_lowercase()),
            "{host}: {error:?}"
        );
    }
    for host in ["nothing.example", "unknown.example"] {
        let error = refused(&client, &format!("https://{host}:{port}/")).await;
        assert!(
            matches!(error, FetchError::Unresolved { .. }),
            "{host}: {error:?}"
        );
    }
    let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "somebody connected");
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_checked_again() {
    let page = Router::new().route("/", get(|| async { axum::Json(json!({})) }));
    let peer = Peer::known_as(page, &[&["127.0.0.1"], &["10.0.0.1"]]).await;
    peer.get("/").await.unwrap();
    // When the first connection is gone, the next goes to an address that is looked up and checked anew.
    peer.server.stop.cancel();
    let error = soon(async {
        loop {
            match peer.get("/").await {
                Err(error @ FetchError::AddressRefused { .. }) => return error,
                _ => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    assert!(
        matches!(&error, FetchError::AddressRefused { address, .. } if address.to_string() == "10.0.0.1"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_host_or_network_that_the_configuration_names_is_allowed() {
    let names = || Names::of(&[("city.example", &[&["10.1.2.3"]])]);
    let by_host = FetchConfig {
        allow_hosts: vec!["City.Example".into()],
        ..FetchConfig::default()
    };
    let by_network = FetchConfig {
        allow_networks: vec!["10.1.0.0/16".parse().unwrap()],
        ..FetchConfig::default()
    };
    for config in [by_host, by_network] {
        let client = GuardedClient::with_resolver(&config, names()).unwrap();
        let addresses = client
            .addresses(&"https://city.example/".parse().unwrap())
            .await
            .unwrap();
        assert_eq!(addresses, ["10.1.2.3:443".parse().unwrap()]);
        assert!(matches!(
            client.check("https://10.2.0.1/"),
            Err(FetchError::AddressRefused { .. })
        ));
    }
}

#[tokio::test]
async fn development_allows_loopback_and_nothing_more() {
    let server = serve(
        ServerConfig::default(),
        Router::new().route("/", get(|| async { axum::Json(1) })),
    )
    .await;
    let client = GuardedClient::new(&FetchConfig::development()).unwrap();
    assert_eq!(
        client.get_json::<u8>(&server.url("/")).await.unwrap().body,
        1
    );
    assert_eq!(
        client
            .get_json::<u8>(&format!("http://localhost:{}/", server.address.port()))
            .await
            .unwrap()
            .body,
        1
    );
    assert!(matches!(
        client.check("http://10.0.0.1/"),
        Err(FetchError::SchemeRefused { .. })
    ));
    assert!(matches!(
        client.check("http://peer.example/"),
        Err(FetchError::SchemeRefused { .. })
    ));
    assert!(matches!(
        client.check("https://10.0.0.1/"),
        Err(FetchError::AddressRefused { .. })
    ));
    let production = GuardedClient::new(&FetchConfig::default()).unwrap();
    assert!(matches!(
        production.check(&server.url("/")),
        Err(FetchError::SchemeRefused { .. })
    ));
}

#[tokio::test]
async fn redirects_stay_on_the_host_and_end() {
    let reached = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&reached);
    let inside = serve(
        ServerConfig::default(),
        Router::new().fallback(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            async { axum::Json(json!("the secret")) }
        }),
    )
    .await;
    let inside_url = inside.url("/");
    let lead_inside = inside_url.replace("http:", "https:");
    let peer = Peer::with(
        Router::new()
            .route("/end", get(|| async { axum::Json(json!("the end")) }))
            .route("/one", get(|| async { Redirect::permanent("/end") }))
            .route("/two", get(|| async { Redirect::temporary("/one") }))
            .route("/three", get(|| async { Redirect::to("/two") }))
            .route("/round", get(|| async { Redirect::to("/round") }))
            .route(
                "/private",
                get(move || async move { Redirect::to(&lead_inside) }),
            )
            .route(
                "/plain",
                get(move || async move { Redirect::to(&inside_url) }),
            )
            .route(
                "/downgrade",
                get(|| async { Redirect::to("http://peer.example/") }),
            )
            .route(
                "/port",
                get(|| async { Redirect::to("https://peer.example:1/") }),
            )
            .route(
                "/scheme",
                get(|| async { Redirect::to("file:///etc/passwd") }),
            )
            .route("/lost", get(|| async { http::StatusCode::FOUND }))
            .route("/moved", post(|| async { Redirect::temporary("/end") })),
    )
    .await;
    assert_eq!(peer.get("/one").await.unwrap(), "the end");
    assert_eq!(peer.get("/two").await.unwrap(), "the end");
    for path in [
        "/three",
        "/round",
        "/private",
        "/plain",
        "/downgrade",
        "/port",
        "/scheme",
        "/lost",
    ] {
        let error = peer.get(path).await.unwrap_err();
        assert!(
            matches!(error, FetchError::Redirected { .. }),
            "{path}: {error:?}"
        );
    }
    let error = peer
        .client
        .post_json::<Value>(&peer.url("/moved"), &json!({}))
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Redirected { .. }), "{error:?}");
    assert_eq!(
        reached.load(Ordering::Relaxed),
        0,
        "somebody was led inside"
    );
}

#[tokio::test]
async fn a_slow_peer_costs_no_more_than_the_limit() {
    let drip = || async {
        let drops = futures_util::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>("1"), ()))
        });
        (
            [(CONTENT_TYPE, "application/json")],
            axum::body::Body::from_stream(drops),
        )
    };
    let mute = || std::future::pending::<&'static str>();
    let mut peer = Peer::with(
        Router::new()
            .route("/drip", get(drip))
            .route("/mute", get(mute)),
    )
    .await;
    peer.client = peer.client.with_limits(Limits {
        time: Duration::from_millis(300),
        bytes: 1 << 20,
    });
    for path in ["/drip", "/mute"] {
        let begun = Instant::now();
        let error = peer.get(path).await.unwrap_err();
        assert!(matches!(error, FetchError::Timeout), "{path}: {error:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{path}");
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_large_answer_is_cut_whether_it_says_its_length_or_not() {
    let endless = || async {
        let chunks =
            futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 8192]));
        (
            [(CONTENT_TYPE, "application/json")],
            axum::body::Body::from_stream(chunks),
        )
    };
    let huge = || async { ([(CONTENT_TYPE, "application/json")], " ".repeat(65 * 1024)) };
    let exact = || async {
        (
            [(CONTENT_TYPE, "application/json")],
            format!("{}1", " ".repeat(65_535)),
        )
    };
    let failing = || async { (http::StatusCode::BAD_GATEWAY, " ".repeat(65 * 1024)) };
    let router = Router::new()
        .route("/endless", get(endless))
        .route("/huge", get(huge));
    let peer = Peer::with(
        router
            .route("/exact", get(exact))
            .route("/failing", get(failing)),
    )
    .await;
    for path in ["/endless", "/huge", "/failing"] {
        let error = peer.get(path).await.unwrap_err();
        assert!(
            matches!(error, FetchError::TooLarge { limit: 65_536 }),
            "{path}: {error:?}"
        );
    }
    assert_eq!(peer.get("/exact").await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_not_the_json_asked_for_is_refused() {
    let html = || async { axum::response::Html("{}") };
    let untyped = || async { axum::body::Bytes::from_static(b"{}") };
    let broken = || async { ([(CONTENT_TYPE, "application/json")], "{\"a\":") };
    let linked = || async { ([(CONTENT_TYPE, "application/ld+json; charset=utf-8")], "{}") };
    let router = Router::new()
        .route("/html", get(html))
        .route("/untyped", get(untyped));
    let peer = Peer::with(
        router
            .route("/broken", get(broken))
            .route("/linked", get(linked)),
    )
    .await;
    assert!(
        matches!(peer.get("/html").await, Err(FetchError::WrongMedia { found }) if found == "text/html")
    );
    assert!(matches!(
        peer.get("/untyped").await,
        Err(FetchError::WrongMedia { .. })
    ));
    assert!(matches!(
        peer.get("/broken").await,
        Err(FetchError::BadJson { .. })
    ));
    assert_eq!(peer.get("/linked").await.unwrap(), json!({}));
    assert!(
        matches!(peer.get("/nowhere").await, Err(FetchError::Status { status, .. }) if status == 404)
    );
}

#[tokio::test]
async fn a_peer_that_cannot_prove_who_it_is_is_refused() {
    let peer = Peer::with(Router::new()).await;
    let config = FetchConfig {
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..FetchConfig::default()
    };
    let names = Names::of(&[
        ("peer.example", &[&["127.0.0.1"]]),
        ("other.example", &[&["127.0.0.1"]]),
    ]);
    let strict = GuardedClient::with_resolver(&config, names).unwrap();
    let error = refused(&strict, &peer.url("/")).await;
    assert!(matches!(error, FetchError::Connect { .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    for said in [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "HTTP/1.1 200 OK\r\nContent-",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let peer = tokio::spawn(async move {
            // The client tries a request anew whose connection ended before anything came.
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(said.as_bytes()).await;
            }
        });
        let client = GuardedClient::new(&FetchConfig::development()).unwrap();
        let error = soon(client.get_json::<Value>(&url)).await.unwrap_err();
        assert!(
            matches!(
                error,
                FetchError::Broken { .. } | FetchError::Connect { .. }
            ),
            "{said:?}: {error:?}"
        );
        peer.abort();
    }
}

#[tokio::test]
async fn a_peer_that_is_not_there_is_not_connected() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = refused(
        &GuardedClient::new(&FetchConfig::development()).unwrap(),
        &url,
    )
    .await;
    assert!(matches!(error, FetchError::Connect { .. }), "{error:?}");
}

#[tokio::test]
async fn other_protocols_are_spoken_under_the_same_rules() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let names = || {
        Names::of(&[
            ("localhost", &[&["127.0.0.1"]]),
            ("inside.example", &[&["10.0.0.1"]]),
        ])
    };
    let peer = |host: &'static str, is_encrypted: bool| web::fetch::Peer {
        scheme: if is_encrypted { "mqtts" } else { "mqtt" },
        host: host.parse().map_or(Host::Domain(host), Host::Ipv4),
        port,
        is_encrypted,
    };
    let development = FetchConfig::development();
    let client = GuardedClient::with_resolver(&development, names()).unwrap();
    for host in ["localhost", "127.0.0.1"] {
        client.connect(&peer(host, false)).await.unwrap();
        listener.accept().await.unwrap();
    }
    for host in ["inside.example", "10.0.0.1"] {
        let error = client.connect(&peer(host, false)).await.err().unwrap();
        assert!(matches!(error, FetchError::SchemeRefused { .. }), "{host}");
        let error = client.connect(&peer(host, true)).await.err().unwrap();
        assert!(matches!(error, FetchError::AddressRefused { .. }), "{host}");
    }
    let production = FetchConfig::default();
    let client = GuardedClient::with_resolver(&production, names()).unwrap();
    let error = client.connect(&peer("127.0.0.1", false)).await;
    assert!(matches!(error, Err(FetchError::SchemeRefused { .. })));
    let error = client.connect(&peer("localhost", true)).await;
    assert!(matches!(error, Err(FetchError::AddressRefused { .. })));
    // An address of another protocol is none to fetch.
    assert!(matches!(
        client.check("mqtts://peer.example/"),
        Err(FetchError::SchemeRefused { .. })
    ));
}
