//! The sources of the demo city that programs of others keep, where these programs are there.

use anyhow::{Error, Result};
use serde::Serialize;
use tokio::task::JoinHandle;

use crate::demo::city::{Held, Place};
use crate::demo::pods::{self, Pods};
use crate::demo::school::{self, School};

/// A source that the city goes without.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    /// What it is called in a sentence.
    pub(crate) name: &'static str,
    /// Why, and how to have it.
    pub(crate) why: String,
}

/// Programs that are being started, while the city does other things.
#[derive(Default)]
pub(crate) struct Starting {
    school: Option<JoinHandle<Result<School>>>,
    pods: Option<JoinHandle<Result<Pods>>>,
}

/// The programs that run.
#[derive(Default)]
pub(crate) struct Others {
    school: Option<School>,
    pods: Option<Pods>,
}

impl Starting {
    /// Begins with those programs that are there.
    pub(crate) fn begin(place: &Place) -> Self {
        let school = school::installation().map(|bin| {
            let place = place.clone();
            tokio::spawn(async move { school::start(&place, &bin).await })
        });
        let pods = pods::installation().map(|tools| {
            let place = place.clone();
            tokio::spawn(async move { pods::start(&place, &tools).await })
        });
        Self { school, pods }
    }

    /// Whether the program that keeps what is held so is being started.
    pub(crate) fn expects(&self, held: Held) -> bool {
        match held {
            Held::School => self.school.is_some(),
            Held::Pods => self.pods.is_some(),
            Held::Store(_) | Held::Open(_) | Held::Library | Held::Export(_) | Held::Own => false,
        }
    }

    /// Whether there is anything to wait for, once the music school is there.
    pub(crate) fn is_long(&self) -> bool {
        self.pods.is_some()
    }

    /// Waits for the music school's database.
    pub(crate) async fn school(&mut self, others: &mut Others) -> Result<(), LeftOut> {
        let school = started("The music school", &mut self.school, school::MISSING).await?;
        others.school = Some(school);
        Ok(())
    }

    /// Waits for the people's pods.
    pub(crate) async fn pods(&mut self, others: &mut Others) -> Result<(), LeftOut> {
        let pods = started("The people's own pods", &mut self.pods, pods::MISSING).await?;
        others.pods = Some(pods);
        Ok(())
    }

    /// Gives up what is not there yet.
    async fn stop(self) {
        if let Some(school) = self.school {
            school.abort();
            school.await.ok();
        }
        if let Some(pods) = self.pods {
            pods.abort();
            pods.await.ok();
        }
    }
}

/// What was started, or why it was not.
async fn started<T>(
    name: &'static str,
    starting: &mut Option<JoinHandle<Result<T>>>,
    missing: &str,
) -> Result<T, LeftOut> {
    let why = match starting.as_mut() {
        None => missing.to_owned(),
        Some(task) => {
            // It stays in its place until it is there, for whoever gives up waiting.
            let done = task.await.map_err(Error::from).flatten();
            *starting = None;
            match done {
                Ok(done) => return Ok(done),
                Err(error) => format!("{error:#}"),
            }
        }
    };
    Err(LeftOut { name, why })
}

impl Others {
    /// Stops them, and what is still being started.
    pub(crate) async fn stop(self, starting: Starting) {
        starting.stop().await;
        if let Some(school) = self.school {
            school.stop().await;
        }
        if let Some(pods) = self.pods {
            pods.stop().await;
        }
    }
}
