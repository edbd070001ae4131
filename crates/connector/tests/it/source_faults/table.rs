//! The ways in which a source fails, and the problem that each comes to.

use std::time::Duration;

use protocol::problem::ProblemName::{
    self, SourceBadAnswer as Bad, SourceError as Error, SourceTimeout as Slow,
    SourceTooLarge as Large, SourceUnreachable as Dead,
};

use super::kinds::{Kind, MARKER};
use crate::wire::{Sent, answer, head_of};

/// A way in which a source fails.
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) sent: Sent,
    pub(super) problem: ProblemName,
    /// Whether the status says that all is well, which is all that is read of the answer to a change.
    pub(super) is_status_well: bool,
}

/// All of them; those that lead elsewhere lead there.
pub(super) fn faults(kind: Kind, elsewhere: &str) -> Vec<Fault> {
    let source = Source::of(kind);
    let mut faults = source.of_connections();
    faults.extend(source.of_lengths());
    faults.extend(source.of_content());
    faults.extend(source.of_statuses(elsewhere));
    faults.extend(source.of_size());
    faults
}

fn fault(name: &'static str, sent: Sent, problem: ProblemName) -> Fault {
    Fault {
        name,
        sent,
        problem,
        is_status_well: true,
    }
}

impl Fault {
    /// With no status, or none that says that all is well.
    fn ill(self) -> Self {
        Self {
            is_status_well: false,
            ..self
        }
    }
}

fn chunk(body: &str) -> Vec<u8> {
    format!("{:x}\r\n{body}\r\n", body.len()).into_bytes()
}

/// An answer with these header lines and one that holds the marker.
fn marked(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    answer(status, &format!("X-Said: {MARKER}\r\n{headers}"), body)
}

/// What a source would send if it were well.
struct Source {
    kind: Kind,
    media: &'static str,
    body: String,
}

impl Source {
    fn of(kind: Kind) -> Self {
        let (media, body) = kind.well();
        Self { kind, media, body }
    }

    /// An answer that announces this length.
    fn long(&self, length: usize) -> Vec<u8> {
        marked(200, &head_of(self.media, length), self.body.as_bytes())
    }

    /// The head of an answer in chunks.
    fn chunked(&self) -> Vec<u8> {
        let headers = format!(
            "Content-Type: {}\r\nTransfer-Encoding: chunked\r\n",
            self.media
        );
        marked(200, &headers, b"")
    }

    /// The head of an answer that ends with its connection.
    fn unsized_head(&self) -> Vec<u8> {
        let headers = format!("Content-Type: {}\r\nConnection: close\r\n", self.media);
        marked(200, &headers, b"")
    }

    fn of_connections(&self) -> Vec<Fault> {
        let begun = format!("HTTP/1.1 200 OK\r\nX-Said: {MARKER}").into_bytes();
        let status = b"HTTP/1.1 200 OK\r\n".to_vec();
        let header = format!("X-Said: {MARKER}\r\n").repeat(1_000).into_bytes();
        let other = format!("SSH-2.0-{MARKER}\r\n").into_bytes();
        let pause = Duration::from_millis(50);
        let drip = Sent::Endless(self.chunked(), chunk(" "), pause);
        let long = self.long(self.body.len() + 10);
        let is_long = if self.kind == Kind::Object { Bad } else { Slow };
        vec![
            fault("says nothing", Sent::Bytes(Vec::new()), Slow).ill(),
            fault("stops in its head", Sent::Bytes(begun.clone()), Slow).ill(),
            // How long an object is, is known before.
            fault("stops in its body", Sent::Bytes(long), is_long),
            fault("drips", drip, Slow),
            fault("closes at once", Sent::Ends(Vec::new()), Dead).ill(),
            fault("closes in its head", Sent::Ends(begun), Dead).ill(),
            fault("speaks no HTTP", Sent::Ends(other), Dead).ill(),
            fault(
                "has a head without end",
                Sent::Endless(status, header, Duration::ZERO),
                Dead,
            )
            .ill(),
        ]
    }

