//! An attempt of a person to show the source who they are: how far it has come, and which steps there are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::links::Way;
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::connector::links::{LinkAttempt, Links as _};
use storage::vault::DataKeys as _;
use web::problem::Problem;

use crate::app::App;
use crate::inbox::Closing;

/// The name under which attempts are sealed.
const SEALED: &str = "link attempt";
/// How often a code is entered wrongly before the attempt is over: with eight digits and the limits on attempts nobody
/// guesses one.
pub(super) const TRIES: u8 = 5;
/// How often answers to a form disagree before the attempt is over: people mistype.
pub(super) const FORM_TRIES: u8 = 3;
/// How long an attempt lasts in front of the screen, in microseconds: a code must have time to come.
pub(super) const LIFE: i64 = 15 * 60 * 1_000_000;
/// How often a step is tried again because another request of the same attempt came between.
const TURNS: usize = 5;
/// The domain of keyed hashes of what an attempt is found by beside its address.
const HANDLE_INDEX: &str = "link handle";

/// By what the source finds a person who was found. Personal data, and so without `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Found {
    /// The identifier.
    pub(super) id: String,
}

/// How far an attempt has come.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum State {
    /// The person has been sent here.
    Begun {
        /// How often the answers to a form may still disagree.
        tries: u8,
    },
    /// A code is on its way to the contact on file, if there is one.
    CodeSent {
        code: String,
        tries: u8,
        found: Option<Found>,
    },
    /// The person is at the source's own OpenID provider.
    AtProvider {
        login: String,
        nonce: String,
        verifier: String,
    },
    /// The person has a code for the desk; `answer` is what they went back to their operator with.
    AtDesk {
        code: String,
        answer: Option<Vec<u8>>,
        is_redeemed: bool,
        /// What staff have in their inbox about it.
        #[serde(default)]
        task: Option<String>,
    },
    /// Staff have confirmed who it is, of somebody who waits at the operator.
    Confirmed { found: Found },
    /// The source knows who it is, and the person is on their way back with the answer.
    Proved { found: Found, answer: Vec<u8> },
    /// There will be no link, and the person is on their way back; without an answer, they wait at the operator. `reason`
    /// is what staff at the desk have written, for the person.
    Failed {
        answer: Option<Vec<u8>>,
        #[serde(default)]
        reason: Option<String>,
    },
    /// The operator knows what came of it.
    Over,
}

/// An attempt, opened.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    /// Where the person's browser goes back to.
    pub(super) return_url: String,
    /// The operator's name, as its metadata has it.
    pub(super) operator_name: String,
    /// The operator's origin.
    pub(super) operator_origin: String,
    /// The person's language.
    pub(super) locale: String,
    /// SHA-256 of the cookie of the browser that came first: no other goes on with it.
    #[serde(default)]
    pub(super) browser: Option<Vec<u8>>,
    #[serde(flatten)]
    pub(super) state: State,
}

/// An attempt with where it was read.
pub(super) struct Held {
    pub(super) row: LinkAttempt,
    pub(super) attempt: Attempt,
    /// How staff have ended what they have in their inbox about it, in a step that leaves the desk.
    pub(super) closing: Option<Closing>,
}

impl State {
    /// What staff have in their inbox about it, while it waits at the desk.
    fn task(&self) -> Option<String> {
        match self {
            Self::AtDesk { task, .. } => task.clone(),
            _ => None,
        }
    }
}

impl Held {
    /// The way that was chosen.
    pub(super) fn way(&self) -> Option<Way> {
        Way::parse(&self.row.way)
    }
}

/// SHA-256 of a secret that was made here.
pub(super) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// An attempt's id as text.
pub(super) fn name(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// The id that is named so.
pub(super) fn id(name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(name).ok()
}

/// 256 random bits as text that is safe in addresses.
pub(super) fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The same for everybody who has no attempt here: it does not exist, is over, or is another browser's.
pub(super) fn gone() -> Problem {
    Problem::new(ProblemName::NotFound).detail(
        "this attempt to link is over, or belongs to another browser; begin again at your operator",
    )
}

impl Attempt {
    /// Mints the code with which the person goes back; what is kept is its hash.
    pub(super) fn answer() -> (String, Vec<u8>) {
        let code = secret();
        let hash = hash(&code);
        (code, hash)
    }

    /// Where the person goes back to with a code.
    pub(super) fn way_back(&self, code: &str) -> String {
        format!("{}?code={code}", self.return_url)
    }
}

/// The keyed hash of what an attempt is found by: a code for the desk, whatever spaces and dashes it is written with, or
/// the state of a login.
async fn handle(app: &App, state: &State) -> Result<Option<Vec<u8>>, storage::Error> {
    match state {
        State::AtDesk { code, .. } => desk_index(app, code).await.map(Some),
        State::AtProvider { login, .. } => login_index(app, login).await.map(Some),
        _ => Ok(None),
    }
}

async fn desk_index(app: &App, code: &str) -> Result<Vec<u8>, storage::Error> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let named = format!("desk {plain}");
    let index = app.database.blind_index(HANDLE_INDEX, &named).await?;
    Ok(index.to_vec())
}

