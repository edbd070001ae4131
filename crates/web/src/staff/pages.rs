//! The pages that staff of every party have: colleagues, the trail of what they did, one's own account.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use secrecy::SecretString;
use serde::Deserialize;

use super::audit::Entry;
use super::enter::{renewed, status_of};
use super::members::{Invited, Member, NewMember, State as MemberState};
use super::role::{May, Role, Roles};
use super::visit::{Reader, Visitor};
use super::{Page, Staff, StaffError, api, enter};
use crate::Error;
use crate::body::Form;
use crate::language::{Language, Speech};
use crate::page::{Shell, render};
use crate::problem::Problem;

/// The path of the page on one's own account.
pub(super) const ACCOUNT: &str = "/staff/account";
const MEMBERS: &str = "/staff/members";
const TRAIL: &str = "/staff/trail";
/// Those that not everybody may see.
pub(super) const OWN: &[Page] = &[
    Page {
        path: MEMBERS,
        message: "staff-members",
        may: May::ManageStaff,
    },
    Page {
        path: TRAIL,
        message: "staff-trail",
        may: May::ReadAudit,
    },
];
/// Entries of the trail on one page.
const ENTRIES: u32 = 50;

#[derive(askama::Template)]
#[template(path = "staff/members.html")]
struct MembersPage<'a> {
    shell: Shell<'a>,
    rows: Vec<Row>,
    /// What was entered into the form, where it could not be done.
    entered: Entered,
    roles: Vec<Choice>,
    languages: Vec<(&'static str, &'static str, bool)>,
    /// A link that was made just now.
    link: Option<Link>,
    error: &'static str,
    done: &'static str,
}

/// A link, for whom, and until when.
struct Link {
    address: String,
    name: String,
    until: String,
}

/// A member of staff as they are listed.
struct Row {
    id: String,
    name: String,
    login: String,
    state: (&'static str, String),
    seen: String,
    roles: Vec<Choice>,
    own: bool,
}

/// A role that can be given.
struct Choice {
    value: &'static str,
    name: String,
    hint: String,
    chosen: bool,
}

#[derive(Default)]
struct Entered {
    name: String,
    login: String,
}

#[derive(askama::Template)]
#[template(path = "staff/codes.html")]
struct CodesPage<'a> {
    shell: Shell<'a>,
    codes: &'a [String],
}

#[derive(askama::Template)]
#[template(path = "staff/account.html")]
struct AccountPage<'a> {
    shell: Shell<'a>,
    member: &'a Member,
    roles: Vec<Choice>,
    left: u32,
    error: &'static str,
    done: &'static str,
}

#[derive(askama::Template)]
#[template(path = "staff/trail.html")]
struct TrailPage<'a> {
    shell: Shell<'a>,
    entries: Vec<Said>,
    newest: &'static str,
    older: String,
}

/// An entry in words.
struct Said {
    at: String,
    who: String,
    what: String,
    about: String,
}

impl Staff {
    /// Login, invitations, colleagues, one's own account, the trail: pages below `/staff`, and the API below
    /// `/api/v1/staff`.
    ///
    /// # Errors
    /// [`Error::Config`] where the base URL has no origin.
    pub fn router(self: &Arc<Self>) -> Result<Router, Error> {
        let router = Router::new()
            .route("/staff/login", get(enter::login).post(enter::log_in))
            .route("/staff/logout", post(enter::log_out))
            .route("/staff/language", post(enter::choose_language))
            .route(
                "/staff/invitations/{secret}",
                get(enter::invitation).post(enter::come),
            )
            .route(MEMBERS, get(members).post(invite))
            .route("/staff/members/{id}/roles", post(change_roles))
            .route("/staff/members/{id}/link", post(invite_again))
            .route("/staff/members/{id}/remove", post(remove))
            .route(TRAIL, get(trail))
            .route(ACCOUNT, get(account))
            .route("/staff/account/password", post(change_password))
            .route("/staff/account/codes", post(renew_codes))
            .merge(api::routes())
            .layer(crate::csrf::layer(&self.host.frame.base_url)?);
        Ok(router.with_state(Arc::clone(self)))
    }
}

fn choices(speech: &Speech, roles: &Roles) -> Vec<Choice> {
    Role::ALL
        .into_iter()
        .map(|role| Choice {
            value: role.as_str(),
            name: speech.say(role.message()).into(),
            hint: speech.say(role.hint()).into(),
            chosen: roles.has(&role),
        })
        .collect()
}

/// What came of the form before, by the query of the page.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: Option<String>,
}

impl Done {
    /// Only what is a message is said: nobody writes a text of theirs onto the page by its address.
    fn message(&self) -> &'static str {
        match self.done.as_deref() {
            Some("roles") => "staff-done-roles",
            Some("removed") => "staff-done-removed",
            Some("password") => "staff-done-password",
            _ => "",
        }
    }
}

