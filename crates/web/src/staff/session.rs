//! Logging in with password and second factor, coming by an invitation, and changing what one logs in with.

use std::net::IpAddr;

use secrecy::SecretString;
use storage::Unit;
use storage::staff::{Staff as _, StaffSession};

use super::audit::{Act, Actor};
use super::factor::{Enrolment, Shown};
use super::members::{Member, Opened, State};
use super::{Result, Staff, StaffError};
use crate::session::SessionToken;

const SECOND: i64 = 1_000_000;
/// How long a session lasts at the most, in seconds: a working day.
const LONGEST: i64 = 8 * 3600;
/// How long it lasts unused, in seconds (OWASP ASVS 5.0 §7.3.1).
const IDLE: i64 = 30 * 60;
/// How exactly it is kept when it was last used, in seconds.
const USE_STEP: i64 = 60;

/// A session that has begun: the secret goes to its holder and is kept nowhere.
#[derive(Debug)]
pub struct NewSession {
    /// What its holder shows from now on.
    pub token: SessionToken,
    /// When it ends at the latest, in microseconds since the epoch.
    pub expires_at: i64,
    /// Whose it is.
    pub member: Member,
}

impl NewSession {
    /// Its life from `now` on, in seconds.
    pub(super) fn seconds(&self, now: i64) -> u64 {
        u64::try_from((self.expires_at - now) / SECOND).unwrap_or_default()
    }
}

/// Who wants to log in, as far as the request tells.
pub(super) struct From {
    pub(super) address: IpAddr,
    /// The session they had before: it ends where another begins.
    pub(super) before: Option<SessionToken>,
}

/// What somebody logs in with.
pub(super) struct Credentials<'a> {
    pub(super) login: &'a str,
    pub(super) password: &'a SecretString,
    pub(super) code: &'a str,
}

impl Staff {
    /// Logs in. Whichever of the three is wrong, and whether there is such a login, the answer is the same and takes as
    /// long.
    ///
    /// # Errors
    /// [`StaffError::Refused`]; the problem `rate-limited` for this address or login.
    pub(super) async fn log_in(
        &self,
        credentials: Credentials<'_>,
        from: From,
    ) -> Result<NewSession> {
        self.by_address.check(from.address)?;
        let Some(login) = crate::login::normal(credentials.login) else {
            self.host
                .passwords
                .verify(None, credentials.password)
                .await?;
            return Err(refused());
        };
        self.by_login.check(&login)?;
        let index = self.login_index(&login).await?;
        let row = self.host.database.staff_member_by_login(&index).await?;
        let row = row.filter(State::is_active);
        let hash = row.as_ref().and_then(|row| row.password.as_deref());
        let right = self
            .host
            .passwords
            .verify(hash, credentials.password)
            .await?;
        let Some(row) = row else {
            return Err(refused());
        };
        let mut opened = self.open(row).await?;
        let may_act = self.may_act(&opened.member).await?;
        let shown = if right && may_act && self.codes.check(&opened.member.id).is_ok() {
            self.shown(&mut opened, credentials.code)?
        } else {
            None
        };
        let Some(shown) = shown else {
            let mut unit = Unit::new();
            let member = &opened.member;
            let by = Actor::Member(&member.id);
            self.note(&mut unit, &member.organisation, by, Act::REFUSED, None)?;
            self.commit(unit).await?;
            return Err(refused());
        };
        self.by_login.forget(&login);
        self.codes.forget(&opened.member.id);
        let act = match shown {
            Shown::Code(_) => Act::LOGGED_IN,
            Shown::Recovery => Act::RECOVERED,
        };
        // A code that is shown twice at once lets in one of the two.
        self.begin(Unit::new(), opened, act, from.before)
            .await
            .map_err(|error| match error {
                StaffError::Changed => refused(),
                error => error,
            })
    }

    /// Whether the organisation of somebody is here and may act.
    pub(super) async fn may_act(&self, member: &Member) -> Result<bool> {
        let name = self.host.organisations.name(&member.organisation).await?;
        Ok(name.is_some())
    }

