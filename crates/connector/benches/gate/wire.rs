//! HTTP/1.1 as plain as it can be, so that the load and what the gateways ask cost as little of the second core as
//! possible: persistent connections, one request at a time on each, bodies with a length.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request that a server received.
pub(crate) struct Received<'a> {
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
}

/// Answers requests on one address for ever.
pub(crate) async fn serve<H>(listener: TcpListener, handler: Rc<H>)
where
    H: Fn(&Received<'_>, &mut Vec<u8>) + 'static,
{
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let handler = Rc::clone(&handler);
        tokio::task::spawn_local(async move {
            let _ = connection(stream, &*handler).await;
        });
    }
}

async fn connection<H>(mut stream: TcpStream, handler: &H) -> std::io::Result<()>
where
    H: Fn(&Received<'_>, &mut Vec<u8>),
{
    let (mut read, mut answer) = (Vec::with_capacity(16 * 1024), Vec::new());
    loop {
        let (head, length) = loop {
            if let Some(end) = end_of_head(&read) {
                break (end, content_length(&read[..end]));
            }
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        };
        while read.len() < head + length {
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        }
        let line = std::str::from_utf8(&read[..head]).unwrap();
        let path = line.split(' ').nth(1).unwrap();
        answer.clear();
        let body = &read[head..head + length];
        handler(&Received { path, body }, &mut answer);
        stream.write_all(&answer).await?;
        read.drain(..head + length);
    }
}

/// Writes an answer.
pub(crate) fn respond(out: &mut Vec<u8>, media: &str, body: &[u8]) {
    use std::io::Write as _;
    write!(
        out,
        "HTTP/1.1 200 OK\r\ncontent-type: {media}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    out.extend_from_slice(body);
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map(|at| at + 4)
}

fn content_length(head: &[u8]) -> usize {
    const NAME: &[u8] = b"\r\ncontent-length:";
    let at = head
        .windows(NAME.len())
        .position(|some| some.eq_ignore_ascii_case(NAME));
    at.map_or(0, |at| {
        let rest = &head[at + NAME.len()..];
        let end = rest.iter().position(|byte| *byte == b'\r').unwrap();
        std::str::from_utf8(&rest[..end])
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    })
}

/// What a round came to.
pub(crate) struct Round {
    pub(crate) requests: usize,
    pub(crate) took: Duration,
    /// Sorted, one a request.
    pub(crate) latencies: Vec<Duration>,
}

impl Round {
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }

    /// Milliseconds that 99 of 100 requests took at most.
    pub(crate) fn p99(&self) -> f64 {
        self.latencies[self.latencies.len() * 99 / 100].as_secs_f64() * 1e3
    }
}

/// Asks over `connections` connections, each with one request at a time, until `limit` or the requests run out. Every
/// answer must be 200 and as long as `expected`.
pub(crate) async fn load(
    address: &str,
    connections: usize,
    requests: Rc<[Box<[u8]>]>,
    expected: usize,
    limit: Duration,
) -> Round {
    let (next, begun) = (Rc::new(Cell::new(0)), Instant::now());
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (next, requests, address) =
            (Rc::clone(&next), Rc::clone(&requests), address.to_owned());
        tasks.push(tokio::task::spawn_local(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut read, mut latencies) = (Vec::with_capacity(16 * 1024), Vec::new());
            while begun.elapsed() < limit {
                let Some(request) = requests.get(next.get()) else {
                    break;
                };
                next.set(next.get() + 1);
                let sent = Instant::now();
                stream.write_all(request).await.unwrap();
                let length = answer(&mut stream, &mut read).await;
                assert_eq!(length, expected, "an answer of another length");
                latencies.push(sent.elapsed());
            }
            latencies
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    let took = begun.elapsed();
    latencies.sort_unstable();
    Round {
        requests: latencies.len(),
        took,
        latencies,
    }
}

/// Reads an answer; the length of its body.
async fn answer(stream: &mut TcpStream, read: &mut Vec<u8>) -> usize {
    loop {
        if let Some(head) = end_of_head(read) {
            let length = content_length(&read[..head]);
            if read.len() >= head + length {
                assert!(
                    read.starts_with(b"HTTP/1.1 200"),
                    "{}",
                    String::from_utf8_lossy(read)
                );
                read.clear();
                return length;
            }
        }
        assert_ne!(stream.read_buf(read).await.unwrap(), 0, "closed midway");
    }
}

/// One answer's body.
pub(crate) async fn ask(address: &str, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut read = Vec::new();
    loop {
        if let Some(head) = end_of_head(&read) {
            let length = content_length(&read[..head]);
            if read.len() >= head + length {
                let text = String::from_utf8_lossy(&read);
                assert!(text.starts_with("HTTP/1.1 200"), "{text}");
                return read[head..].to_vec();
            }
        }
        assert_ne!(
            stream.read_buf(&mut read).await.unwrap(),
            0,
            "closed midway"
        );
    }
}
