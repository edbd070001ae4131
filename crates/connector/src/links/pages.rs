//! The pages on which a person shows the source who they are. They work without JavaScript, and say the same to whoever
//! the source knows and to whoever it does not.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use protocol::links::Way;
use rand::RngExt as _;
use serde::Deserialize;
use storage::Unit;
use storage::connector::links::Links as _;
use storage::vault::DataKeys as _;
use subtle::ConstantTimeEq as _;
use tokio::time::Instant;
use web::body::Form;
use web::frame::{CONTENT_POLICY, Frame};
use web::language::{Language, Speech};
use web::oidc::Callback;
use web::page::{Shell, render};
use web::problem::Problem;
use web::qr::Picture;
use web::session::{SessionCookie, SessionToken};

use super::api::{linking, rfc3339};
use super::attempt::{self, Attempt, Held, State as Step, TRIES, gone};
use super::records::{self, Act};
use super::{desk, lookup, openid, place};
use crate::app::App;
use crate::config::{FieldKind, LookupConfig};
use crate::staff::CATALOGUE;

/// Attempts about the same card, or whatever people are found by, in a day, whoever makes them.
const OF_ONE_TARGET: i64 = 5;
/// Microseconds in a day.
const DAY: i64 = 86_400 * 1_000_000;
/// Seconds that a browser keeps what ties an attempt to it, in front of the screen.
const COOKIE_SECONDS: u64 = 3_600;
/// The domain of keyed hashes of what attempts are about.
const TARGET_INDEX: &str = "link target";
/// How long the answer to a form takes, whatever came of it: longer than the source may take ([`lookup::LONGEST`]).
const ANSWERED_AFTER: Duration = Duration::from_secs(2);
/// The message that the source cannot look anything up: nothing is wrong with what was given.
const AWAY: &str = "link-away";
/// One more than the largest code.
const CODES: u32 = 100_000_000;

/// How to speak to somebody who reads the language of this tag.
pub(super) fn speech(locale: &str) -> Speech {
    let language = Language::of_tag(locale).unwrap_or_default();
    Speech::new(language, &CATALOGUE, jiff::tz::TimeZone::UTC)
}

/// What a handler is given.
#[derive(Clone)]
pub(crate) struct Site {
    app: Arc<App>,
    frame: Arc<Frame>,
}

/// The pages' routes.
///
/// # Errors
/// The base URL has no origin.
pub(crate) fn router(app: &Arc<App>, frame: &Arc<Frame>) -> Result<Router, web::Error> {
    let csrf = web::csrf::layer(app.base_url.as_str())?;
    let site = Site {
        app: Arc::clone(app),
        frame: Arc::clone(frame),
    };
    Ok(Router::new()
        .route(openid::CALLBACK, get(logged_in))
        .route("/links/{secret}", get(show).post(act))
        .layer(csrf)
        .with_state(site))
}

/// One question of a form.
struct Question {
    name: String,
    title: String,
    hint: String,
    kind: &'static str,
    /// What was answered before, where something was wrong with it.
    given: String,
}

/// What the page is at.
enum View {
    /// The person says whom the source is to look for, and it sends them a code.
    Find(Question),
    /// The person enters the code.
    Code,
    /// The person answers.
    Form(Vec<Question>),
    /// The person has a code for the desk.
    Desk {
        code: String,
        picture: Option<Picture>,
        text: String,
        until: String,
    },
    /// The person opens a place of their own.
    New,
    /// It is over here.
    Back,
}

impl View {
    /// Whether there is something to give up.
    fn can_cancel(&self) -> bool {
        !matches!(self, Self::Back)
    }

    /// Whether nobody is asked who they are.
    fn is_new(&self) -> bool {
        matches!(self, Self::New)
    }
}

/// What is wrong, or in the way.
struct Wrong {
    title: String,
    text: String,
}

#[derive(askama::Template)]
#[template(path = "link.html")]
struct LinkPage<'a> {
    shell: Shell<'a>,
    source: &'a str,
    operator: &'a str,
    wrong: Option<Wrong>,
    view: View,
}

