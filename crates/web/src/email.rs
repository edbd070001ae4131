//! E-mail: how it is set up, and how one message leaves.
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Error;

/// How long a conversation may take, from the connection until the server has taken the message over. RFC 5321 §4.5.3.2
/// allows each command minutes; a server that is up takes seconds, and one that keeps silent must not hold up everybody's
/// e-mails. A person gets two at the most in one go, and both end before another process would try them again.
const LONGEST: Duration = Duration::from_secs(25);

/// The section `[operator.email]` or `[connector.email]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailConfig {
    /// Whom e-mails come from: `name@host`, or `Name <name@host>`.
    pub from: String,
    /// The SMTP server that takes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Its port; 587 with `starttls`, 465 with `tls`, 25 with `none` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How the conversation is kept private.
    #[serde(default)]
    pub security: Security,
    /// The login at the server, if it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The file with the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// Development: a folder that e-mails are put into instead, which the page `/mail` shows to everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

/// How the conversation with an SMTP server is kept private.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after the greeting (RFC 3207); a server without it gets nothing.
    #[default]
    Starttls,
    /// TLS from the start (RFC 8314 §3.3).
    Tls,
    /// Not at all: in development only.
    None,
}

/// Whether a text is an e-mail address.
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

impl EmailConfig {
    fn mailbox(&self, section: &str) -> Result<Mailbox, Error> {
        self.from.parse().map_err(|_| {
            Error::Config(format!(
                "`{section}.from` `{}` is no e-mail address",
                self.from
            ))
        })
    }

    /// Refuses what cannot work or is not allowed in production. `section` is the table's name in the configuration.
    ///
    /// # Errors
    /// [`Error::Config`], naming what is wrong.
    pub fn check(&self, section: &str, development: bool) -> Result<(), Error> {
        let refuse = |text: &str| Err(Error::Config(format!("`{section}`: {text}")));
        self.mailbox(section)?;
        match (&self.server, &self.folder) {
            (Some(_), Some(_)) | (None, None) => return refuse("say either `server` or `folder`"),
            (None, Some(_)) if !development => {
                return refuse("a `folder` is shown to everybody, and so for development only");
            }
            _ => {}
        }
        if self.security == Security::None && !development {
            return refuse("`security = \"none\"` is for development only");
        }
        if self.username.is_some() != self.password_file.is_some() {
            return refuse("`username` and `password_file` go together");
        }
        Ok(())
    }
}

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The same for the same message sent again, so that its reader can tell.
    pub id: String,
    /// The address it goes to.
    pub to: String,
    /// The language it is written in (BCP 47).
    #[serde(default)]
    pub language: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where no more of them are asked for with one POST (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// A message that was not sent, and why: never whom it was for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotSent(pub String);

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

/// Sends e-mails.
pub struct Mailer {
    from: Mailbox,
    way: Way,
    /// How long a conversation may take.
    longest: Duration,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// What a checked section describes; `extra_roots` are files with certificates trusted beside the system's.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::File`].
    pub fn open(
        email: &EmailConfig,
        section: &str,
        extra_roots: &[PathBuf],
    ) -> Result<Option<Self>, Error> {
        let way = match (&email.folder, &email.server) {
            (Some(folder), _) => {
                std::fs::create_dir_all(folder).map_err(|source| Error::File {
                    path: folder.clone(),
                    source,
                })?;
                Way::Folder(folder.clone())
            }
            (None, Some(server)) => {
                Way::Smtp(Box::new(transport(email, section, server, extra_roots)?))
            }
            (None, None) => return Ok(None),
        };
        let from = email.mailbox(section)?;
        Ok(Some(Self {
            from,
            way,
            longest: LONGEST,
        }))
    }

    /// The folder that e-mails go to instead of to people, if they do.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match &self.way {
            Way::Folder(folder) => Some(folder),
            Way::Smtp(_) => None,
        }
    }

    /// Sends a message: when this returns, the server has taken it over.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn send(&self, mail: &Mail) -> Result<(), NotSent> {
        let message = self.message(mail)?;
        match &self.way {
            Way::Smtp(server) => {
                match tokio::time::timeout(self.longest, server.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(NotSent(reason(&error))),
                    Err(_) => Err(NotSent(format!("it was not done after {:?}", self.longest))),
                }
            }
            Way::Folder(folder) => {
                let name = file_name(&mail.id);
                let write = |ending: &str, content: &[u8]| {
                    let path = folder.join(format!("{name}.{ending}"));
                    std::fs::write(&path, content)
                        .map_err(|error| NotSent(format!("`{}`: {error}", path.display())))
                };
                write("eml", &message.formatted())?;
                let json = serde_json::to_vec(mail).map_err(|error| NotSent(error.to_string()))?;
                write("json", &json)
            }
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, NotSent> {
        let wrong = |error: &dyn std::fmt::Display| NotSent(format!("e-mail: {error}"));
        let to = mail.to.parse().map_err(|error| wrong(&error))?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .message_id(Some(format!("<{}>", mail.id)))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(url) = &mail.unsubscribe {
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(header(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                ));
        }
        let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        builder.multipart(parts).map_err(|error| wrong(&error))
    }
}

