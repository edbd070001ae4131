//! What can go wrong with staff, and the problem it is answered with.

use crate::password::PasswordError;
use crate::problem::{Problem, ProblemName};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StaffError {
    /// Nobody is logged in: login, password or code is not right, and it is not said which.
    #[error("login, password or code is not right")]
    Refused,
    /// The link of an invitation does nothing.
    #[error("this link does nothing: it is too old, or was used already")]
    DeadLink,
    /// The password that was shown is not right.
    #[error("the password is not right")]
    WrongPassword,
    /// The code that was shown is not right.
    #[error("the code is not right, or was used before")]
    WrongCode,
    /// A new password is too short.
    #[error("{0}")]
    Password(PasswordError),
    /// A login that is no e-mail address.
    #[error("`login`: a login is an e-mail address")]
    Login,
    /// Somebody has this login.
    #[error("there is somebody with this login already")]
    Taken,
    /// A name that is none.
    #[error("`name`: a name has 1 to 100 letters, all on one line")]
    Name,
    /// Somebody without any role.
    #[error("`roles`: somebody who may do nothing cannot be let in; give at least one role")]
    NoRole,
    /// Nobody would be left who lets staff in.
    #[error("this is the only administrator; make somebody else one first")]
    LastAdministrator,
    /// There is nobody with this id, or no such organisation.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// Somebody else was faster.
    #[error("this was changed in the meantime")]
    Changed,
    /// Something that is already a problem document.
    #[error("{}", .0.detail_text().unwrap_or(.0.name().title()))]
    Problem(Box<Problem>),
}

impl StaffError {
    pub(super) fn internal(what: &str, error: &dyn std::fmt::Display) -> Self {
        tracing::error!(what, %error, "staff cannot be served");
        Problem::new(ProblemName::Internal).into()
    }

    /// The message by which a page says it, where it is the visitor's to mend.
    pub(super) fn message(&self) -> Option<&'static str> {
        Some(match self {
            Self::Refused => "staff-wrong-login",
            Self::WrongPassword => "staff-wrong-password",
            Self::WrongCode => "staff-wrong-code",
            Self::Password(_) => "staff-wrong-new-password",
            Self::Login => "staff-wrong-address",
            Self::Taken => "staff-wrong-taken",
            Self::Name => "staff-wrong-name",
            Self::NoRole => "staff-wrong-roles",
            Self::LastAdministrator => "staff-wrong-last",
            Self::Changed => "staff-wrong-changed",
            Self::Problem(problem) if problem.name() == ProblemName::RateLimited => {
                "staff-wrong-often"
            }
            Self::DeadLink | Self::Unknown(_) | Self::Problem(_) => return None,
        })
    }
}

impl From<Problem> for StaffError {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<PasswordError> for StaffError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Short | PasswordError::Long => Self::Password(error),
            PasswordError::Internal(error) => Self::internal("password", &error),
        }
    }
}

impl From<storage::Error> for StaffError {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict { .. } => Self::Changed,
            error => Problem::from(error).into(),
        }
    }
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        let name = match error {
            StaffError::Problem(problem) => return *problem,
            StaffError::Refused => ProblemName::LoginFailed,
            StaffError::DeadLink | StaffError::Unknown(_) => ProblemName::NotFound,
            StaffError::WrongPassword | StaffError::WrongCode => ProblemName::Forbidden,
            StaffError::Password(_) | StaffError::Login | StaffError::Name | StaffError::NoRole => {
                ProblemName::InvalidRequest
            }
            StaffError::Taken | StaffError::LastAdministrator | StaffError::Changed => {
                ProblemName::Conflict
            }
        };
        Self::new(name).detail(error.to_string())
    }
}

impl axum::response::IntoResponse for StaffError {
    fn into_response(self) -> axum::response::Response {
        Problem::from(self).into_response()
    }
}