#[expect(
    clippy::unused_self,
    reason = "the template calls methods, with what it has at hand"
)]
impl LinkPage<'_> {
    /// For how many days a place is kept after its link.
    fn kept_days(&self) -> u32 {
        place::KEPT_DAYS
    }
}

/// What a form of these pages sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    act: String,
    key: String,
    code: String,
    answer0: String,
    answer1: String,
    answer2: String,
    answer3: String,
    answer4: String,
    answer5: String,
}

impl Sent {
    fn answers(&self) -> [&str; 6] {
        [
            &self.answer0,
            &self.answer1,
            &self.answer2,
            &self.answer3,
            &self.answer4,
            &self.answer5,
        ]
    }
}

fn cookie(site: &Site) -> SessionCookie {
    SessionCookie::new("link", site.frame.is_https())
}

/// The attempt at an address, for the browser that it belongs to: the one that came first. Nobody else goes on with it,
/// else whoever sends somebody an address of their own attempt could wait until that person has shown who they are.
async fn held(
    site: &Site,
    secret: &str,
    headers: &HeaderMap,
) -> Result<(Held, Option<HeaderValue>), Problem> {
    let held = attempt::at(&site.app, secret).await?;
    let token = cookie(site).token(headers);
    if let Some(browser) = &held.attempt.browser {
        let is_it = token.is_some_and(|token| bool::from(token.hash().ct_eq(browser.as_slice())));
        return if is_it { Ok((held, None)) } else { Err(gone()) };
    }
    let token = token.unwrap_or_else(|| SessionToken::generate(&mut rand::rng()));
    let browser = token.hash().to_vec();
    attempt::step(&site.app, &held.row.id, |held, _| {
        match &held.attempt.browser {
            None => held.attempt.browser = Some(browser.clone()),
            Some(other) if *other == browser => {}
            Some(_) => return Err(gone()),
        }
        Ok(())
    })
    .await?;
    let desk = linking(&site.app)?.config.desk.as_ref();
    let seconds = match (held.way(), desk) {
        (Some(Way::Desk), Some(desk)) => u64::from(desk.days) * 86_400,
        _ => COOKIE_SECONDS,
    };
    let held = attempt::at(&site.app, secret).await?;
    Ok((held, Some(cookie(site).set(&token, seconds))))
}

