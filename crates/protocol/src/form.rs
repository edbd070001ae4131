//! Form bodies (`application/x-www-form-urlencoded`) of the token and introspection endpoints.

use crate::json::Shown;

/// Longest form body, in bytes: a ticket and a client assertion of 8 KiB each, percent-encoding
/// and the other parameters.
pub const LONGEST_FORM: usize = 32 * 1024;

/// Most parameters in one form; no request of ours has ten.
pub const MOST_PARAMETERS: usize = 32;

/// Why a form body is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Longer than [`LONGEST_FORM`] or with more than [`MOST_PARAMETERS`] parameters.
    #[error(
        "the form is longer than {LONGEST_FORM} bytes or has more than {MOST_PARAMETERS} parameters"
    )]
    TooLarge,
    /// A parameter appears twice (RFC 6749 §3.2 forbids it).
    #[error("parameter `{0}` appears twice")]
    Repeated(String),
    /// A parameter that is needed is absent or empty (RFC 6749 §3.2 treats both alike).
    #[error("parameter `{0}` is missing")]
    Missing(&'static str),
    /// A parameter's value is not what it must be.
    #[error("parameter `{name}` has a value that is not supported: `{value}`")]
    Unsupported {
        /// The parameter.
        name: &'static str,
        /// Its value, shortened.
        value: String,
    },
}

/// A parsed form in which every parameter appears at most once.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Parses a form body.
    pub fn parse(body: &[u8]) -> Result<Self, FormError> {
        if body.len() > LONGEST_FORM {
            return Err(FormError::TooLarge);
        }
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in ::url::form_urlencoded::parse(body) {
            if parameters.len() == MOST_PARAMETERS {
                return Err(FormError::TooLarge);
            }
            if parameters.iter().any(|(seen, _)| *seen == name) {
                return Err(FormError::Repeated(Shown(&name).to_string()));
            }
            parameters.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(parameters))
    }

    /// Takes a parameter out; an empty one counts as absent (RFC 6749 §3.2).
    pub fn take(&mut self, name: &str) -> Option<String> {
        let position = self.0.iter().position(|(seen, _)| seen == name)?;
        let (_, value) = self.0.swap_remove(position);
        (!value.is_empty()).then_some(value)
    }

    /// Takes a parameter out that must be there.
    pub fn need(&mut self, name: &'static str) -> Result<String, FormError> {
        self.take(name).ok_or(FormError::Missing(name))
    }
}

/// Writes a form body from pairs.
pub fn write<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut serializer = ::url::form_urlencoded::Serializer::new(String::new());
    serializer.extend_pairs(pairs);
    serializer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_each_parameter_once() {
        let mut form = Form::parse(b"token=a%2Bb&empty=&hint=x+y").unwrap();
        assert_eq!(form.take("token").as_deref(), Some("a+b"));
        assert_eq!(form.take("empty"), None);
        assert_eq!(form.need("empty"), Err(FormError::Missing("empty")));
        assert_eq!(form.take("hint").as_deref(), Some("x y"));
        assert!(matches!(
            Form::parse(b"token=a&tok%65n=b"),
            Err(FormError::Repeated(name)) if name == "token"
        ));
    }

    #[test]
    fn a_form_has_limits() {
        assert!(matches!(
            Form::parse(&vec![b'a'; LONGEST_FORM + 1]),
            Err(FormError::TooLarge)
        ));
        let many = (0..=MOST_PARAMETERS)
            .map(|n| format!("p{n}=1"))
            .collect::<Vec<_>>()
            .join("&");
        assert!(matches!(
            Form::parse(many.as_bytes()),
            Err(FormError::TooLarge)
        ));
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = write([("token", "a b+c&d=é"), ("x", "")]);
        let mut form = Form::parse(text.as_bytes()).unwrap();
        assert_eq!(form.take("token").as_deref(), Some("a b+c&d=é"));
    }
}