async fn login_index(app: &App, login: &str) -> Result<Vec<u8>, storage::Error> {
    let named = format!("login {login}");
    let index = app.database.blind_index(HANDLE_INDEX, &named).await?;
    Ok(index.to_vec())
}

pub(super) fn seal(app: &App, attempt: &Attempt) -> Result<Vec<u8>, Problem> {
    let json = serde_json::to_vec(attempt).map_err(|error| broken(&error))?;
    let vault = app.database.vault()?;
    Ok(vault.seal_secret(SEALED, &json)?)
}

fn open(app: &App, row: LinkAttempt) -> Result<Held, Problem> {
    let opened = app.database.vault()?.unseal_secret(SEALED, &row.sealed)?;
    let attempt = serde_json::from_slice(&opened).map_err(|error| broken(&error))?;
    Ok(Held {
        row,
        attempt,
        closing: None,
    })
}

pub(super) fn broken(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "an attempt to link cannot be gone on with");
    Problem::new(ProblemName::Internal)
}

/// The attempt at an address, if it is under way.
pub(super) async fn at(app: &App, secret: &str) -> Result<Held, Problem> {
    let row = app.database.link_attempt(&hash(secret)).await?;
    live(app, row)
}

/// The attempt that an operator calls so, if it is under way.
pub(super) async fn of(app: &App, operator: &str, request: &str) -> Result<Held, Problem> {
    let row = app.database.link_attempt_of(operator, request).await?;
    live(app, row)
}

/// The attempt that waits at the desk under a code, if there is one.
pub(super) async fn at_desk(app: &App, code: &str) -> Result<Held, Problem> {
    let index = desk_index(app, code).await?;
    let row = app.database.link_attempt_by_handle(&index).await?;
    live(app, row)
}

/// The attempt whose person is at the provider with this state, if there is one.
pub(super) async fn at_provider(app: &App, login: &str) -> Result<Held, Problem> {
    let index = login_index(app, login).await?;
    let row = app.database.link_attempt_by_handle(&index).await?;
    live(app, row)
}

/// An attempt as it is now.
pub(super) async fn again(app: &App, id: &[u8]) -> Result<Held, Problem> {
    live(app, app.database.link_attempt(id).await?)
}

fn live(app: &App, row: Option<LinkAttempt>) -> Result<Held, Problem> {
    let row = row.filter(|row| row.expires_at > app.clock.micros());
    let held = open(app, row.ok_or_else(gone)?)?;
    if matches!(held.attempt.state, State::Over) {
        return Err(gone());
    }
    Ok(held)
}

/// Takes a step: `step` changes the attempt as it was read, and says what else is written with it. Where another
/// request of the same attempt came between, it is read again and the step tried anew. A step that leaves the desk closes
/// what staff have in their inbox about it.
pub(super) async fn step<T>(
    app: &App,
    id: &[u8],
    mut step: impl FnMut(&mut Held, &mut Unit) -> Result<T, Problem>,
) -> Result<T, Problem> {
    for _ in 0..TURNS {
        let mut held = again(app, id).await?;
        let mut more = Unit::new();
        let task = held.attempt.state.task();
        let done = step(&mut held, &mut more)?;
        if let Some(task) = task.filter(|_| held.attempt.state.task().is_none()) {
            let closing = held.closing.take().unwrap_or_else(Closing::lapse);
            app.close_task(&mut more, &task, &closing).await?;
        }
        let handle = handle(app, &held.attempt.state).await?;
        let mut unit = Unit::new();
        let sealed = seal(app, &held.attempt)?;
        unit.change_link_attempt(&held.row, sealed, handle, held.row.expires_at);
        unit.append(more);
        match app.database.commit(unit).await {
            Ok(_) => {
                app.log.wake();
                return Ok(done);
            }
            Err(storage::Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::new(ProblemName::Conflict))
}
