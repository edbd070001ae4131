//! E-mail: how it is set up, and how one message leaves.
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::{Config, Error, Result};

/// How long a conversation may take, from the connection until the server has taken the message over. RFC 5321 §4.5.3.2
/// allows each command minutes; a server that is up takes seconds, and one that keeps silent must not hold up everybody's
/// e-mails. A person gets two at the most in one go, and both end before another process would try them again.
const LONGEST: Duration = Duration::from_secs(25);

/// The section `[operator.email]`.
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

impl EmailConfig {
    fn mailbox(&self) -> Result<Mailbox> {
        self.from.parse().map_err(|_| {
            Error::Config(format!(
                "`operator.email.from` `{}` is no e-mail address",
                self.from
            ))
        })
    }

    /// Refuses what cannot work or is not allowed in production.
    pub(crate) fn check(&self, development: bool) -> Result<()> {
        let refuse = |text: &str| Err(Error::Config(format!("`operator.email`: {text}")));
        self.mailbox()?;
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
pub(crate) struct Mail {
    /// The same for the same message sent again, so that its reader can tell.
    pub(crate) id: String,
    pub(crate) to: String,
    /// The language it is written in (BCP 47).
    #[serde(default)]
    pub(crate) language: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// Where no more of them are asked for with one POST (RFC 8058).
    pub(crate) unsubscribe: Option<String>,
}

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

/// Sends e-mails.
pub(crate) struct Mailer {
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
    /// What the configuration describes, if it describes any.
    pub(crate) fn open(config: &Config) -> Result<Option<Self>> {
        let Some(email) = &config.email else {
            return Ok(None);
        };
        let way = match (&email.folder, &email.server) {
            (Some(folder), _) => {
                std::fs::create_dir_all(folder).map_err(|source| Error::File {
                    path: folder.display().to_string(),
                    source,
                })?;
                Way::Folder(folder.clone())
            }
            (None, Some(server)) => Way::Smtp(Box::new(transport(config, email, server)?)),
            (None, None) => return Ok(None),
        };
        let from = email.mailbox()?;
        Ok(Some(Self {
            from,
            way,
            longest: LONGEST,
        }))
    }

    /// The folder that e-mails go to instead of to people, if they do.
    pub(crate) fn folder(&self) -> Option<&std::path::Path> {
        match &self.way {
            Way::Folder(folder) => Some(folder),
            Way::Smtp(_) => None,
        }
    }

    /// Sends a message: when this returns, the server has taken it over.
    pub(crate) async fn send(&self, mail: &Mail) -> Result<()> {
        let message = self.message(mail)?;
        match &self.way {
            Way::Smtp(server) => {
                let reason = match tokio::time::timeout(self.longest, server.send(message)).await {
                    Ok(Ok(_)) => return Ok(()),
                    Ok(Err(error)) => reason(&error),
                    Err(_) => format!("it was not done after {:?}", self.longest),
                };
                Err(Error::Peer {
                    url: "operator.email".to_owned(),
                    reason,
                })
            }
            Way::Folder(folder) => {
                let name = crate::random::uuid_of(&mail.id);
                let write = |ending: &str, content: &[u8]| {
                    let path = folder.join(format!("{name}.{ending}"));
                    std::fs::write(&path, content).map_err(|source| Error::File {
                        path: path.display().to_string(),
                        source,
                    })
                };
                write("eml", &message.formatted())?;
                let json = serde_json::to_vec(mail).map_err(|e| Error::Internal(e.to_string()))?;
                write("json", &json)
            }
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(format!("e-mail: {error}"));
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
    config: &Config,
    email: &EmailConfig,
    server: &str,
) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let wrong =
        |error: lettre::transport::smtp::Error| Error::Config(format!("`operator.email`: {error}"));
    let tls = || -> Result<TlsParameters> {
        let mut tls = TlsParameters::builder(server.to_owned());
        for path in &config.fetch.extra_roots {
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
        let password = secrecy::SecretString::from(read(path)?.trim_end().to_owned());
        let password = password.expose_secret().to_owned();
        builder = builder.credentials(Credentials::new(username.clone(), password));
    }
    Ok(builder.build())
}

fn read(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::File {
        path: path.display().to_string(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> EmailConfig {
        toml::from_str(text).unwrap()
    }

    /// What becomes of an e-mail to a server that says this and nothing else.
    async fn sent_to_a_server_that_says(words: &str) -> String {
        use tokio::io::AsyncWriteExt as _;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut whole = Config::development("Helsinki", "data");
        let email = format!(
            "from = \"a@example.org\"\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\""
        );
        whole.email = Some(Box::new(config(&email)));
        let mailer = Mailer {
            longest: Duration::from_millis(500),
            ..Mailer::open(&whole).unwrap().unwrap()
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
        config(server).check(false).unwrap();
        for (more, word) in [
            ("\nsecurity = \"none\"", "development"),
            ("\nfolder = \"mail\"", "either"),
            ("\nusername = \"me\"", "go together"),
        ] {
            let error = config(&format!("{server}{more}")).check(false).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        let folder = config("from = \"a@example.org\"\nfolder = \"mail\"");
        folder.check(true).unwrap();
        assert!(folder.check(false).is_err());
        let nobody = config("from = \"nobody\"\nserver = \"smtp.example.org\"");
        assert!(nobody.check(true).unwrap_err().to_string().contains("from"));
    }
}