    /// Takes a code; the row remembers it, so that it is good once.
    fn shown(&self, opened: &mut Opened, code: &str) -> Result<Option<Shown>> {
        let last = opened.row.totp_step;
        let shown = opened.sealed.factor.check(code, self.seconds(), last)?;
        if let Some(Shown::Code(step)) = shown {
            opened.row.totp_step = step;
        }
        Ok(shown)
    }

    async fn begin(
        &self,
        mut unit: Unit,
        mut opened: Opened,
        act: Act,
        before: Option<SessionToken>,
    ) -> Result<NewSession> {
        self.seal(&mut opened).await?;
        let now = self.now();
        opened.row.seen_at = Some(now);
        let token = SessionToken::generate(&mut rand::rng());
        let expires_at = now + LONGEST * SECOND;
        unit.update_staff_member(&opened.row, now);
        if let Some(before) = before {
            unit.end_staff_session(&before.hash());
        }
        unit.insert_staff_session(&StaffSession {
            id_hash: token.hash().to_vec(),
            member: opened.row.id.clone(),
            created_at: now,
            expires_at,
            used_at: now,
        });
        let member = opened.member;
        let by = Actor::Member(&member.id);
        self.note(&mut unit, &member.organisation, by, act, None)?;
        self.commit(unit).await?;
        metrics::counter!("staff_logins_total", "outcome" => "accepted").increment(1);
        Ok(NewSession {
            token,
            expires_at,
            member,
        })
    }

    /// Whose session this is, if it goes on.
    pub(super) async fn session(&self, token: &SessionToken) -> Result<Option<Member>> {
        let hash = token.hash();
        let Some(session) = self.host.database.staff_session(&hash).await? else {
            return Ok(None);
        };
        let now = self.now();
        if session.expires_at <= now || session.used_at + IDLE * SECOND <= now {
            return Ok(None);
        }
        let row = self.host.database.staff_member(&session.member).await?;
        let Some(row) = row.filter(State::is_active) else {
            return Ok(None);
        };
        let member = self.open(row).await?.member;
        if !self.may_act(&member).await? {
            return Ok(None);
        }
        if session.used_at + USE_STEP * SECOND <= now {
            let mut unit = Unit::new();
            unit.use_staff_session(&hash, now);
            self.host.database.commit(unit).await?;
        }
        Ok(Some(member))
    }