/// What a message's files are called: a UUID that is always the same for the same message.
fn file_name(id: &str) -> uuid::Uuid {
    let hash = Sha256::digest(id);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What went wrong, without the words of the server: they name whom the e-mail is for.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None => error.to_string(),
    }
}

/// A header with a value of ASCII alone, which stands on one line: a URL is not folded.
fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}

fn transport(
    email: &EmailConfig,
    section: &str,
    server: &str,
    extra_roots: &[PathBuf],
) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let wrong =
        |error: lettre::transport::smtp::Error| Error::Config(format!("`{section}`: {error}"));
    let tls = || -> Result<TlsParameters, Error> {
        let mut tls = TlsParameters::builder(server.to_owned());
        for path in extra_roots {
            let pem = read(path)?;
            let root = Certificate::from_pem(pem.as_bytes()).map_err(wrong)?;
            tls = tls.add_root_certificate(root);
        }
        tls.build_rustls().map_err(wrong)
    };
    let (port, tls) = match email.security {
        Security::Starttls => (587, Tls::Required(tls()?)),
        Security::Tls => (465, Tls::Wrapper(tls()?)),
        Security::None => (25, Tls::None),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server)
        .port(email.port.unwrap_or(port))
        .tls(tls);
    if let (Some(username), Some(path)) = (&email.username, &email.password_file) {
        let password = read(path)?.trim_end().to_owned();
        builder = builder.credentials(Credentials::new(username.clone(), password));
    }
    Ok(builder.build())
}

fn read(path: &std::path::Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTION: &str = "operator.email";

    fn config(text: &str) -> EmailConfig {
        toml::from_str(text).unwrap()
    }

    /// What becomes of an e-mail to a server that says this and nothing else.
    async fn sent_to_a_server_that_says(words: &str) -> String {
        use tokio::io::AsyncWriteExt as _;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let email = config(&format!(
            "from = \"a@example.org\"\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\""
        ));
        let mailer = Mailer {
            longest: Duration::from_millis(500),
            ..Mailer::open(&email, SECTION, &[]).unwrap().unwrap()
        };
        let mail = Mail {
            id: "1@localhost".to_owned(),
            to: "aino@example.org".to_owned(),
            language: "en".to_owned(),
            subject: "News".to_owned(),
            text: "News".to_owned(),
            html: "<p>News</p>".to_owned(),
            unsubscribe: None,
        };
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(words.as_bytes()).await.unwrap();
            // It stays open.
            stream
        };
        let (sent, _stream) = tokio::join!(mailer.send(&mail), server);
        sent.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_server_that_keeps_silent_is_given_up() {
        for words in ["", "220 here\r\n"] {
            let error = sent_to_a_server_that_says(words).await;
            assert!(error.contains("not done"), "{error}");
        }
    }

    #[tokio::test]
    async fn what_a_server_says_of_people_is_kept_nowhere() {
        let words = "554 5.7.1 <aino@example.org> is not welcome\r\n";
        let error = sent_to_a_server_that_says(words).await;
        assert!(error.contains("554"), "{error}");
        assert!(!error.contains("aino"), "{error}");
    }

    #[test]
    fn a_configuration_says_where_e_mails_go_and_keeps_them_private() {
        let server = "from = \"Helsinki <mydata@example.org>\"\nserver = \"smtp.example.org\"";
        config(server).check(SECTION, false).unwrap();
        for (more, word) in [
            ("\nsecurity = \"none\"", "development"),
            ("\nfolder = \"mail\"", "either"),
            ("\nusername = \"me\"", "go together"),
        ] {
            let error = config(&format!("{server}{more}"))
                .check(SECTION, false)
                .unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        let folder = config("from = \"a@example.org\"\nfolder = \"mail\"");
        folder.check(SECTION, true).unwrap();
        assert!(folder.check(SECTION, false).is_err());
        let nobody = config("from = \"nobody\"\nserver = \"smtp.example.org\"");
        assert!(
            nobody
                .check(SECTION, true)
                .unwrap_err()
                .to_string()
                .contains("from")
        );
    }
}
