use axum::Router;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use web::ServerConfig;
use web::body::{Json, LineLimits, Lines};

use crate::support::{Answer, read_all, serve, serve_framed, soon};

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

fn hasty() -> ServerConfig {
    ServerConfig {
        header_timeout_ms: 150,
        ..ServerConfig::default()
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_is_cut_off() {
    let server = serve(hasty(), hello()).await;
    assert_eq!(read_all(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn a_client_that_never_ends_its_headers_is_cut_off() {
    let server = serve(hasty(), hello()).await;
    for begin in [
        "G",
        "P",
        "PRI * HT",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: test\r\nX-Slow: ",
    ] {
        let (mut reader, mut writer) = server.connect().await.into_split();
        writer.write_all(begin.as_bytes()).await.unwrap();
        // A byte now and then must not prolong it: slowloris.
        let dripping = tokio::spawn(async move {
            let mut drip = tokio::time::interval(std::time::Duration::from_millis(20));
            loop {
                drip.tick().await;
                if !begin.ends_with(' ') || writer.write_all(b"a").await.is_err() {
                    return writer;
                }
            }
        });
        let mut rest = Vec::new();
        let _ = soon(reader.read_to_end(&mut rest)).await;
        assert!(!String::from_utf8_lossy(&rest).contains("hello"), "{begin}");
        dripping.abort();
    }
}

#[tokio::test]
async fn a_client_that_speaks_in_time_is_served_after_the_limit_too() {
    let server = serve(
        hasty(),
        Router::new().route(
            "/",
            get(|| async {
                tokio::time::sleep(std::time::Duration::from_millis(400)).await;
                "slow but sure"
            }),
        ),
    )
    .await;
    let answer = server.get("/", "").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, "slow but sure")
    );
}

#[tokio::test]
async fn huge_headers_are_refused() {
    let server = serve(
        ServerConfig {
            max_header_bytes: 16 * 1024,
            ..ServerConfig::default()
        },
        hello(),
    )
    .await;
    let answer = server
        .get("/", &format!("X-Big: {}\r\n", "x".repeat(15_000)))
        .await;
    assert_eq!(answer.status, 200);
    let answer = server
        .get("/", &format!("X-Big: {}\r\n", "x".repeat(40_000)))
        .await;
    assert_eq!(answer.status, 431);
    let answer = server.get("/", &"X-Many: 1\r\n".repeat(200)).await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn what_is_not_http_is_refused() {
    let server = serve(ServerConfig::default(), hello()).await;
    for nonsense in [
        "\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}\x03\x03\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = Answer::parse(&server.exchange(nonsense).await);
        assert_eq!(answer.status, 400, "{nonsense:?}");
    }
}

#[tokio::test]
async fn two_lengths_are_no_length() {
    let server = serve(
        ServerConfig::default(),
        Router::new().route("/", post(|body: String| async move { body })),
    )
    .await;
    let smuggling =
        "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!";
    assert_eq!(Answer::parse(&server.exchange(smuggling).await).status, 400);
}

fn reading() -> Router {
    Router::new()
        .route(
            "/json",
            post(|Json(value): Json<serde_json::Value>| async move { Json(value) }),
        )
        .route(
            "/lines",
            post(|request: axum::extract::Request| async move {
                let mut lines = Lines::of(
                    request,
                    LineLimits {
                        line_bytes: 100,
                        lines: 1000,
                    },
                )?;
                let mut count = 0;
                while lines.next().await?.is_some() {
                    count += 1;
                }
                Ok::<_, web::Problem>(count.to_string())
            }),
        )
}

#[tokio::test]
async fn a_huge_body_is_refused_whether_it_says_its_length_or_not() {
    let server = serve_framed(
        ServerConfig {
            max_body_bytes: 1000,
            ..ServerConfig::default()
        },
        reading(),
    )
    .await;
    let json = "Content-Type: application/json\r\n";
    let answer = server
        .post("/json", json, &format!("\"{}\"", "x".repeat(990)))
        .await;
    assert_eq!(answer.status, 200);
    let answer = server
        .post("/json", json, &format!("\"{}\"", "x".repeat(2000)))
        .await;
    assert_eq!(
        (answer.status, answer.json()["type"].as_str()),
        (413, Some("http://op.example/problems/too-large"))
    );

    let mut stream = server.connect().await;
    let head =
        "POST /json HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
    stream
        .write_all(format!("{head}{json}\r\n").as_bytes())
        .await
        .unwrap();
    for _ in 0..20 {
        // The server may have answered and closed already.
        if stream
            .write_all(format!("64\r\n{}\r\n", "x".repeat(100)).as_bytes())
            .await
            .is_err()
        {
            break;
        }
    }
    assert_eq!(Answer::parse(&read_all(&mut stream).await).status, 413);
}

#[tokio::test]
async fn lines_are_read_beyond_the_body_limit_and_within_their_own() {
    let server = serve_framed(
        ServerConfig {
            max_body_bytes: 1000,
            ..ServerConfig::default()
        },
        reading(),
    )
    .await;
    let ndjson = "Content-Type: application/x-ndjson\r\n";
    let answer = server
        .post("/lines", ndjson, &"{\"some\":\"thing\"}\n".repeat(1000))
        .await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "1000"));
    assert_eq!(
        server
            .post("/lines", ndjson, &"{}\n".repeat(1001))
            .await
            .status,
        413
    );
    assert_eq!(
        server.post("/lines", ndjson, &"x".repeat(101)).await.status,
        413
    );
    assert_eq!(
        server
            .post("/lines", "Content-Type: text/plain\r\n", "{}")
            .await
            .status,
        415
    );
}

#[tokio::test]
async fn a_body_that_never_ends_runs_out_of_time() {
    let config = ServerConfig {
        request_timeout_ms: 150,
        ..ServerConfig::default()
    };
    let server = serve_framed(config, reading()).await;
    let mut stream = server.connect().await;
    let request = "POST /json HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{";
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = Answer::parse(&read_all(&mut stream).await);
    assert_eq!(answer.status, 503);
    assert_eq!(
        answer.json()["type"],
        "http://op.example/problems/unavailable"
    );
}

#[tokio::test]
async fn a_client_that_takes_no_bytes_is_cut_off() {
    let dropped = std::sync::Arc::new(tokio::sync::Notify::new());
    let noted = std::sync::Arc::clone(&dropped);
    let router = Router::new().route(
        "/",
        get(|| async move {
            let guard = NotifyOnDrop(noted);
            let chunks = futures_util::stream::repeat_with(move || {
                let _ = &guard;
                Ok::<_, std::io::Error>(vec![0_u8; 64 * 1024])
            });
            axum::body::Body::from_stream(chunks)
        }),
    );
    let server = serve(
        ServerConfig {
            write_timeout_ms: 150,
            ..ServerConfig::default()
        },
        router,
    )
    .await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        .await
        .unwrap();
    soon(dropped.notified()).await;
    drop(stream);
}

struct NotifyOnDrop(std::sync::Arc<tokio::sync::Notify>);

impl Drop for NotifyOnDrop {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn beyond_the_most_connections_one_waits_until_another_ends() {
    let server = serve(
        ServerConfig {
            max_connections: 2,
            ..ServerConfig::default()
        },
        hello(),
    )
    .await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = server.connect().await;
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            .await
            .unwrap();
        let mut some = [0; 15];
        soon(stream.read_exact(&mut some)).await.unwrap();
        held.push(stream);
    }
    let mut third = server.connect().await;
    third
        .write_all(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0; 1];
    let early =
        tokio::time::timeout(std::time::Duration::from_millis(200), third.read(&mut byte)).await;
    assert!(
        early.is_err(),
        "the third connection was served beyond the limit"
    );
    held.pop();
    assert!(read_all(&mut third).await.contains("hello"));
}

#[tokio::test]
async fn http_2_is_served_on_the_same_port() {
    let server = serve(
        ServerConfig::default(),
        Router::new().route(
            "/",
            get(|version: http::Version| async move { format!("{version:?}") }),
        ),
    )
    .await;
    web::install_crypto_provider();
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy()
        .build()
        .unwrap();
    let answer = soon(client.get(server.url("/")).send()).await.unwrap();
    assert!(answer.headers().contains_key("x-request-id"));
    assert_eq!(answer.text().await.unwrap(), "HTTP/2.0");
    assert_eq!(server.get("/", "").await.body, "HTTP/1.1");
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_a_busy_one_is_kept() {
    let server = serve(hasty(), hello()).await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            .await
            .unwrap();
        let mut some = [0; 4096];
        let count = soon(stream.read(&mut some)).await.unwrap();
        assert!(String::from_utf8_lossy(&some[..count]).ends_with("hello"));
    }
    assert_eq!(read_all(&mut stream).await, "");
}

#[test]
fn single_threaded_runtimes_share_one_socket() {
    use std::cell::Cell;
    use std::rc::Rc;

    use http_body_util::Full;

    let main = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = main
        .block_on(web::Server::bind(ServerConfig::default()))
        .unwrap();
    let address = server.address();
    let stop = web::CancellationToken::new();
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (server, stop) = (server.try_clone().unwrap(), stop.clone());
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                let local = tokio::task::LocalSet::new();
                local.block_on(&runtime, async move {
                    // Not `Send`: it stays on this thread.
                    let served = Rc::new(Cell::new(0_u32));
                    let counter = Rc::clone(&served);
                    let service = hyper::service::service_fn(move |_| {
                        counter.set(counter.get() + 1);
                        async {
                            Ok::<_, std::convert::Infallible>(http::Response::new(Full::new(
                                bytes::Bytes::from("local"),
                            )))
                        }
                    });
                    server.serve_local(service, stop).await.unwrap();
                    served.get()
                })
            })
        })
        .collect();
    drop(server);
    main.block_on(async {
        for _ in 0..50 {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                .await
                .unwrap();
            assert!(read_all(&mut stream).await.ends_with("local"));
        }
    });
    stop.cancel();
    let served: u32 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    assert_eq!(served, 50);
}
