//! What text and controls stand on, as in the style sheet's tokens: the accent colour is measured against these.

use super::colour::Colour;

pub(super) const LIGHT: Colour = Colour::new(0xff, 0xff, 0xff);
pub(super) const LIGHT_TINTED: Colour = Colour::new(0xf3, 0xf5, 0xf7);
pub(super) const DARK: Colour = Colour::new(0x14, 0x18, 0x1d);
pub(super) const DARK_TINTED: Colour = Colour::new(0x1d, 0x23, 0x2a);
pub(super) const DARK_ON_ACCENT: Colour = Colour::new(0x10, 0x15, 0x1a);
