//! Notifications by MQTT (ETSI GS CIM 009 §7.2): each on a connection of its own, which ends with it.

mod v3;
mod v5;

use std::fmt::Display;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use ngsi_ld::Problem;
use percent_encoding::percent_decode_str;
use tokio_util::codec::{Decoder, Encoder, Framed};
use url::{Host, Url};
use uuid::Uuid;
use web::fetch::{Connection, FetchError, GuardedClient, Peer};

/// Bytes of one packet from a server: acknowledgements, with a reason in words at most.
const PACKET_BYTES: u16 = 8 * 1024;
/// Seconds without a packet after which a server may end a connection: the longest that a notification may take.
const KEEP_ALIVE: u16 = 60;
/// The packet that is sent: there is only one in a connection.
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
#[derive(Debug)]
pub(crate) struct Topic {
    is_encrypted: bool,
    host: Host,
    port: u16,
    user: String,
    password: String,
    name: String,
    version: Version,
    quality: Quality,
}

/// What one version of the protocol says and hears.
trait Dialect: Decoder<Item = Self::Packet> + Encoder<Self::Packet> {
    type Packet: Send;

    fn new() -> Self;
    fn connect(topic: &Topic, client: String) -> Self::Packet;
    fn publish(topic: &Topic, quality: Quality, message: Bytes) -> Self::Packet;
    fn release() -> Self::Packet;
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
        let connection = client.connect(&peer).await?;
        match self.version {
            Version::Three => self.say::<v3::Codec>(connection, message).await,
            Version::Five => self.say::<v5::Codec>(connection, message).await,
        }
    }

    async fn say<D>(
        &self,
        connection: Box<dyn Connection>,
        message: Bytes,
    ) -> Result<(), FetchError>
    where
        D: Dialect,
        <D as Decoder>::Error: Display,
        <D as Encoder<D::Packet>>::Error: Display,
    {
        let mut line = Framed::new(connection, D::new());
        // 23 letters and digits are what every server takes (MQTT 3.1.1 §3.1.3.1).
        let client = format!("fiducia{}", &Uuid::new_v4().simple().to_string()[..16]);
        line.send(D::connect(self, client)).await.map_err(broken)?;
        let Heard::Connected { quality, bytes } = heard(&mut line).await? else {
            return Err(broken("no acknowledgement of the connection"));
        };
        if let Some(bytes) = bytes {
            line.codec_mut().limit(bytes);
        }
        let quality = self.quality.min(quality);
        line.send(D::publish(self, quality, message))
            .await
            .map_err(broken)?;
        match quality {
            Quality::AtMostOnce => {}
            Quality::AtLeastOnce => {
                let Heard::Acknowledged = heard(&mut line).await? else {
                    return Err(broken("no acknowledgement of the message"));
                };
            }
            Quality::ExactlyOnce => {
                let Heard::Received = heard(&mut line).await? else {
                    return Err(broken("no receipt of the message"));
                };
                line.send(D::release()).await.map_err(broken)?;
                let Heard::Completed = heard(&mut line).await? else {
                    return Err(broken("no completion of the message"));
                };
            }
        }
        line.send(D::disconnect()).await.map_err(broken)?;
        // The server ends the connection, too, and may do so first.
        line.close().await.ok();
        Ok(())
    }
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
