//! The city's colour: read, measured (WCAG 2.2 §1.4.3) and fitted to light and dark pages.

use super::paper;

/// The least contrast of text with what is behind it (WCAG 2.2 AA).
pub(super) const LEAST_CONTRAST: f64 = 4.5;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    pub(super) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let value = u32::from_str_radix(hex, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast with another colour: 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Whether it can be read on light pages, and white text on it.
    pub(super) fn fits_light(self) -> bool {
        self.contrast(paper::LIGHT) >= LEAST_CONTRAST
            && self.contrast(paper::LIGHT_TINTED) >= LEAST_CONTRAST
    }

    /// Whether it can be read on dark pages, and dark text on it.
    fn fits_dark(self) -> bool {
        self.contrast(paper::DARK) >= LEAST_CONTRAST
            && self.contrast(paper::DARK_TINTED) >= LEAST_CONTRAST
            && self.contrast(paper::DARK_ON_ACCENT) >= LEAST_CONTRAST
    }

    /// The nearest darker colour of the same hue that fits light pages.
    pub(super) fn for_light(self) -> Self {
        self.toward(Self::new(0, 0, 0), Self::fits_light)
    }

    /// The nearest lighter colour of the same hue that fits dark pages.
    pub(super) fn for_dark(self) -> Self {
        self.toward(Self::new(255, 255, 255), Self::fits_dark)
    }

    /// The first colour on the way to another that fits.
    fn toward(self, end: Self, fits: fn(Self) -> bool) -> Self {
        /// Finer steps than eight bits can show.
        const STEPS: u32 = 512;
        let mix = |step: u32| {
            let share = f64::from(step) / f64::from(STEPS);
            let channel = |index: usize| {
                let (from, to) = (linear(self.0[index]), linear(end.0[index]));
                encoded(from + (to - from) * share)
            };
            Self([channel(0), channel(1), channel(2)])
        };
        (0..=STEPS).map(mix).find(|one| fits(*one)).unwrap_or(end)
    }

    /// The style sheet that sets it: itself where pages are light, lighter where they are dark.
    pub(super) fn style(self) -> String {
        let (light, dark) = (self.hex(), self.for_dark().hex());
        format!(":root{{--accent-light:#{light};--accent-dark:#{dark}}}\n")
    }
}

/// A channel of sRGB as light (IEC 61966-2-1).
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// Light as a channel of sRGB.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 before"
)]
fn encoded(light: f64) -> u8 {
    let value = if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    (value * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_their_contrast_measured() {
        let of = |hex| Colour::parse(hex).unwrap();
        assert!((of("#ffffff").contrast(of("#ffffff")) - 1.0).abs() < 0.001);
        assert!((of("#000000").contrast(of("#ffffff")) - 21.0).abs() < 0.001);
        assert!((of("#767676").contrast(of("#ffffff")) - 4.54).abs() < 0.01);
        assert_eq!(Colour::parse("#12345"), None);
        assert_eq!(Colour::parse("#+12345"), None);
        assert_eq!(Colour::parse("red;}"), None);
    }

    #[test]
    fn whatever_the_colour_what_comes_of_it_can_be_read() {
        for hex in [
            "#ffff00", "#9fc9ff", "#e4003a", "#000000", "#ffffff", "#0b4f8a",
        ] {
            let colour = Colour::parse(hex).unwrap();
            let (light, dark) = (colour.for_light(), colour.for_dark());
            assert!(light.fits_light(), "{hex} became {light:?}");
            assert!(dark.fits_dark(), "{hex} became {dark:?}");
        }
        let fits = Colour::parse("#0b4f8a").unwrap();
        assert_eq!(fits.for_light(), fits, "what fits stays as it is");
    }

    #[test]
    fn the_style_sheet_has_the_papers_that_are_measured() {
        let css = include_str!("../../assets/fiducia.css");
        for colour in [
            paper::LIGHT,
            paper::LIGHT_TINTED,
            paper::DARK,
            paper::DARK_TINTED,
            paper::DARK_ON_ACCENT,
        ] {
            assert!(css.contains(&format!("#{}", colour.hex())), "{colour:?}");
        }
    }
}
