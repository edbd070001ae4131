//! MQTT 3.1.1.

use bytes::Bytes;
use rumqttc::mqttbytes::QoS;
pub(super) use rumqttc::mqttbytes::v4::Codec;
use rumqttc::mqttbytes::v4::{Connect, ConnectReturnCode, Login, Packet, PubRel, Publish};

use super::{Dialect, Heard, KEEP_ALIVE, PACKET, PACKET_BYTES, Quality, Topic};

impl Dialect for Codec {
    type Packet = Packet;

    fn new() -> Self {
        Self {
            max_incoming_size: PACKET_BYTES.into(),
            max_outgoing_size: usize::MAX,
        }
    }

    fn connect(topic: &Topic, client: String) -> Packet {
        let mut connect = Connect::new(client);
        connect.keep_alive = KEEP_ALIVE;
        connect.login = Some(Login::new(&topic.user, &topic.password))
            .filter(|login| !login.username.is_empty());
        Packet::Connect(connect)
    }

    fn publish(topic: &Topic, quality: Quality, message: Bytes) -> Packet {
        let quality = match quality {
            Quality::AtMostOnce => QoS::AtMostOnce,
            Quality::AtLeastOnce => QoS::AtLeastOnce,
            Quality::ExactlyOnce => QoS::ExactlyOnce,
        };
        let mut publish = Publish::from_bytes(&topic.name, quality, message);
        publish.pkid = PACKET;
        Packet::Publish(publish)
    }

    fn release() -> Packet {
        Packet::PubRel(PubRel::new(PACKET))
    }

    fn ping() -> Packet {
        Packet::PingReq
    }

    fn disconnect() -> Packet {
        Packet::Disconnect
    }

    fn heard(packet: Packet) -> Heard {
        match packet {
            Packet::ConnAck(ack) => Heard::Connected {
                quality: Quality::ExactlyOnce,
                bytes: None,
            }
            .unless_refused(ack.code == ConnectReturnCode::Success, ack.code),
            Packet::PubAck(ack) if ack.pkid == PACKET => Heard::Acknowledged,
            Packet::PubRec(ack) if ack.pkid == PACKET => Heard::Received,
            Packet::PubComp(ack) if ack.pkid == PACKET => Heard::Completed,
            Packet::PingResp => Heard::There,
            _ => Heard::Other,
        }
    }

    fn limit(&mut self, bytes: u32) {
        self.max_outgoing_size = usize::try_from(bytes).unwrap_or(usize::MAX);
    }
}
