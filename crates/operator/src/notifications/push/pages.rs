//! The person's devices among the settings.
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::body::Form;
use web::language::Speech;
use web::problem::Problem;

use super::devices::PushDevice;
use crate::accounts::device::Device;
use crate::pages::{Site, Visitor};
use crate::{Error, Result};

/// A device in the list.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Since when, how lately, and by whom it is reached.
    pub(crate) facts: [String; 3],
    pub(crate) fingerprint: String,
}

/// What the settings show of devices.
pub(crate) struct Section {
    /// The public key that a browser subscribes for.
    pub(crate) key: String,
    pub(crate) devices: Vec<Row>,
    /// The message about what was done just now; empty for nothing.
    pub(crate) said: &'static str,
}

fn row(device: PushDevice, speech: &Speech) -> Row {
    let known = Device {
        program: device.program,
        system: device.system,
    };
    let day = |message, at: &str| speech.say(message).with("date", speech.day(at)).into();
    let service = speech.say("devices-through");
    Row {
        id: device.id,
        name: known.in_words(speech),
        facts: [
            day("devices-since", &device.created_at),
            device.used_at.map_or_else(
                || speech.say("devices-unused").into(),
                |at| day("devices-used", &at),
            ),
            service.with("service", &device.push_service).into(),
        ],
        fingerprint: device.fingerprint,
    }
}

/// The devices of a person, where this operator sends them anything.
pub(crate) async fn section(site: &Site, visitor: &Visitor, said: &str) -> Result<Option<Section>> {
    let Some(sender) = &site.operator.push else {
        return Ok(None);
    };
    let devices = site.operator.push_devices_of(&visitor.person.id).await?;
    Ok(Some(Section {
        key: sender.public_key().to_owned(),
        devices: devices
            .into_iter()
            .map(|device| row(device, &visitor.speech))
            .collect(),
        said: match said {
            "device" => "devices-added",
            "device-removed" => "devices-removed",
            _ => "",
        },
    }))
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    id: String,
}

/// `POST /settings/devices/remove`
pub(crate) async fn remove(
    State(site): State<Site>,
    visitor: Visitor,
    Form(which): Form<Which>,
) -> Result<Response, Problem> {
    let removed = site
        .operator
        .remove_push_device(&visitor.person.id, &which.id)
        .await;
    match removed {
        // It is gone already: by the same button, on another page or by the push service.
        Ok(()) | Err(Error::Unknown { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to("/settings?saved=device-removed#devices").into_response())
}
