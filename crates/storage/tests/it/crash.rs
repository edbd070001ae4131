//! `kill -9` at any moment: what was acknowledged is there, whole, and the logs have no gaps.
use crate::engines::{Place, on_both};
use crate::tables::{EVENTS, PURSES, assert_gapless, count, create, entry};
use std::collections::HashSet;
use std::io::BufRead as _;
use std::process::{Command, Stdio};
use storage::{Database, Schema, Unit, params, values};

/// Names the database for the child that writes until it is killed.
const CHILD: &str = "FIDUCIA_TEST_CRASH_CHILD";
/// Times a writer is killed on each engine.
const KILLS: usize = 25;

/// The child: eight writers, each line printed after a commit was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_until_killed() {
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let database = Database::open(&url, Schema::Operator, None)
        .await
        .expect("a database");
    let run = uuid::Uuid::new_v4().simple().to_string();
    let tasks: Vec<_> = (0..8)
        .map(|writer| {
            let (database, run) = (database.clone(), run.clone());
            tokio::spawn(async move {
                for number in 0i64.. {
                    let id = format!("{run}-{writer}-{number}");
                    let mut unit = Unit::new();
                    unit.insert(&PURSES, values![&id, number, 1]);
                    unit.insert(&EVENTS, values![&id, 1, "made"]);
                    unit.log(entry("one", number));
                    unit.log(entry("two", number));
                    database.commit(unit).await.expect("committed");
                    println!("acknowledged {id}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("never ends");
    }
}

async fn kill_again_and_again(place: &Place) -> HashSet<String> {
    create(&place.open().await).await;
    let mut acknowledged = HashSet::new();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "crash::writes_until_killed", "--nocapture"])
            .env(CHILD, &place.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let lines = std::io::BufReader::new(child.stdout.take().expect("its output")).lines();
        // The moment differs each time, and where it falls within a commit is chance.
        let mut left = 3 + kill * 7 % 90;
        for line in lines {
            let Ok(line) = line else { break };
            // The test runner's own words may stand before the first.
            if let Some((_, id)) = line.split_once("acknowledged ") {
                acknowledged.insert(id.to_owned());
                left = left.saturating_sub(1);
                if left == 0 {
                    // SIGKILL; what is in the pipe was acknowledged and is read on.
                    child.kill().expect("killed");
                }
            }
        }
        child.wait().expect("ended");
    }
    acknowledged
}

on_both! {
    async fn what_was_acknowledged_survives(place: Place) {
        let (place, acknowledged) = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Handle::current();
            let acknowledged = runtime.block_on(kill_again_and_again(&place));
            (place, acknowledged)
        }).await.expect("no panic");
        assert!(acknowledged.len() > KILLS, "{} units", acknowledged.len());
        let database = place.open().await;
        let there: Vec<(String,)> =
            database.fetch_all("SELECT id FROM purses", params![]).await.expect("purses");
        let there: HashSet<String> = there.into_iter().map(|(id,)| id).collect();
        let lost: Vec<_> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        // Whole units only, acknowledged or not.
        let units = there.len() as i64;
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purse_events").await, units);
        assert_eq!(count(&database, "SELECT COUNT(*) FROM log_records").await, 2 * units);
        assert_gapless(&database).await;
    }
}
