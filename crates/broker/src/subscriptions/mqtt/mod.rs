//! Notifications by MQTT (ETSI GS CIM 009 §7.2): each subscription on a connection of its own, which waits for a while for what
//! comes next.

mod line;
mod v3;
mod v5;

use std::fmt::{self, Display};

use bytes::Bytes;
use ngsi_ld::Problem;
use percent_encoding::percent_decode_str;
use tokio_util::codec::{Decoder, Encoder};
use url::{Host, Url};
use web::fetch::{FetchError, GuardedClient, Peer};

use self::line::{Line, Place};

/// Bytes of one packet from a server: acknowledgements, with a reason in words at most.
const PACKET_BYTES: u16 = 8 * 1024;
/// Seconds without a packet after which a server may end a connection: the longest that a notification may take, and more than
/// one waits for the next.
const KEEP_ALIVE: u16 = 60;
/// The packet that is sent: there is only one at a time in a connection.
const PACKET: u16 = 1;
/// Bytes of a string in a packet (MQTT 5.0 §1.5.4).
const STRING_BYTES: usize = u16::MAX as usize;

/// What is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// MQTT 3.1.1.
    Three,
    /// MQTT 5.0.
    Five,
}

/// Quality of service: how sure it is that a message arrives, and that it does so once (MQTT 5.0 §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::enum_variant_names, reason = "the specification's names")]
enum Quality {
    AtMostOnce,
    AtLeastOnce,
    ExactlyOnce,
}

/// A topic of a server.
pub(crate) struct Topic {
    is_encrypted: bool,
    host: Host,
    port: u16,
    user: String,
    password: String,
    name: String,
    version: Version,
    quality: Quality,
    /// Connections that wait, by what is spoken on them.
    three: Place<v3::Codec>,
    five: Place<v5::Codec>,
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host, port, name, ..
        } = self;
        write!(f, "{host}:{port}/{name}")
    }
}

/// What one version of the protocol says and hears.
trait Dialect: Decoder<Item = Self::Packet> + Encoder<Self::Packet> {
    type Packet: Send;

    fn new() -> Self;
    fn connect(topic: &Topic, client: String) -> Self::Packet;
    fn publish(topic: &Topic, quality: Quality, message: Bytes) -> Self::Packet;
    fn release() -> Self::Packet;
    fn ping() -> Self::Packet;
    fn disconnect() -> Self::Packet;
    fn heard(packet: Self::Packet) -> Heard;
    /// Packets have this many bytes at most, from now on.
    fn limit(&mut self, bytes: u32);
}

/// What a server answers.
enum Heard {
    Connected {
        /// The best that it offers.
        quality: Quality,
        /// Bytes of the largest packet that it takes.
        bytes: Option<u32>,
    },
    /// The message has arrived, at least once.
    Acknowledged,
    /// The message has arrived, and is to be released.
    Received,
    /// The message has arrived, once.
    Completed,
    /// It is there.
    There,
    Refused(String),
    /// What does not belong here.
    Other,
}

impl Heard {
    /// What it is where a packet says why it refuses something.
    fn unless_refused(self, is_fine: bool, reason: impl std::fmt::Debug) -> Self {
        if is_fine {
            self
        } else {
            Self::Refused(format!("{reason:?}"))
        }
    }
}

