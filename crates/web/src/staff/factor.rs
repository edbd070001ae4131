//! The second factor: codes of an app (RFC 6238) and, for when the app is lost, recovery codes. Each is good once.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use totp_rs::{Builder, Secret, Totp};

use super::StaffError;

/// Recovery codes that somebody has: as many as fit on a slip of paper.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 120 random bits, so that a plain hash of it is enough.
const RECOVERY_CHARACTERS: usize = 24;
/// What recovery codes are written in: no letter that looks like a digit (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of what an app's codes are made of (RFC 4226 §4 asks for 160 bits).
const SECRET_BYTES: usize = 20;

/// What somebody's second factor is made of; sealed where it is kept.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Factor {
    /// What the app's codes are made of.
    secret: Vec<u8>,
    /// SHA-256 of each recovery code that is left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    recovery: Vec<[u8; 32]>,
}

/// What was shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A code of the app, of this time step.
    Code(i64),
    /// A recovery code; it is gone from the factor.
    Recovery,
}

/// What an app is told, once.
pub(super) struct Enrolment {
    /// What is typed into an app that has no camera: base 32 in groups of four.
    pub(super) secret: String,
    /// The path of an SVG picture of the QR code, and the picture's width and height.
    pub(super) path: String,
    pub(super) size: i32,
}

impl Factor {
    /// A new one, which no app knows yet.
    pub(super) fn new() -> Self {
        let mut secret = vec![0; SECRET_BYTES];
        rand::fill(secret.as_mut_slice());
        Self {
            secret,
            recovery: Vec::new(),
        }
    }

    fn totp(&self, issuer: &str, account: &str) -> Result<Totp, StaffError> {
        // In the address, a colon ends the issuer.
        let plain = |text: &str| text.replace(':', " ");
        Builder::new()
            .with_secret(Secret::new(self.secret.clone().into_boxed_slice()))
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build()
            .map_err(|error| StaffError::internal("second factor", &error))
    }

    /// What an app must be told.
    pub(super) fn enrolment(&self, issuer: &str, account: &str) -> Result<Enrolment, StaffError> {
        let totp = self.totp(issuer, account)?;
        let url = totp
            .to_url()
            .map_err(|error| StaffError::internal("second factor", &error))?;
        let picture = crate::qr::picture(&url)
            .ok_or_else(|| StaffError::internal("QR code", &"the address is too long"))?;
        let secret = totp.secret().to_base32();
        let groups: Vec<&str> = (0..secret.len())
            .step_by(4)
            .filter_map(|at| secret.get(at..(at + 4).min(secret.len())))
            .collect();
        Ok(Enrolment {
            secret: groups.join(" "),
            path: picture.path,
            size: picture.size,
        })
    }

    /// Looks at a code that is shown at `now` (unix seconds); one of an app counts only if it is of a later time step
    /// than `last`, a recovery code only once.
    pub(super) fn check(
        &mut self,
        text: &str,
        now: i64,
        last: i64,
    ) -> Result<Option<Shown>, StaffError> {
        let written: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if written.len() == RECOVERY_CHARACTERS {
            return Ok(self.take_recovery(&written));
        }
        let totp = self.totp("", "-")?;
        let step = totp.check(&written, u64::try_from(now).unwrap_or_default());
        let step = step.and_then(|step| i64::try_from(step).ok());
        Ok(step.filter(|step| *step > last).map(Shown::Code))
    }

    fn take_recovery(&mut self, written: &str) -> Option<Shown> {
        let read: String = written
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let hash: [u8; 32] = Sha256::digest(read).into();
        let before = self.recovery.len();
        self.recovery
            .retain(|known| !bool::from(known.ct_eq(&hash)));
        (self.recovery.len() < before).then_some(Shown::Recovery)
    }

    /// New recovery codes; those before are gone. They are shown once.
    pub(super) fn renew_recovery(&mut self) -> Vec<String> {
        let codes: Vec<String> = std::iter::repeat_with(recovery_code)
            .take(RECOVERY_CODES)
            .collect();
        self.recovery = codes
            .iter()
            .map(|code| Sha256::digest(code.replace('-', "")).into())
            .collect();
        codes
    }

    /// How many recovery codes are left.
    pub(super) fn recovery_left(&self) -> usize {
        self.recovery.len()
    }
}

fn recovery_code() -> String {
    let mut bytes = [0_u8; RECOVERY_CHARACTERS];
    rand::fill(&mut bytes);
    let characters: Vec<u8> = bytes
        .iter()
        .map(|byte| ALPHABET[usize::from(byte % 32)])
        .collect();
    let groups: Vec<String> = characters
        .chunks(6)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    const VECTORS: [(i64, &str); 5] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
    ];

    fn of_the_rfc() -> Factor {
        Factor {
            secret: b"12345678901234567890".to_vec(),
            recovery: Vec::new(),
        }
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (at, code) in VECTORS {
            let shown = of_the_rfc().check(code, at, 0).unwrap();
            assert_eq!(shown, Some(Shown::Code(at / 30)), "{code}");
            let late = of_the_rfc().check(code, at + 90, 0).unwrap();
            assert_eq!(
                late, None,
                "a code is good for its step and those beside it"
            );
        }
    }

    #[test]
    fn a_code_is_good_once() {
        let (at, code) = VECTORS[1];
        let mut factor = of_the_rfc();
        assert_eq!(
            factor.check(code, at, at / 30 - 1).unwrap(),
            Some(Shown::Code(at / 30))
        );
        assert_eq!(factor.check(code, at, at / 30).unwrap(), None);
        for wrong in ["", "000000", "0818", "081804081804", "О81804", "+81804"] {
            assert_eq!(factor.check(wrong, at, 0).unwrap(), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_recovery_code_is_good_once_however_it_is_written() {
        let mut factor = Factor::new();
        let codes = factor.renew_recovery();
        assert_eq!((codes.len(), factor.recovery_left()), (10, 10));
        let written = codes[3].to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(factor.check(&written, 0, 0).unwrap(), Some(Shown::Recovery));
        assert_eq!(factor.check(&written, 0, 0).unwrap(), None);
        assert_eq!(factor.recovery_left(), 9);
        factor.renew_recovery();
        assert_eq!(factor.check(&codes[4], 0, 0).unwrap(), None);
    }

    #[test]
    fn an_app_is_told_what_codes_are_made_of() {
        let enrolment = of_the_rfc()
            .enrolment("City: Library", "liisa@city.example")
            .unwrap();
        assert_eq!(enrolment.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(enrolment.path.starts_with('M') && enrolment.size > 21);
    }
}
