//! A connection to a server, which is kept for the next message of its subscription for a while.

use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::time::Instant;
use tokio_util::codec::{Decoder, Encoder, Framed};
use uuid::Uuid;
use web::fetch::{Connection, FetchError};

use super::{Dialect, Heard, Quality, Topic};

/// For how long a connection is kept without a message: less than a server waits for one.
pub(super) const KEPT: Duration = Duration::from_secs(30);
/// After how long without a message a server is asked first whether it is there still.
const FRESH: Duration = Duration::from_secs(1);

/// A connection on which a server knows who speaks.
pub(super) struct Line<D> {
    framed: Framed<Box<dyn Connection>, D>,
    /// The best that the server offers.
    quality: Quality,
    used: Instant,
}

impl<D> Line<D>
where
    D: Dialect,
    <D as Decoder>::Error: Display,
    <D as Encoder<D::Packet>>::Error: Display,
{
    /// Says who speaks.
    pub(super) async fn open(
        topic: &Topic,
        connection: Box<dyn Connection>,
    ) -> Result<Self, FetchError> {
        let mut framed = Framed::new(connection, D::new());
        // 23 letters and digits are what every server takes (MQTT 3.1.1 §3.1.3.1).
        let client = format!("fiducia{}", &Uuid::new_v4().simple().to_string()[..16]);
        let connect = D::connect(topic, client);
        framed.send(connect).await.map_err(broken)?;
        let Heard::Connected { quality, bytes } = heard(&mut framed).await? else {
            return Err(broken("no acknowledgement of the connection"));
        };
        if let Some(bytes) = bytes {
            framed.codec_mut().limit(bytes);
        }
        Ok(Self {
            framed,
            quality,
            used: Instant::now(),
        })
    }

    /// Sends a message, once.
    pub(super) async fn say(&mut self, topic: &Topic, message: Bytes) -> Result<(), FetchError> {
        let line = &mut self.framed;
        let quality = topic.quality.min(self.quality);
        let publish = D::publish(topic, quality, message);
        line.send(publish).await.map_err(broken)?;
        match quality {
            Quality::AtMostOnce => {}
            Quality::AtLeastOnce => {
                let Heard::Acknowledged = heard(line).await? else {
                    return Err(broken("no acknowledgement of the message"));
                };
            }
            Quality::ExactlyOnce => {
                let Heard::Received = heard(line).await? else {
                    return Err(broken("no receipt of the message"));
                };
                line.send(D::release()).await.map_err(broken)?;
                let Heard::Completed = heard(line).await? else {
                    return Err(broken("no completion of the message"));
                };
            }
        }
        self.used = Instant::now();
        Ok(())
    }

    /// Whether the server is there still, and has said nothing meanwhile.
    pub(super) async fn is_there(&mut self) -> bool {
        if self.framed.next().now_or_never().is_some() {
            return false;
        }
        if self.used.elapsed() < FRESH {
            return true;
        }
        self.framed.send(D::ping()).await.is_ok()
            && matches!(heard(&mut self.framed).await, Ok(Heard::There))
    }

    /// Takes leave. The server ends the connection, too, and may do so first.
    pub(super) async fn end(mut self) {
        if self.framed.send(D::disconnect()).await.is_ok() {
            self.framed.close().await.ok();
        }
    }
}

/// Where a line waits for its subscription's next message.
pub(super) struct Place<D>(Arc<Mutex<Slot<D>>>);

struct Slot<D> {
    line: Option<Line<D>>,
    /// Whether somebody ends it when nothing more comes.
    is_watched: bool,
}

impl<D> Default for Place<D> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Slot {
            line: None,
            is_watched: false,
        })))
    }
}

impl<D> Place<D>
where
    D: Dialect + Send + 'static,
    <D as Decoder>::Error: Display,
    <D as Encoder<D::Packet>>::Error: Display,
{
    /// What waits.
    pub(super) fn take(&self) -> Option<Line<D>> {
        lock(&self.0).line.take()
    }

    /// Lets a line wait, unless another does.
    pub(super) async fn keep(&self, line: Line<D>) {
        let other = {
            let mut slot = lock(&self.0);
            if slot.line.is_none() && !std::mem::replace(&mut slot.is_watched, true) {
                tokio::spawn(end_unused(Arc::downgrade(&self.0)));
            }
            match slot.line {
                Some(_) => Some(line),
                None => slot.line.replace(line),
            }
        };
        if let Some(line) = other {
            line.end().await;
        }
    }
}

/// Ends a line that has waited for too long.
async fn end_unused<D>(slot: Weak<Mutex<Slot<D>>>)
where
    D: Dialect,
    <D as Decoder>::Error: Display,
    <D as Encoder<D::Packet>>::Error: Display,
{
    loop {
        tokio::time::sleep(KEPT).await;
        let Some(slot) = slot.upgrade() else { return };
        let unused = {
            let mut slot = lock(&slot);
            if slot
                .line
                .as_ref()
                .is_some_and(|one| one.used.elapsed() < KEPT)
            {
                continue;
            }
            slot.is_watched = false;
            slot.line.take()
        };
        if let Some(line) = unused {
            line.end().await;
        }
        return;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the server says next.
async fn heard<D>(line: &mut Framed<Box<dyn Connection>, D>) -> Result<Heard, FetchError>
where
    D: Dialect,
    <D as Decoder>::Error: Display,
{
    let packet = line.next().await;
    let packet = packet.ok_or_else(|| broken("the server has ended the connection"))?;
    match D::heard(packet.map_err(broken)?) {
        Heard::Refused(reason) => Err(FetchError::Refused { reason }),
        heard => Ok(heard),
    }
}

fn broken(reason: impl Display) -> FetchError {
    FetchError::Broken {
        reason: reason.to_string(),
    }
}