/// `GET /links/{secret}`
async fn show(
    State(site): State<Site>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (mut held, cookie) = held(&site, &secret, &headers).await?;
    if held.way() == Some(Way::Desk) && matches!(held.attempt.state, Step::Begun { .. }) {
        send_to_desk(&site.app, &held).await?;
        held = attempt::at(&site.app, &secret).await?;
    }
    let is_before_login = matches!(
        held.attempt.state,
        Step::Begun { .. } | Step::AtProvider { .. }
    );
    let mut page = if held.way() == Some(Way::OpenId) && is_before_login {
        log_in(&site.app, &held).await?
    } else {
        page(&site, &held, None, &Sent::default())?
    };
    if let Some(cookie) = cookie {
        page.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(page)
}

/// Sends the person to the source's own provider; back to their operator where it cannot be reached.
async fn log_in(app: &Arc<App>, held: &Held) -> Result<Response, Problem> {
    let provider = linking(app)?.provider.as_ref().ok_or_else(gone)?;
    let login = match provider.begin(app, &held.attempt.locale).await {
        Ok(login) => login,
        Err(error) => {
            tracing::warn!(%error, "the provider of logins was not to be asked");
            return go(end(app, held).await?);
        }
    };
    attempt::step(app, &held.row.id, |held, _| {
        held.attempt.state = Step::AtProvider {
            login: login.state.clone(),
            nonce: login.nonce.clone(),
            verifier: login.verifier.clone(),
        };
        Ok(())
    })
    .await?;
    Ok(Redirect::to(&login.url).into_response())
}

fn go(done: Done) -> Result<Response, Problem> {
    match done {
        Done::Back(address) => Ok(Redirect::to(&address).into_response()),
        Done::Further | Done::Wrong(_) => Err(gone()),
    }
}

/// `GET /links/openid/callback`: the person comes back from the provider, in the browser that went there.
async fn logged_in(
    State(site): State<Site>,
    Query(callback): Query<Callback>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let app = &site.app;
    let login = callback.state.as_deref().ok_or_else(gone)?;
    let held = attempt::at_provider(app, login).await?;
    let token = cookie(&site).token(&headers).ok_or_else(gone)?;
    let is_it = held
        .attempt
        .browser
        .as_ref()
        .is_some_and(|browser| bool::from(token.hash().ct_eq(browser.as_slice())));
    let Step::AtProvider {
        nonce, verifier, ..
    } = &held.attempt.state
    else {
        return Err(gone());
    };
    if !is_it {
        return Err(gone());
    }
    let provider = linking(app)?.provider.as_ref().ok_or_else(gone)?;
    let found = provider.finish(app, &callback, (nonce, verifier)).await;
    let done = attempt::step(app, &held.row.id, |held, unit| {
        let is_still =
            matches!(&held.attempt.state, Step::AtProvider { login: now, .. } if now == login);
        if !is_still {
            return Err(gone());
        }
        match &found {
            Ok(found) => Ok(proved(held, found.clone())),
            Err(error) => {
                tracing::info!(%error, "nobody was found by a login");
                failed(app, held, unit)
            }
        }
    })
    .await?;
    go(done)
}

async fn send_to_desk(app: &App, held: &Held) -> Result<(), Problem> {
    let desk = linking(app)?.config.desk.as_ref().ok_or_else(gone)?;
    let until = app.clock.micros() + i64::from(desk.days) * DAY;
    attempt::step(app, &held.row.id, |held, unit| {
        if matches!(held.attempt.state, Step::Begun { .. }) {
            held.row.expires_at = until;
            let task = desk::expect(app, unit, held)?;
            held.attempt.state = Step::AtDesk {
                code: desk::code(),
                answer: None,
                is_redeemed: false,
                task: Some(task),
            };
            unit.log(records::of_attempt(app, held, Act::SentToDesk)?);
        }
        Ok(())
    })
    .await
}

/// The page of an attempt as it is, with what is wrong with what was sent.
fn page(site: &Site, held: &Held, wrong: Option<Wrong>, sent: &Sent) -> Result<Response, Problem> {
    let Attempt {
        locale,
        operator_name,
        operator_origin,
        state,
        ..
    } = &held.attempt;
    let speech = speech(locale);
    let source = site.app.config.name.as_str();
    let view = view(&site.app, held, state, sent, &speech)?;
    let title = speech.say("link-title").with("source", source).to_string();
    let mut response = render(&LinkPage {
        shell: site.frame.shell_in(title, speech),
        source,
        operator: operator_name,
        wrong,
        view,
    });
    // The answer to the last form leads back to the operator; to no other place.
    if is_plain(operator_origin) {
        let policy = CONTENT_POLICY.replace(
            "form-action 'self'",
            &format!("form-action 'self' {operator_origin}"),
        );
        if let Ok(policy) = HeaderValue::try_from(policy) {
            let headers = response.headers_mut();
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
    Ok(response)
}

/// A URL's host may hold characters, such as `;`, that would begin a directive of their own.
fn is_plain(origin: &str) -> bool {
    origin
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-.:/[]".contains(&byte))
}

fn view(
    app: &App,
    held: &Held,
    state: &Step,
    sent: &Sent,
    speech: &Speech,
) -> Result<View, Problem> {
    let linking = linking(app)?;
    let language = speech.tag();
    let lookup = linking.lookup.as_ref().map(|lookup| lookup.asks());
    Ok(match (state, held.way(), lookup) {
        (Step::Begun { .. }, Some(Way::Code), Some(lookup)) => {
            View::Find(key(lookup, sent, language))
        }
        (Step::Begun { .. }, Some(Way::Form), Some(lookup)) => {
            let form = linking.config.form.as_ref().ok_or_else(gone)?;
            let mut questions = vec![key(lookup, sent, language)];
            let answers = sent.answers();
            let fields = form.fields.iter().enumerate();
            questions.extend(fields.map(|(number, field)| Question {
                given: answers.get(number).copied().unwrap_or_default().to_owned(),
                name: format!("answer{number}"),
                title: field.title.get(language).to_owned(),
                hint: String::new(),
                kind: match field.kind {
                    FieldKind::Date => "date",
                    FieldKind::Text | FieldKind::Number => "text",
                },
            }));
            View::Form(questions)
        }
        (Step::Begun { .. }, Some(Way::New), _) => View::New,
        (Step::CodeSent { .. }, ..) => View::Code,
        (Step::AtDesk { code, .. }, ..) => View::Desk {
            picture: web::qr::picture(code),
            code: code.clone(),
            text: linking
                .config
                .desk
                .as_ref()
                .map(|desk| desk.text.get(language).to_owned())
                .unwrap_or_default(),
            until: speech.day(&rfc3339(held.row.expires_at)),
        },
        _ => View::Back,
    })
}

fn key(lookup: &LookupConfig, sent: &Sent, language: &str) -> Question {
    Question {
        given: sent.key.clone(),
        name: "key".to_owned(),
        title: lookup.title.get(language).to_owned(),
        hint: lookup.hint.get(language).to_owned(),
        kind: "text",
    }
}

/// `POST /links/{secret}`
async fn act(
    State(site): State<Site>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let begun = Instant::now();
    let (held, _) = held(&site, &secret, &headers).await?;
    let app = &site.app;
    let done = match (sent.act.as_str(), held.way()) {
        ("find", Some(Way::Code)) => find(app, &held, sent.key.trim()).await?,
        ("code", Some(Way::Code)) => enter(app, &held, &sent.code).await?,
        ("answers", Some(Way::Form)) => {
            let answered = answers(app, &held, &sent).await;
            // Who was not found waits no longer and no shorter than who was.
            tokio::time::sleep_until(begun + ANSWERED_AFTER).await;
            answered?
        }
        ("open", Some(Way::New)) => open(app, &held).await?,
        ("back", _) => back(app, &held).await?,
        ("cancel", _) => end(app, &held).await?,
        _ => return Err(gone()),
    };
    match done {
        // A reload of what comes then sends nothing twice.
        Done::Further => Ok(Redirect::to(&format!("/links/{secret}")).into_response()),
        Done::Back(address) => Ok(Redirect::to(&address).into_response()),
        Done::Wrong(message) => {
            let now = attempt::again(app, &held.row.id).await?;
            let speech = speech(&now.attempt.locale);
            let title = if message == AWAY {
                "link-later"
            } else {
                "link-wrong"
            };
            let text = speech.say(message).with("source", &app.config.name);
            let wrong = Wrong {
                title: speech.say(title).to_string(),
                text: text.to_string(),
            };
            page(&site, &now, Some(wrong), &sent)
        }
    }
}

/// The person opens a place of their own.
async fn open(app: &App, held: &Held) -> Result<Done, Problem> {
    let found = place::of(app, &held.row.operator, &held.row.link_id).await?;
    attempt::step(app, &held.row.id, |held, _| {
        let Step::Begun { .. } = held.attempt.state else {
            return Err(gone());
        };
        Ok(proved(held, found.clone()))
    })
    .await
}

/// What an act led to.
enum Done {
    /// The same page shows what comes next.
    Further,
    /// To this address of the operator's.
    Back(String),
    /// The same page again, with what is wrong: a message.
    Wrong(&'static str),
}

/// What a person gave to be found by, counted; or what is wrong with it.
async fn aim(app: &App, held: &Held, given: &str) -> Result<Result<Vec<u8>, Done>, Problem> {
    let linking = linking(app)?;
    let lookup = linking.lookup.as_ref().ok_or_else(gone)?;
    let is_usable = !given.is_empty()
        && given.len() <= lookup::LONGEST_GIVEN
        && !given.chars().any(char::is_control);
    if !is_usable {
        return Ok(Err(Done::Wrong("link-empty")));
    }
    // However it is written, it is the same.
    let same = lookup::plain(FieldKind::Number, given);
    let named = format!("{}\n{same}", lookup.asks().by);
    let target = app.database.blind_index(TARGET_INDEX, &named).await?;
    let since = app.clock.micros() - DAY;
    let known = app
        .database
        .link_attempts_of_target(&target, &held.row.id, since)
        .await?;
    if known >= OF_ONE_TARGET || linking.all.check(()).is_err() {
        return Ok(Err(Done::Wrong("link-often")));
    }
    Ok(Ok(target.to_vec()))
}

/// Whether the source can be asked; or what the person is told instead, which costs them no try.
async fn greet(app: &Arc<App>) -> Result<lookup::Greeted, Done> {
    lookup::greet(app)
        .await
        .map_err(|lookup::Away| Done::Wrong(AWAY))
}

/// The person wants a code. Whether there is somebody to send it to is looked up after this is answered.
async fn find(app: &Arc<App>, held: &Held, given: &str) -> Result<Done, Problem> {
    let target = match aim(app, held, given).await? {
        Ok(target) => target,
        Err(wrong) => return Ok(wrong),
    };
    let greeted = match greet(app).await {
        Ok(greeted) => greeted,
        Err(away) => return Ok(away),
    };
    let code = format!("{:08}", rand::rng().random_range(0..CODES));
    attempt::step(app, &held.row.id, |held, unit| {
        let Step::Begun { .. } = held.attempt.state else {
            return Err(gone());
        };
        held.attempt.state = Step::CodeSent {
            code: code.clone(),
            tries: TRIES,
            found: None,
        };
        unit.aim_link_attempt(&held.row.id, target.clone());
        unit.log(records::of_attempt(app, held, Act::CodeAsked)?);
        Ok(())
    })
    .await?;
    let (app, id, given) = (Arc::clone(app), held.row.id.clone(), given.to_owned());
    let (locale, operator) = (
        held.attempt.locale.clone(),
        held.attempt.operator_name.clone(),
    );
    tokio::spawn(async move {
        let Some(record) = greeted.find(&app, &given).await else {
            return;
        };
        let is_noted = attempt::step(&app, &id, |held, _| {
            if let Step::CodeSent { found, .. } = &mut held.attempt.state {
                *found = Some(record.found.clone());
            }
            Ok(())
        })
        .await
        .is_ok();
        if let Some(linking) = app.linking.as_ref().filter(|_| is_noted) {
            linking
                .send_code(&app, &record, &code, &locale, &operator)
                .await;
        }
    });
    Ok(Done::Further)
}

/// The person enters the code.
async fn enter(app: &Arc<App>, held: &Held, given: &str) -> Result<Done, Problem> {
    let given: String = given.chars().filter(char::is_ascii_digit).collect();
    attempt::step(app, &held.row.id, |held, unit| {
        let Step::CodeSent { code, tries, found } = &held.attempt.state else {
            return Err(gone());
        };
        let is_right = bool::from(code.as_bytes().ct_eq(given.as_bytes()));
        match (is_right, found.clone()) {
            (true, Some(found)) => Ok(proved(held, found)),
            _ if *tries <= 1 => failed(app, held, unit),
            _ => {
                let left = *tries - 1;
                if let Step::CodeSent { tries, .. } = &mut held.attempt.state {
                    *tries = left;
                }
                Ok(Done::Wrong("link-code-wrong"))
            }
        }
    })
    .await
}

/// The person answers; nothing but agreement in everything is told.
async fn answers(app: &Arc<App>, held: &Held, sent: &Sent) -> Result<Done, Problem> {
    let given = sent.key.trim();
    let config = &linking(app)?.config;
    let fields = &config.form.as_ref().ok_or_else(gone)?.fields;
    // None and several are the same; at a desk somebody looks who it is.
    let wrong = match config.desk {
        Some(_) => "link-form-desk",
        None => "link-form-wrong",
    };
    let answers = sent.answers();
    let answers = &answers[..fields.len().min(answers.len())];
    if answers
        .iter()
        .any(|answer| answer.trim().is_empty() || answer.len() > lookup::LONGEST_GIVEN)
    {
        return Ok(Done::Wrong("link-empty"));
    }
    let target = match aim(app, held, given).await? {
        Ok(target) => target,
        Err(wrong) => return Ok(wrong),
    };
    let greeted = match greet(app).await {
        Ok(greeted) => greeted,
        Err(away) => return Ok(away),
    };
    let record = greeted.find(app, given).await.filter(|record| {
        // All are compared, whatever came of the first.
        let agreeing = fields
            .iter()
            .zip(answers)
            .filter(|(field, answer)| record.agrees(&field.path, field.kind, answer));
        agreeing.count() == fields.len()
    });
    let found = record.map(|record| record.found);
    attempt::step(app, &held.row.id, |held, unit| {
        let Step::Begun { tries } = held.attempt.state else {
            return Err(gone());
        };
        unit.aim_link_attempt(&held.row.id, target.clone());
        match &found {
            Some(found) => Ok(proved(held, found.clone())),
            None if tries <= 1 => failed(app, held, unit),
            None => {
                held.attempt.state = Step::Begun { tries: tries - 1 };
                Ok(Done::Wrong(wrong))
            }
        }
    })
    .await
}

fn proved(held: &mut Held, found: attempt::Found) -> Done {
    let (code, answer) = Attempt::answer();
    held.attempt.state = Step::Proved { found, answer };
    Done::Back(held.attempt.way_back(&code))
}

fn failed(app: &App, held: &mut Held, unit: &mut Unit) -> Result<Done, Problem> {
    unit.log(records::of_attempt(app, held, Act::Failed)?);
    let is_awaited = matches!(
        held.attempt.state,
        Step::AtDesk {
            is_redeemed: true,
            ..
        }
    );
    let reason = match &mut held.attempt.state {
        // Who gives up what was refused is told why all the same.
        Step::Failed { reason, .. } => reason.take(),
        _ => None,
    };
    if is_awaited {
        // The operator asks by itself what comes of it.
        held.attempt.state = Step::Failed {
            answer: None,
            reason,
        };
        return Ok(Done::Back(held.attempt.return_url.clone()));
    }
    let (code, answer) = Attempt::answer();
    held.attempt.state = Step::Failed {
        answer: Some(answer),
        reason,
    };
    Ok(Done::Back(held.attempt.way_back(&code)))
}

/// The person goes back to their operator: with the code for the desk in hand, or because they came here again.
async fn back(app: &Arc<App>, held: &Held) -> Result<Done, Problem> {
    attempt::step(app, &held.row.id, |held, _| {
        let (code, minted) = Attempt::answer();
        match &mut held.attempt.state {
            Step::Proved { answer, .. }
            | Step::Failed {
                answer: Some(answer),
                ..
            } => *answer = minted,
            Step::AtDesk {
                answer,
                is_redeemed: false,
                ..
            } => *answer = Some(minted),
            // The operator knows already that it waits.
            Step::AtDesk { .. } | Step::Confirmed { .. } | Step::Failed { answer: None, .. } => {
                return Ok(Done::Back(held.attempt.return_url.clone()));
            }
            _ => return Err(gone()),
        }
        Ok(Done::Back(held.attempt.way_back(&code)))
    })
    .await
}

/// The person gives up.
async fn end(app: &Arc<App>, held: &Held) -> Result<Done, Problem> {
    attempt::step(app, &held.row.id, |held, unit| match held.attempt.state {
        Step::Over | Step::Confirmed { .. } | Step::Failed { answer: None, .. } => Err(gone()),
        _ => failed(app, held, unit),
    })
    .await
}
