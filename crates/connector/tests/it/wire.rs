//! A source that puts on the wire what a test says, byte for byte, whether HTTP allows it or not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::peers::Received;

/// What it sends when it was asked.
#[derive(Clone)]
pub(crate) enum Sent {
    /// These bytes; then it takes the next request.
    Bytes(Vec<u8>),
    /// These bytes, and the connection's end.
    Ends(Vec<u8>),
    /// The first bytes; then the others again and again, with this pause, as long as anybody takes them.
    Endless(Vec<u8>, Vec<u8>, Duration),
}

impl Sent {
    /// An answer as it should be.
    pub(crate) fn whole(status: u16, media: &str, body: &str) -> Self {
        Self::Bytes(answer(status, &head_of(media, body.len()), body.as_bytes()))
    }
}

/// The two headers of a body.
pub(crate) fn head_of(media: &str, length: usize) -> String {
    format!("Content-Type: {media}\r\nContent-Length: {length}\r\n")
}

/// The bytes of an answer with these header lines.
pub(crate) fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Zebra7731\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

type Answering = dyn Fn(&Received, usize) -> Sent + Send + Sync;

/// What all its connections know.
#[derive(Clone)]
struct Shared {
    answering: Arc<Mutex<Arc<Answering>>>,
    asked: Arc<Mutex<Vec<Received>>>,
    greeting: Arc<Mutex<Option<Sent>>>,
}

/// The source; it ends with its owner.
pub(crate) struct Wire {
    pub(crate) url: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl Wire {
    /// Sends nothing at all until it is told what.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let silent: Arc<Answering> = Arc::new(|_: &Received, _| Sent::Bytes(Vec::new()));
        let shared = Shared {
            answering: Arc::new(Mutex::new(silent)),
            asked: Arc::default(),
            greeting: Arc::default(),
        };
        let everybody = shared.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                // A peer that goes away ends only its own connection.
                tokio::spawn(serve(stream, everybody.clone()));
            }
        });
        Self { url, shared, task }
    }

    /// Answers whoever says anything, in whichever protocol, with this.
    pub(crate) fn greet(&self, sent: Sent) {
        *self.shared.greeting.lock().unwrap() = Some(sent);
    }

    /// Answers with what `answering` makes of a request and its number, from 0.
    pub(crate) fn answer(
        &self,
        answering: impl Fn(&Received, usize) -> Sent + Send + Sync + 'static,
    ) {
        *self.shared.answering.lock().unwrap() = Arc::new(answering);
    }

    /// The requests it was sent.
    pub(crate) fn asked(&self) -> Vec<Received> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// Forgets them.
    pub(crate) fn forget(&self) {
        self.shared.asked.lock().unwrap().clear();
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, shared: Shared) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let greeting = shared.greeting.lock().unwrap().clone();
    if let Some(greeting) = greeting {
        let said = stream.fill_buf().await.ok()?.len();
        stream.consume(said);
        send(&mut stream, greeting).await?;
        return std::future::pending().await;
    }
    loop {
        let received = read(&mut stream).await?;
        let number = {
            let mut asked = shared.asked.lock().unwrap();
            asked.push(received.clone());
            asked.len() - 1
        };
        let answering = Arc::clone(&shared.answering.lock().unwrap());
        send(&mut stream, answering(&received, number)).await?;
    }
}

/// Nothing when the connection has come to its end.
async fn send(stream: &mut BufReader<TcpStream>, sent: Sent) -> Option<()> {
    match sent {
        Sent::Bytes(bytes) => stream.write_all(&bytes).await.ok(),
        Sent::Ends(bytes) => {
            stream.write_all(&bytes).await.ok()?;
            stream.shutdown().await.ok()?;
            None
        }
        Sent::Endless(first, again, pause) => {
            stream.write_all(&first).await.ok()?;
            loop {
                stream.write_all(&again).await.ok()?;
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// A request (RFC 9112), as the connector writes them: with a length where it has a body.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.parse().ok()?, words.next()?.to_owned());
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        let name: HeaderName = name.parse().ok()?;
        headers.append(name, HeaderValue::from_str(value).ok()?);
    }
    let length = headers.get("content-length");
    let length = length.map_or(Some(0), |value| value.to_str().ok()?.parse().ok())?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Received {
        method,
        target,
        headers,
        body: Bytes::from(body),
    })
}