impl Topic {
    /// Reads `mqtt[s]://[user][:password]@host[:port]/topic[/subtopic]*`, and how to get there.
    ///
    /// # Errors
    /// [`Problem`] for what cannot be.
    pub(crate) fn read(url: &Url, notifier: &[(String, String)]) -> Result<Self, Problem> {
        let bad = |detail: &str| Problem::bad_data(detail);
        let is_encrypted = url.scheme() == "mqtts";
        let default = if is_encrypted { 8883 } else { 1883 };
        // In addresses of schemes that the parser does not know, a host is just some text.
        let host = Host::parse(url.host_str().unwrap_or_default())
            .map_err(|_| bad("the address of an MQTT `endpoint` has a host"))?;
        let part = |raw: &str| {
            let text = percent_decode_str(raw).decode_utf8();
            let text = text.map_err(|_| bad("the parts of an MQTT address are UTF-8"))?;
            if text.len() > STRING_BYTES || text.contains('\0') {
                return Err(bad("a part of the MQTT address cannot be sent"));
            }
            Ok(text.into_owned())
        };
        let name = part(url.path().strip_prefix('/').unwrap_or_default())?;
        let is_more = url.query().is_some() || url.fragment().is_some();
        if name.is_empty() || name.contains(['+', '#']) || is_more {
            return Err(bad(
                "the address of an MQTT `endpoint` has a topic, without `+`, `#` and `?`",
            ));
        }
        let (mut version, mut quality) = (Version::Five, Quality::AtMostOnce);
        for (key, value) in notifier {
            match (key.as_str(), value.as_str()) {
                ("MQTT-Version", "mqtt3.1.1") => version = Version::Three,
                ("MQTT-Version", "mqtt5.0") => version = Version::Five,
                ("MQTT-QoS", "0") => quality = Quality::AtMostOnce,
                ("MQTT-QoS", "1") => quality = Quality::AtLeastOnce,
                ("MQTT-QoS", "2") => quality = Quality::ExactlyOnce,
                ("MQTT-Version", wrong) => {
                    return Err(bad(&format!(
                        "`MQTT-Version` is `mqtt3.1.1` or `mqtt5.0`, not `{wrong}`"
                    )));
                }
                ("MQTT-QoS", wrong) => {
                    return Err(bad(&format!(
                        "`MQTT-QoS` is `0`, `1` or `2`, not `{wrong}`"
                    )));
                }
                _ => {}
            }
        }
        Ok(Self {
            is_encrypted,
            host,
            port: url.port().unwrap_or(default),
            user: part(url.username())?,
            password: part(url.password().unwrap_or_default())?,
            name,
            version,
            quality,
            three: Place::default(),
            five: Place::default(),
        })
    }

    /// Sends a message, once. Whoever calls sets a limit to the time.
    ///
    /// # Errors
    /// [`FetchError`] when the server is refused, not there, or does not take it.
    pub(crate) async fn publish(
        &self,
        client: &GuardedClient,
        message: Bytes,
    ) -> Result<(), FetchError> {
        let peer = Peer {
            scheme: if self.is_encrypted { "mqtts" } else { "mqtt" },
            host: match &self.host {
                Host::Domain(name) => Host::Domain(name.as_str()),
                Host::Ipv4(address) => Host::Ipv4(*address),
                Host::Ipv6(address) => Host::Ipv6(*address),
            },
            port: self.port,
            is_encrypted: self.is_encrypted,
        };
        match self.version {
            Version::Three => self.say(&self.three, client, &peer, message).await,
            Version::Five => self.say(&self.five, client, &peer, message).await,
        }
    }

    async fn say<D>(
        &self,
        place: &Place<D>,
        client: &GuardedClient,
        peer: &Peer<'_>,
        message: Bytes,
    ) -> Result<(), FetchError>
    where
        D: Dialect + Send + 'static,
        <D as Decoder>::Error: Display,
        <D as Encoder<D::Packet>>::Error: Display,
    {
        if let Some(mut line) = place.take()
            && line.is_there().await
        {
            match line.say(self, message.clone()).await {
                Ok(()) => {
                    place.keep(line).await;
                    return Ok(());
                }
                // A server says no for a reason; a connection that broke may be one that it had given up.
                Err(refused @ FetchError::Refused { .. }) => return Err(refused),
                Err(error) => tracing::debug!(%error, "a kept connection has ended"),
            }
        }
        let mut line = Line::open(self, client.connect(peer).await?).await?;
        line.say(self, message).await?;
        place.keep(line).await;
        Ok(())
    }
}
