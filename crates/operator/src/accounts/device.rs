//! The device a session is used on, in the words a person knows it by. Of what a browser says about itself no
//! more is kept than its name and its system (GDPR art. 5(1)(c)).
use http::HeaderMap;
use http::header::USER_AGENT;
use serde::{Deserialize, Serialize};
use web::language::Speech;

/// The name of the sealed field.
pub(crate) const FIELD: &str = "sessions.device";

/// Programs by what is in their user agent, in the order to look: most browsers also name the one they come from.
const PROGRAMS: [(&str, &str); 10] = [
    ("fiducia/", "Fiducia at the command line"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by what is in a browser's user agent, in the order to look: Android also says Linux.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A device as far as its program tells. Personal data: sealed at rest.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Device {
    /// The program, such as `Firefox`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) program: Option<String>,
    /// The system, such as `Android`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) system: Option<String>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device(…)")
    }
}

impl Device {
    /// What a person calls it.
    pub(crate) fn in_words(self, speech: &Speech) -> String {
        match (self.program, self.system) {
            (Some(program), Some(system)) => speech
                .say("session-device")
                .with("program", program)
                .with("system", system)
                .into(),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => speech.say("session-unknown").into(),
        }
    }

    /// The device a request comes from.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let agent = headers
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok());
        Self::of_agent(agent.unwrap_or_default())
    }

    fn of_agent(agent: &str) -> Self {
        let find = |known: &[(&str, &str)]| {
            let found = known.iter().find(|(part, _)| agent.contains(part));
            found.map(|(_, name)| (*name).to_owned())
        };
        Self {
            program: find(&PROGRAMS),
            system: find(&SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_they_say() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("fiducia/0.1.0", "Fiducia at the command line, "),
            ("<script>alert(1)</script>", ", "),
            ("", ", "),
        ];
        for (agent, expected) in cases {
            let Device { program, system } = Device::of_agent(agent);
            let words = format!(
                "{}, {}",
                program.unwrap_or_default(),
                system.unwrap_or_default()
            );
            assert_eq!(words, expected, "{agent}");
        }
    }
}
