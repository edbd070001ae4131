//! How a party's pages look: set by the city in its configuration.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::colour::Colour;
use crate::Error;

/// As large as a logo may be, in bytes: it is on every page, and a page with all it needs stays below 100 kB.
const LARGEST_LOGO: u64 = 48 * 1024;

/// The city's name, the party's, its logo, one accent colour, and where its clocks are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// Who runs it, such as `City of Helsinki`.
    pub city: String,
    /// What it is called, such as `My data`.
    pub name: String,
    /// The file of the city's logo (SVG, PNG or WebP); shown 40 pixels high, before the names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PathBuf>,
    /// Accent colour as `#rrggbb`: read on white and under white at 4.5:1; dark pages have a lighter one made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// The time zone of times on pages, as in the IANA database.
    pub time_zone: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            city: "Fiducia".into(),
            name: "Personal data".into(),
            logo: None,
            accent: None,
            time_zone: "Europe/Helsinki".into(),
        }
    }
}

/// A logo as it is served.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    pub(crate) media: &'static str,
    pub(crate) body: Vec<u8>,
}

impl Brand {
    /// Refuses a colour that is none, or that text in it could not be read; a logo that cannot be shown; a time zone
    /// that is unknown.
    pub fn check(&self) -> Result<(), Error> {
        self.check_accent()?;
        self.read_logo()?;
        if TimeZone::get(&self.time_zone).is_err() {
            return Err(Error::Config(format!(
                "`{}` is no time zone such as `Europe/Helsinki`",
                self.time_zone
            )));
        }
        Ok(())
    }

    fn check_accent(&self) -> Result<(), Error> {
        let Some(accent) = &self.accent else {
            return Ok(());
        };
        let colour = Colour::parse(accent).ok_or_else(|| {
            Error::Config(format!("`{accent}` is not a colour such as `#0b5cab`"))
        })?;
        if colour.fits_light() {
            return Ok(());
        }
        let nearest = colour.for_light().hex();
        Err(Error::Config(format!(
            "the accent colour `{accent}` cannot be read on white and under white (WCAG 2.2 AA asks for a contrast \
             of 4.5:1); the nearest that can is `#{nearest}`"
        )))
    }

    /// The time zone; UTC for one that [`Brand::check`] refuses.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The logo, read from its file.
    pub(crate) fn read_logo(&self) -> Result<Option<Logo>, Error> {
        self.logo.as_deref().map(read).transpose()
    }

    /// Makes the logo's path start at `folder`.
    pub fn relative_to(&mut self, folder: &Path) {
        if let Some(logo) = &mut self.logo {
            *logo = folder.join(&*logo);
        }
    }
}

fn read(path: &Path) -> Result<Logo, Error> {
    let refuse = |why: &str| Error::Config(format!("the logo `{}` {why}", path.display()));
    let media = match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => return Err(refuse("is neither `.svg` nor `.png` nor `.webp`")),
    };
    let size = std::fs::metadata(path)
        .map_err(|error| refuse(&format!("cannot be read: {error}")))?
        .len();
    if size > LARGEST_LOGO {
        return Err(refuse(&format!(
            "has {size} bytes; at most {LARGEST_LOGO} are shown on every page"
        )));
    }
    let body = std::fs::read(path).map_err(|error| refuse(&format!("cannot be read: {error}")))?;
    Ok(Logo { media, body })
}
