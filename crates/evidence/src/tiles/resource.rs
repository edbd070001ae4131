//! Names of a log's resources (C2SP tlog-tiles, "APIs").

use std::fmt;

use super::TILE_WIDTH;

/// Highest tile level that can be named (C2SP tlog-tiles).
const NAMED_LEVEL_MAX: u8 = 63;

/// One thing a log serves; written out (`Display`) it is its path below the log's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// `checkpoint`, `text/plain; charset=utf-8`, changes.
    Checkpoint,
    /// `tile/<level>/<index>[.p/<width>]`: hashes.
    Tile {
        /// 0 for leaf hashes.
        level: u8,
        /// Index within the level.
        index: u64,
        /// 256 when full.
        width: u16,
    },
    /// `tile/entries/<index>[.p/<width>]`: entries.
    Entries {
        /// Index of the bundle.
        index: u64,
        /// 256 when full.
        width: u16,
    },
}

impl Resource {
    /// Reads a path below the log's prefix, without leading slash. `None` for anything that isn't
    /// written exactly as the format asks, so every resource has one path.
    pub fn parse(path: &str) -> Option<Self> {
        if path == "checkpoint" {
            return Some(Self::Checkpoint);
        }
        let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = match place.split_once(".p/") {
            Some((index, width)) => (index, decimal(width).filter(|width| *width < TILE_WIDTH)?),
            None => (place, TILE_WIDTH),
        };
        let index = parse_index(index)?;
        if width == 0 {
            return None;
        }
        if level == "entries" {
            return Some(Self::Entries { index, width });
        }
        let level = decimal(level).and_then(|level| u8::try_from(level).ok())?;
        (level <= NAMED_LEVEL_MAX).then_some(Self::Tile {
            level,
            index,
            width,
        })
    }

    /// The same tile or bundle, full.
    #[must_use]
    pub const fn full(self) -> Self {
        self.with_width(TILE_WIDTH)
    }

    /// The same tile or bundle with another width.
    #[must_use]
    pub const fn with_width(self, width: u16) -> Self {
        match self {
            Self::Checkpoint => self,
            Self::Tile { level, index, .. } => Self::Tile {
                level,
                index,
                width,
            },
            Self::Entries { index, .. } => Self::Entries { index, width },
        }
    }

    /// Whether it is a tile or bundle of less than full width.
    pub const fn is_partial(self) -> bool {
        match self {
            Self::Checkpoint => false,
            Self::Tile { width, .. } | Self::Entries { width, .. } => width < TILE_WIDTH,
        }
    }

    /// Media type to serve it with.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Checkpoint => "text/plain; charset=utf-8",
            Self::Tile { .. } | Self::Entries { .. } => "application/octet-stream",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match *self {
            Self::Checkpoint => return f.write_str("checkpoint"),
            Self::Tile {
                level,
                index,
                width,
            } => {
                write!(f, "tile/{level}/")?;
                (index, width)
            }
            Self::Entries { index, width } => {
                f.write_str("tile/entries/")?;
                (index, width)
            }
        };
        write_index(index, f)?;
        if width < TILE_WIDTH {
            write!(f, ".p/{width}")
        } else {
            Ok(())
        }
    }
}

/// Groups of three digits, all but the last with an `x` before.
fn write_index(index: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut groups = vec![index % 1000];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    for group in groups.iter().skip(1).rev() {
        write!(f, "x{group:03}/")?;
    }
    write!(f, "{:03}", groups[0])
}

fn parse_index(text: &str) -> Option<u64> {
    let (before, last) = text.rsplit_once('/').unwrap_or(("", text));
    let mut index: u64 = 0;
    if !before.is_empty() {
        for group in before.split('/') {
            let group = three_digits(group.strip_prefix('x')?)?;
            if index == 0 && group == 0 {
                return None;
            }
            index = index.checked_mul(1000)?.checked_add(group)?;
        }
    } else if text.contains('/') {
        return None;
    }
    index.checked_mul(1000)?.checked_add(three_digits(last)?)
}

fn three_digits(text: &str) -> Option<u64> {
    let right = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

fn decimal(text: &str) -> Option<u16> {
    crate::checkpoint::parse_decimal(text).and_then(|number| u16::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_c2sp() {
        for (resource, path) in [
            (Resource::Checkpoint, "checkpoint"),
            (
                Resource::Tile {
                    level: 0,
                    index: 0,
                    width: 256,
                },
                "tile/0/000",
            ),
            (
                Resource::Tile {
                    level: 7,
                    index: 999,
                    width: 1,
                },
                "tile/7/999.p/1",
            ),
            (
                Resource::Tile {
                    level: 63,
                    index: 1000,
                    width: 256,
                },
                "tile/63/x001/000",
            ),
            (
                Resource::Entries {
                    index: 1_234_067,
                    width: 255,
                },
                "tile/entries/x001/x234/067.p/255",
            ),
            (
                Resource::Entries {
                    index: u64::MAX,
                    width: 256,
                },
                "tile/entries/x018/x446/x744/x073/x709/x551/615",
            ),
        ] {
            assert_eq!(resource.to_string(), path);
            assert_eq!(Resource::parse(path), Some(resource));
        }
    }

    #[test]
    fn a_resource_has_no_second_path() {
        for path in [
            "",
            "/checkpoint",
            "checkpoint/",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/00/000",
            "tile/64/000",
            "tile/256/000",
            "tile/-1/000",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x01/002",
            "tile/0/x001",
            "tile/0//001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000.p",
            "tile/0/+01",
            "tile/entries/../checkpoint",
            "tile/data/000",
            "tile/0/000.p/1/",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Resource::parse(path), None, "{path}");
        }
    }
}