/// What the page on colleagues says beside the list.
#[derive(Default)]
struct Beside {
    entered: Entered,
    roles: Roles,
    link: Option<Invited>,
    error: &'static str,
    done: &'static str,
}

async fn members_page(
    staff: &Staff,
    visitor: &Visitor,
    beside: Beside,
) -> Result<Response, Problem> {
    let speech = &visitor.speech;
    let members = staff.members(&visitor.member.organisation).await?;
    let rows = members.into_iter().map(|one| row(one, visitor)).collect();
    let link = beside.link.map(|invited| Link {
        address: invited.link,
        name: invited.member.name,
        until: speech.minute(&invited.until),
    });
    let languages = Language::ALL.map(|language| {
        let chosen = language == speech.language();
        (language.tag(), language.name(), chosen)
    });
    Ok(render(&MembersPage {
        shell: staff.shell(speech.say("staff-members"), visitor, MEMBERS),
        rows,
        entered: beside.entered,
        roles: choices(speech, &beside.roles),
        languages: languages.to_vec(),
        link,
        error: beside.error,
        done: beside.done,
    }))
}

fn row(member: Member, visitor: &Visitor) -> Row {
    let speech = &visitor.speech;
    let (tone, state) = match member.state {
        MemberState::Active => ("good", "staff-state-active"),
        MemberState::Invited => ("warning", "staff-state-invited"),
        MemberState::Left => ("neutral", "staff-state-left"),
    };
    Row {
        seen: member.seen_at.as_deref().map_or_else(
            || speech.say("staff-never-seen").into(),
            |at| {
                speech
                    .say("staff-seen")
                    .with("at", speech.minute(at))
                    .into()
            },
        ),
        state: (tone, speech.say(state).into()),
        roles: choices(speech, &member.roles),
        own: member.id == visitor.member.id,
        id: member.id,
        name: member.name,
        login: member.login,
    }
}

/// `GET /staff/members`
async fn members(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    visitor.require(May::ManageStaff)?;
    let beside = Beside {
        done: done.message(),
        ..Beside::default()
    };
    members_page(&staff, &visitor, beside).await
}

/// The page on colleagues with why something was not done.
async fn not_done(
    staff: &Staff,
    visitor: Visitor,
    error: StaffError,
    beside: Beside,
) -> Result<Response, Problem> {
    let Some(message) = error.message() else {
        return Err(error.into());
    };
    let beside = Beside {
        error: message,
        ..beside
    };
    let page = members_page(staff, &visitor.at(MEMBERS), beside).await?;
    Ok((status_of(&error), page).into_response())
}

fn value<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    let found = form.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value.as_str())
}

fn roles_of(form: &[(String, String)]) -> Roles {
    form.iter()
        .filter(|(key, _)| key == "role")
        .filter_map(|(_, value)| Role::parse(value))
        .collect()
}

/// `POST /staff/members`
async fn invite(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    visitor.require(May::ManageStaff)?;
    let roles = roles_of(&form);
    let new = NewMember {
        name: value(&form, "name").to_owned(),
        login: value(&form, "login").to_owned(),
        roles: roles.clone(),
        locale: Some(value(&form, "locale").to_owned()),
    };
    let entered = Entered {
        name: new.name.clone(),
        login: new.login.clone(),
    };
    let organisation = &visitor.member.organisation;
    match staff.invite(organisation, new, visitor.actor()).await {
        Ok(invited) => {
            let beside = Beside {
                link: Some(invited),
                ..Beside::default()
            };
            members_page(&staff, &visitor.at(MEMBERS), beside).await
        }
        Err(error) => {
            let beside = Beside {
                entered,
                roles,
                ..Beside::default()
            };
            not_done(&staff, visitor, error, beside).await
        }
    }
}

/// `POST /staff/members/{id}/link`
async fn invite_again(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    visitor.require(May::ManageStaff)?;
    let organisation = &visitor.member.organisation;
    match staff.invite_again(organisation, &id, visitor.actor()).await {
        Ok(invited) => {
            let beside = Beside {
                link: Some(invited),
                ..Beside::default()
            };
            members_page(&staff, &visitor.at(MEMBERS), beside).await
        }
        Err(error) => not_done(&staff, visitor, error, Beside::default()).await,
    }
}

/// `POST /staff/members/{id}/roles`
async fn change_roles(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    visitor.require(May::ManageStaff)?;
    let organisation = &visitor.member.organisation;
    let roles = roles_of(&form);
    match staff
        .change_roles(organisation, &id, &roles, visitor.actor())
        .await
    {
        Ok(()) if id == visitor.member.id && !roles.may(May::ManageStaff) => {
            Ok(Redirect::to(super::HOME).into_response())
        }
        Ok(()) => Ok(Redirect::to("/staff/members?done=roles").into_response()),
        Err(error) => not_done(&staff, visitor, error, Beside::default()).await,
    }
}