    /// Ends a session.
    pub(super) async fn log_out(&self, token: &SessionToken) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_staff_session(&token.hash());
        if let Some(member) = self.session(token).await? {
            let by = Actor::Member(&member.id);
            self.note(&mut unit, &member.organisation, by, Act::LOGGED_OUT, None)?;
        }
        self.commit(unit).await
    }

    async fn invited(&self, secret: &str) -> Result<(Opened, Vec<u8>)> {
        let hash = SessionToken::parse(secret)
            .ok_or(StaffError::DeadLink)?
            .hash();
        let found = self.host.database.staff_invitation(&hash).await?;
        let found = found.filter(|found| found.expires_at > self.now());
        let found = found.ok_or(StaffError::DeadLink)?;
        let row = self.host.database.staff_member(&found.member).await?;
        let opened = self.open(row.ok_or(StaffError::DeadLink)?).await?;
        if opened.member.state != State::Invited || !self.may_act(&opened.member).await? {
            return Err(StaffError::DeadLink);
        }
        Ok((opened, found.secret_hash))
    }

    /// Whom a link lets in, and what their app must be told.
    ///
    /// # Errors
    /// [`StaffError::DeadLink`].
    pub(super) async fn invitation(&self, secret: &str) -> Result<(Member, Enrolment)> {
        let (opened, _) = self.invited(secret).await?;
        let issuer = &self.host.frame.brand.name;
        let enrolment = opened
            .sealed
            .factor
            .enrolment(issuer, &opened.member.login)?;
        Ok((opened.member, enrolment))
    }

    /// Somebody comes by a link: they have chosen a password, and their app shows the right code. Gives their session
    /// and recovery codes, which are shown this once.
    ///
    /// # Errors
    /// [`StaffError::DeadLink`], [`StaffError::Password`], [`StaffError::WrongCode`]; the problem `rate-limited`.
    pub(super) async fn come(
        &self,
        secret: &str,
        password: &SecretString,
        code: &str,
        from: From,
    ) -> Result<(NewSession, Vec<String>)> {
        self.by_address.check(from.address)?;
        let (mut opened, hash) = self.invited(secret).await?;
        // An invitation made after somebody lost their app has other codes: what was shown before does not count.
        let shown = opened.sealed.factor.check(code, self.seconds(), 0)?;
        let Some(Shown::Code(step)) = shown else {
            return Err(StaffError::WrongCode);
        };
        let password = self.host.passwords.hash(password).await?;
        let recovery = opened.sealed.factor.renew_recovery();
        opened.come(password, step);
        opened.member.state = State::Active;
        let mut unit = Unit::new();
        unit.use_staff_invitation(&hash);
        let begun = self.begin(unit, opened, Act::CAME, from.before).await;
        let begun = begun.map_err(|error| match error {
            StaffError::Changed => StaffError::DeadLink,
            error => error,
        })?;
        Ok((begun, recovery))
    }

    /// Changes somebody's password; every other session of theirs ends.
    ///
    /// # Errors
    /// [`StaffError::WrongPassword`], [`StaffError::WrongCode`], [`StaffError::Password`]; the problem `rate-limited`.
    pub(super) async fn change_password(
        &self,
        id: &str,
        old: &SecretString,
        new: &SecretString,
        code: &str,
    ) -> Result<NewSession> {
        let mut opened = self.own(id).await?;
        let hash = opened.row.password.as_deref();
        if !self.host.passwords.verify(hash, old).await? {
            return Err(StaffError::WrongPassword);
        }
        self.shown(&mut opened, code)?
            .ok_or(StaffError::WrongCode)?;
        opened.row.password = Some(self.host.passwords.hash(new).await?);
        let mut unit = Unit::new();
        unit.end_staff_sessions(id);
        self.codes.forget(id);
        self.begin(unit, opened, Act::PASSWORD, None).await
    }

    /// Gives somebody new recovery codes; those before are good no more.
    ///
    /// # Errors
    /// [`StaffError::WrongCode`]; the problem `rate-limited`.
    pub(super) async fn renew_codes(&self, id: &str, code: &str) -> Result<Vec<String>> {
        let mut opened = self.own(id).await?;
        self.shown(&mut opened, code)?
            .ok_or(StaffError::WrongCode)?;
        let codes = opened.sealed.factor.renew_recovery();
        self.seal(&mut opened).await?;
        let mut unit = Unit::new();
        unit.update_staff_member(&opened.row, self.now());
        let organisation = &opened.member.organisation;
        self.note(&mut unit, organisation, Actor::Member(id), Act::CODES, None)?;
        self.commit(unit).await?;
        self.codes.forget(id);
        Ok(codes)
    }

    /// How many recovery codes somebody has left.
    pub(super) async fn codes_left(&self, id: &str) -> Result<usize> {
        let row = self.host.database.staff_member(id).await?;
        let row = row.ok_or(StaffError::Unknown("member of staff"))?;
        Ok(self.open(row).await?.sealed.factor.recovery_left())
    }

    /// Somebody who changes what they log in with. Wrong answers are counted as those of logins are.
    async fn own(&self, id: &str) -> Result<Opened> {
        self.codes.check(id)?;
        let row = self.host.database.staff_member(id).await?;
        self.open(row.ok_or(StaffError::Unknown("member of staff"))?)
            .await
    }
}

fn refused() -> StaffError {
    metrics::counter!("staff_logins_total", "outcome" => "refused").increment(1);
    StaffError::Refused
}
