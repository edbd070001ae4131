//! The connection to PostgreSQL breaks, in the middle of COMMIT too: every unit is written exactly
//! once, and every answer tells the truth.
use crate::engines::Place;
use crate::tables::{PURSES, assert_gapless, count, create, entry};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::log::Log as _;
use storage::{Database, Schema, Unit, values};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How a connection through the proxy ends.
#[derive(Clone, Copy)]
enum End {
    /// The server gets the COMMIT, its answer is lost.
    AnswerLost,
    /// The COMMIT is lost.
    CommitLost,
    /// After so many messages, wherever that is.
    After(usize),
    /// Not at all.
    Never,
}

#[derive(Default)]
struct Ends {
    answers_lost: AtomicUsize,
    commits_lost: AtomicUsize,
}

/// A server between writer and PostgreSQL that breaks each connection in its own way.
async fn proxy(host: String, port: u16, ends: Arc<Ends>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        for number in 0.. {
            let (client, _) = listener.accept().await.expect("a connection");
            let server = TcpStream::connect((host.as_str(), port))
                .await
                .expect("the server");
            // The first makes the schema and then writes; the second is the readers'.
            let end = match number {
                0 => End::After(150),
                1 => End::Never,
                number => match number % 3 {
                    0 => End::AnswerLost,
                    1 => End::CommitLost,
                    _ => End::After(20 + number * 7 % 60),
                },
            };
            tokio::spawn(pass_on(client, server, end, Arc::clone(&ends)));
        }
    });
    address.port()
}

async fn pass_on(mut client: TcpStream, mut server: TcpStream, end: End, ends: Arc<Ends>) {
    let (mut from_client, mut from_server) = (vec![0; 65_536], vec![0; 65_536]);
    let (mut messages, mut commit_is_next) = (0, false);
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(length @ 1..) = read else { return };
                let message = &from_client[..length];
                messages += 1;
                match end {
                    End::CommitLost if commit_is_next => {
                        ends.commits_lost.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    End::AnswerLost if commit_is_next => {
                        server.write_all(message).await.ok();
                        let answer = server.read(&mut from_server).await;
                        assert!(answer.is_ok_and(|length| length > 0), "the COMMIT is answered");
                        ends.answers_lost.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    End::After(most) if messages > most => return,
                    _ => {}
                }
                // COMMIT is prepared in one message and run with the next.
                commit_is_next = message.windows(7).any(|window| window == b"COMMIT\0");
                if server.write_all(message).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&from_server[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_in_doubt_is_neither_lost_nor_doubled() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    create(&place.open().await).await;
    let options: sqlx::postgres::PgConnectOptions = place.url.parse().expect("a URL");
    let ends = Arc::new(Ends::default());
    let port = proxy(
        options.get_host().to_owned(),
        options.get_port(),
        Arc::clone(&ends),
    )
    .await;
    let (server, name) = place.url.rsplit_once('/').expect("a database in the URL");
    let user = server
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'));
    let user = user.map_or("", |(user, _)| user);
    let url = format!("postgres://{user}@127.0.0.1:{port}/{name}?sslmode=disable");
    let database = Database::open(&url, Schema::Operator, None)
        .await
        .expect("a database");
    let tasks: Vec<_> = (0..4i64)
        .map(|task| {
            let database = database.clone();
            tokio::spawn(async move {
                for number in 0..150 {
                    let mut unit = Unit::new();
                    unit.insert(&PURSES, values![format!("purse{task}-{number}"), number, 1]);
                    unit.log(entry("purses", task * 1000 + number));
                    database.commit(unit).await.expect("committed once");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let lost = (
        ends.answers_lost.load(Ordering::Relaxed),
        ends.commits_lost.load(Ordering::Relaxed),
    );
    assert!(lost.0 >= 5 && lost.1 >= 5, "{lost:?}");
    let fresh = place.open().await;
    assert_eq!(count(&fresh, "SELECT COUNT(*) FROM purses").await, 600);
    assert_eq!(fresh.log_size("purses").await.expect("size"), 600);
    assert_gapless(&fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_goes_on_after_the_server_has_ended_the_connection() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    let database = place.open().await;
    create(&database).await;
    for number in 0..5 {
        place.cut_connections().await;
        let mut unit = Unit::new();
        unit.insert(&PURSES, values![format!("purse{number}"), number, 1]);
        database.commit(unit).await.expect("committed");
    }
    assert_eq!(database.counters().reconnects, 5);
    let fresh = place.open().await;
    assert_eq!(count(&fresh, "SELECT COUNT(*) FROM purses").await, 5);
}
