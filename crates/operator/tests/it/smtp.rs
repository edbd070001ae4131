//! E-mails to an SMTP server that is not ours: Python's `aiosmtpd`.
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::json;

use crate::city::{City, LOGIN, Plan};

/// It says of each message that it was given whom it is for, and how it came. With a certificate and its key it takes
/// nothing before TLS and a login.
const SERVER: &str = "
import ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
class Handler:
    async def handle_DATA(self, server, session, envelope):
        private = 'privately' if session.ssl else 'openly'
        known = 'after a login' if session.authenticated else 'from anybody'
        print('TAKEN', ','.join(envelope.rcpt_tos), private, known, flush=True)
        return '250 taken over'
def known(server, session, envelope, mechanism, given):
    return AuthResult(success=(given.login, given.password) == (b'mydata', b'a secret'))
options = {}
if len(sys.argv) > 2:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    options = dict(tls_context=context, require_starttls=True, auth_required=True, authenticator=known)
Controller(Handler(), hostname='127.0.0.1', port=int(sys.argv[1]), **options).start()
print('READY', flush=True)
sys.stdin.read()
";

struct Server {
    process: Child,
    said: Receiver<String>,
}

impl Server {
    /// Starts one; when this returns, it takes connections.
    async fn start(port: u16, certificate: &[&Path]) -> Self {
        let python = std::env::var("FIDUCIA_TEST_PYTHON")
            .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
        let mut process = Command::new(python)
            .args(["-c", SERVER, &port.to_string()])
            .args(certificate)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, said) = channel();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| tell.send(line))
        });
        let server = Self { process, said };
        assert_eq!(server.says().await, "READY");
        server
    }

    /// The next line it says, while everything else goes on.
    async fn says(&self) -> String {
        for _ in 0..500 {
            if let Ok(line) = self.said.try_recv() {
                return line;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the SMTP server says nothing");
    }

    fn has_said(&self) -> Option<String> {
        self.said.try_recv().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port on which nobody listens: a listener that is left open would take connections and say nothing.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Sends what is due now. Beside it the operator looks by itself every few seconds: which of the two sends an e-mail is
/// chance, so only what the server says counts.
async fn mail(city: &City) {
    city.operator.operator().mail().await.unwrap();
}

#[tokio::test]
async fn nothing_is_lost_while_the_smtp_server_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let [certificate, key, password] =
        ["certificate.pem", "key.pem", "password"].map(|name| folder.path().join(name));
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    std::fs::write(&password, "a secret\n").unwrap();
    let port = free_port();
    let city = City::configured(Plan::default(), |config| {
        let email = json!({"from": "mydata@example.org", "server": "127.0.0.1", "port": port, "username": "mydata",
            "password_file": password});
        config.email = serde_json::from_value(email).unwrap();
        config.fetch.extra_roots = vec![certificate.clone()];
    })
    .await;
    city.ask(Some(LOGIN)).await;
    let sent = city.operator.operator().mail().await.unwrap();
    assert_eq!(sent, 0, "it is down");
    let server = Server::start(port, &[&certificate, &key]).await;
    let sent = city.operator.operator().mail().await.unwrap();
    assert_eq!(sent, 0, "it is not tried again at once");
    assert_eq!(server.has_said(), None);
    city.clock.advance(3600);
    mail(&city).await;
    let taken = format!("TAKEN {LOGIN} privately after a login");
    assert_eq!(server.says().await, taken);
    city.clock.advance(3600);
    mail(&city).await;
    assert_eq!(server.has_said(), None, "it comes once");
    city.end().await;
}

#[tokio::test]
async fn an_smtp_server_that_cannot_keep_an_e_mail_private_gets_none() {
    let port = free_port();
    let server = Server::start(port, &[]).await;
    let email = |security: &str| json!({"from": "mydata@example.org", "server": "127.0.0.1", "port": port, "security": security});
    for (security, taken) in [("starttls", false), ("none", true)] {
        let city = City::configured(Plan::default(), |config| {
            config.email = serde_json::from_value(email(security)).unwrap();
        })
        .await;
        city.ask(Some(LOGIN)).await;
        mail(&city).await;
        if taken {
            let words = format!("TAKEN {LOGIN} openly from anybody");
            assert_eq!(server.says().await, words);
        }
        city.end().await;
        assert_eq!(server.has_said(), None, "{security}");
    }
}