/// `POST /staff/members/{id}/remove`
async fn remove(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    visitor.require(May::ManageStaff)?;
    let organisation = &visitor.member.organisation;
    match staff.remove(organisation, &id, visitor.actor()).await {
        Ok(()) => Ok(Redirect::to("/staff/members?done=removed").into_response()),
        Err(error) => not_done(&staff, visitor, error, Beside::default()).await,
    }
}

/// The page that shows recovery codes, this once.
pub(super) fn codes_page(staff: &Staff, reader: &Reader, codes: &[String]) -> Response {
    render(&CodesPage {
        shell: staff.outer_shell(reader.speech.say("staff-codes"), reader),
        codes,
    })
}

async fn account_page(
    staff: &Staff,
    visitor: &Visitor,
    error: &'static str,
    done: &'static str,
) -> Result<Response, Problem> {
    let left = staff.codes_left(&visitor.member.id).await?;
    Ok(render(&AccountPage {
        shell: staff.shell(visitor.speech.say("staff-account"), visitor, ACCOUNT),
        member: &visitor.member,
        roles: choices(&visitor.speech, &visitor.member.roles),
        left: u32::try_from(left).unwrap_or_default(),
        error,
        done,
    }))
}

/// `GET /staff/account`
async fn account(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    account_page(&staff, &visitor, "", done.message()).await
}

async fn account_unchanged(
    staff: &Staff,
    visitor: Visitor,
    error: StaffError,
) -> Result<Response, Problem> {
    let Some(message) = error.message() else {
        return Err(error.into());
    };
    let page = account_page(staff, &visitor.at(ACCOUNT), message, "").await?;
    Ok((status_of(&error), page).into_response())
}

/// Passwords and a code.
#[derive(Deserialize)]
struct PasswordChange {
    old: String,
    new: String,
    code: String,
}

/// `POST /staff/account/password`
async fn change_password(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Form(form): Form<PasswordChange>,
) -> Result<Response, Problem> {
    let (old, new) = (SecretString::from(form.old), SecretString::from(form.new));
    let id = &visitor.member.id;
    match staff.change_password(id, &old, &new, &form.code).await {
        Ok(session) => Ok(renewed(&staff, &session, "/staff/account?done=password")),
        Err(error) => account_unchanged(&staff, visitor, error).await,
    }
}

/// A code.
#[derive(Deserialize)]
struct Code {
    code: String,
}

/// `POST /staff/account/codes`
async fn renew_codes(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Form(form): Form<Code>,
) -> Result<Response, Problem> {
    match staff.renew_codes(&visitor.member.id, &form.code).await {
        Ok(codes) => {
            let visitor = visitor.at(ACCOUNT);
            Ok(render(&CodesPage {
                shell: staff.shell(visitor.speech.say("staff-codes"), &visitor, ACCOUNT),
                codes: &codes,
            }))
        }
        Err(error) => account_unchanged(&staff, visitor, error).await,
    }
}

/// Which page of the trail.
#[derive(Deserialize)]
struct Before {
    #[serde(default)]
    before: Option<String>,
}

/// `GET /staff/trail`
async fn trail(
    State(staff): State<Arc<Staff>>,
    visitor: Visitor,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadAudit)?;
    let organisation = &visitor.member.organisation;
    let before = query.before.as_deref();
    let trail = staff.trail(organisation, before, ENTRIES).await?;
    let said = |entry: Entry| said(entry, &visitor.speech);
    Ok(render(&TrailPage {
        shell: staff.shell(visitor.speech.say("staff-trail"), &visitor, TRAIL),
        entries: trail.entries.into_iter().map(said).collect(),
        newest: if before.is_some() { TRAIL } else { "" },
        older: trail
            .next
            .map_or_else(String::new, |next| format!("{TRAIL}?before={next}")),
    }))
}

fn said(entry: Entry, speech: &Speech) -> Said {
    let message = format!("act-{}", entry.act);
    let roles = |text: String| {
        let known: Vec<String> = text
            .split(' ')
            .map(|word| {
                Role::parse(word)
                    .map_or_else(|| word.to_owned(), |role| speech.say(role.message()).into())
            })
            .collect();
        speech.list(known)
    };
    let object = match entry.act.as_str() {
        "invited" | "roles-changed" => entry.object.map(roles),
        _ => entry.object,
    };
    let about: Vec<String> = entry.whom.into_iter().chain(object).collect();
    Said {
        at: entry.at,
        who: entry
            .by
            .unwrap_or_else(|| speech.say("staff-administration").into()),
        what: speech.known(&message).unwrap_or(entry.act),
        about: about.join(": "),
    }
}
