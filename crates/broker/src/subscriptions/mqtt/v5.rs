//! MQTT 5.0.

use bytes::Bytes;
use rumqttc::v5::mqttbytes::QoS;
pub(super) use rumqttc::v5::mqttbytes::v5::Codec;
use rumqttc::v5::mqttbytes::v5::{
    Connect, ConnectReturnCode, Disconnect, DisconnectReasonCode, Login, Packet, PingReq,
    PubAckReason, PubCompReason, PubRecReason, PubRel, Publish,
};

use super::{Dialect, Heard, KEEP_ALIVE, PACKET, PACKET_BYTES, Quality, Topic};

impl Dialect for Codec {
    type Packet = Packet;

    fn new() -> Self {
        Self {
            max_incoming_size: Some(PACKET_BYTES.into()),
            max_outgoing_size: None,
        }
    }

    fn connect(topic: &Topic, client: String) -> Packet {
        let connect = Connect {
            keep_alive: KEEP_ALIVE,
            client_id: client,
            clean_start: true,
            properties: None,
        };
        let login = Some(Login::new(&topic.user, &topic.password))
            .filter(|login| !(login.username.is_empty() && login.password.is_empty()));
        Packet::Connect(connect, None, login)
    }

    fn publish(topic: &Topic, quality: Quality, message: Bytes) -> Packet {
        let quality = match quality {
            Quality::AtMostOnce => QoS::AtMostOnce,
            Quality::AtLeastOnce => QoS::AtLeastOnce,
            Quality::ExactlyOnce => QoS::ExactlyOnce,
        };
        let mut publish = Publish::new(&topic.name, quality, message, None);
        publish.pkid = PACKET;
        Packet::Publish(publish)
    }

    fn release() -> Packet {
        Packet::PubRel(PubRel::new(PACKET, None))
    }

    fn ping() -> Packet {
        Packet::PingReq(PingReq)
    }

    fn disconnect() -> Packet {
        Packet::Disconnect(Disconnect::new(DisconnectReasonCode::NormalDisconnection))
    }

    fn heard(packet: Packet) -> Heard {
        match packet {
            Packet::ConnAck(ack) => {
                let properties = ack.properties.as_ref();
                Heard::Connected {
                    quality: match properties.and_then(|one| one.max_qos) {
                        Some(0) => Quality::AtMostOnce,
                        Some(1) => Quality::AtLeastOnce,
                        _ => Quality::ExactlyOnce,
                    },
                    bytes: properties.and_then(|one| one.max_packet_size),
                }
                .unless_refused(ack.code == ConnectReturnCode::Success, ack.code)
            }
            Packet::PubAck(ack) if ack.pkid == PACKET => {
                let is_fine = matches!(
                    ack.reason,
                    PubAckReason::Success | PubAckReason::NoMatchingSubscribers
                );
                Heard::Acknowledged.unless_refused(is_fine, ack.reason)
            }
            Packet::PubRec(ack) if ack.pkid == PACKET => {
                let is_fine = matches!(
                    ack.reason,
                    PubRecReason::Success | PubRecReason::NoMatchingSubscribers
                );
                Heard::Received.unless_refused(is_fine, ack.reason)
            }
            Packet::PubComp(ack) if ack.pkid == PACKET => {
                Heard::Completed.unless_refused(ack.reason == PubCompReason::Success, ack.reason)
            }
            Packet::Disconnect(end) => Heard::Refused(format!("{:?}", end.reason_code)),
            Packet::PingResp(_) => Heard::There,
            _ => Heard::Other,
        }
    }

    fn limit(&mut self, bytes: u32) {
        self.max_outgoing_size = Some(bytes);
    }
}