    fn of_lengths(&self) -> Vec<Fault> {
        let length = self.body.len();
        // RFC 9112 §6.3: two lengths are none.
        let two = format!(
            "{}Content-Length: {length}\r\n",
            head_of(self.media, length - 1)
        );
        let two = marked(200, &two, self.body.as_bytes());
        let none = format!(
            "Content-Type: {}\r\nContent-Length: {MARKER}\r\n",
            self.media
        );
        let none = marked(200, &none, self.body.as_bytes());
        let in_a_chunk = format!("ffff\r\n{}", self.body).into_bytes();
        let of_no_length = format!("{MARKER}\r\n{}\r\n0\r\n\r\n", self.body).into_bytes();
        let cut = self.body.as_bytes()[..length - 2].to_vec();
        vec![
            fault("announces two lengths", Sent::Bytes(two), Dead).ill(),
            fault("announces no number", Sent::Bytes(none), Dead).ill(),
            fault(
                "announces more than it sends",
                Sent::Ends(self.long(length + 100)),
                Bad,
            ),
            fault(
                "sends more than it announces",
                Sent::Bytes(self.long(length / 2)),
                Bad,
            ),
            fault(
                "ends in a chunk",
                Sent::Ends([self.chunked(), in_a_chunk].concat()),
                Bad,
            ),
            fault(
                "has a chunk of no length",
                Sent::Bytes([self.chunked(), of_no_length].concat()),
                Bad,
            ),
            fault(
                "ends without a length",
                Sent::Ends([self.unsized_head(), cut].concat()),
                Bad,
            ),
            fault(
                "never ends its chunks",
                Sent::Bytes([self.chunked(), chunk(&self.body)].concat()),
                Slow,
            ),
        ]
    }

    fn of_content(&self) -> Vec<Fault> {
        let page = format!("<h1>{MARKER}</h1>");
        let as_media = |media: &str, body: &str| Sent::whole(200, media, body);
        let length = format!("Content-Length: {}\r\n", page.len());
        let nameless = Sent::Bytes(marked(200, &length, page.as_bytes()));
        let compressed = format!("Content-Encoding: gzip\r\n{}", head_of(self.media, 4));
        let compressed = Sent::Bytes(marked(200, &compressed, b"\x1f\x8b\x08\x00"));
        let mut faults = vec![
            fault("sends another kind", as_media("text/html", &page), Bad),
            fault("sends a kind of no name", nameless, Bad),
            fault("sends not what it says", as_media(self.media, &page), Bad),
            fault("sends what is compressed", compressed, Bad),
        ];
        // To a pod, an empty document is one that says nothing of anybody.
        if self.kind != Kind::Solid {
            faults.push(fault("sends nothing", as_media(self.media, ""), Bad));
        }
        faults
    }

    fn of_statuses(&self, elsewhere: &str) -> Vec<Fault> {
        let redirect = |status: u16| {
            let head = head_of(self.media, self.body.len());
            let headers = format!("Location: {elsewhere}/{MARKER}\r\n{head}");
            Sent::Bytes(marked(status, &headers, self.body.as_bytes()))
        };
        let words = format!("{{\"error\": \"{MARKER}\"}}");
        let refusal = |status: u16| Sent::whole(status, "application/json", &words);
        // A gateway file may make something of any status; this one makes nothing of a body without what it names.
        let error = if self.kind == Kind::Gateway {
            Bad
        } else {
            Error
        };
        vec![
            fault("redirects", redirect(302), Error).ill(),
            fault("redirects with the method", redirect(307), Error).ill(),
            fault("redirects for good", redirect(308), Error).ill(),
            fault("is broken", refusal(500), error).ill(),
            fault("is too busy", refusal(503), error).ill(),
            fault("is a teapot", refusal(418), error).ill(),
        ]
    }

    fn of_size(&self) -> Vec<Fault> {
        let filler = MARKER.repeat(1_000);
        let announced = marked(200, &head_of(self.media, 200_000_000), b"");
        let endless = |head, again| Sent::Endless(head, again, Duration::ZERO);
        let plain = filler.clone().into_bytes();
        let large = if self.kind == Kind::Object {
            Bad
        } else {
            Large
        };
        vec![
            fault(
                "announces too much",
                endless(announced, plain.clone()),
                large,
            ),
            fault(
                "has a body without end",
                endless(self.chunked(), chunk(&filler)),
                large,
            ),
            fault(
                "has a body without length or end",
                endless(self.unsized_head(), plain),
                large,
            ),
        ]
    }
}
