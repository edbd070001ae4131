//! Plane geometry over longitudes and latitudes: what lies in, on and beside what.

use serde_json::Value;

/// A position: longitude, latitude.
pub(super) type Position = (f64, f64);

/// Metres of the Earth's mean radius (IUGG).
const RADIUS: f64 = 6_371_008.8;
/// What counts as the same place: some centimetres, in degrees.
const NEAR: f64 = 1e-9;

/// A geometry taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    pub(super) points: Vec<Position>,
    pub(super) lines: Vec<Vec<Position>>,
    /// Rings, the outer one first.
    pub(super) polygons: Vec<Vec<Vec<Position>>>,
}

fn position(value: &Value) -> Option<Position> {
    Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?))
}

fn list<T>(value: &Value, each: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(each).collect()
}

fn line(value: &Value) -> Option<Vec<Position>> {
    list(value, position)
}

fn polygon(value: &Value) -> Option<Vec<Vec<Position>>> {
    list(value, line)
}

impl Shape {
    /// A GeoJSON geometry (RFC 7946 §3.1).
    pub(super) fn of(kind: &str, coordinates: &Value) -> Option<Self> {
        let mut shape = Self::default();
        match kind {
            "Point" => shape.points.push(position(coordinates)?),
            "MultiPoint" => shape.points = list(coordinates, position)?,
            "LineString" => shape.lines.push(line(coordinates)?),
            "MultiLineString" => shape.lines = list(coordinates, line)?,
            "Polygon" => shape.polygons.push(polygon(coordinates)?),
            "MultiPolygon" => shape.polygons = list(coordinates, polygon)?,
            _ => return None,
        }
        Some(shape)
    }

    /// Its dimension: 0 for points, 1 for lines, 2 for areas.
    fn dimension(&self) -> u8 {
        match (self.polygons.is_empty(), self.lines.is_empty()) {
            (false, _) => 2,
            (true, false) => 1,
            (true, true) => 0,
        }
    }

    /// Every segment of its lines and rings.
    fn segments(&self) -> Vec<(Position, Position)> {
        self.lines
            .iter()
            .chain(self.polygons.iter().flatten())
            .flat_map(|line| line.windows(2))
            .filter_map(|pair| match pair {
                [one, other] => Some((*one, *other)),
                _ => None,
            })
            .collect()
    }

    fn vertices(&self) -> Vec<Position> {
        self.lines
            .iter()
            .chain(self.polygons.iter().flatten())
            .flatten()
            .chain(&self.points)
            .copied()
            .collect()
    }

    /// Whether a position is in it or on its edge.
    fn covers(&self, at: Position) -> bool {
        self.points.iter().any(|point| same(*point, at))
            || self.segments().iter().any(|segment| on(at, *segment))
            || self.inside(at)
    }

    /// Whether a position is strictly within one of its areas.
    fn inside(&self, at: Position) -> bool {
        self.polygons.iter().any(|rings| {
            let Some((outer, holes)) = rings.split_first() else {
                return false;
            };
            !rings
                .iter()
                .flat_map(|ring| ring.windows(2))
                .any(|pair| matches!(pair, [one, other] if on(at, (*one, *other))))
                && in_ring(at, outer)
                && !holes.iter().any(|hole| in_ring(at, hole))
        })
    }

    /// Its segments cut where they meet another's; the middle of each piece.
    fn middles(&self, other: &Self) -> Vec<Position> {
        let theirs = other.segments();
        let mut middles = Vec::new();
        for (from, to) in self.segments() {
            let mut cuts = vec![0.0, 1.0];
            for segment in &theirs {
                cuts.extend(crossings((from, to), *segment));
            }
            cuts.sort_by(f64::total_cmp);
            for pair in cuts.windows(2) {
                if let [start, end] = pair
                    && end - start > NEAR
                {
                    let middle = f64::midpoint(*start, *end);
                    middles.push((
                        from.0 + (to.0 - from.0) * middle,
                        from.1 + (to.1 - from.1) * middle,
                    ));
                }
            }
        }
        middles
    }

    pub(super) fn intersects(&self, other: &Self) -> bool {
        self.vertices().into_iter().any(|at| other.covers(at))
            || other.vertices().into_iter().any(|at| self.covers(at))
            || self.segments().iter().any(|one| {
                other
                    .segments()
                    .iter()
                    .any(|two| !crossings(*one, *two).is_empty())
            })
    }

    /// Whether all of it is in the other, edges included.
    pub(super) fn within(&self, other: &Self) -> bool {
        self.dimension() <= other.dimension()
            && self.vertices().into_iter().all(|at| other.covers(at))
            && self.middles(other).into_iter().all(|at| other.covers(at))
            // A hole of the other that lies open within an area of this one.
            && (self.polygons.is_empty()
                || other
                    .middles(self)
                    .into_iter()
                    .chain(other.vertices())
                    .all(|at| !self.inside(at)))
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        if self.dimension() != other.dimension() || self.within(other) || other.within(self) {
            return false;
        }
        match self.dimension() {
            0 => self.points.iter().any(|at| other.covers(*at)),
            1 => self.middles(other).into_iter().any(|at| other.covers(at)),
            _ => {
                self.middles(other).into_iter().any(|at| other.inside(at))
                    || other.middles(self).into_iter().any(|at| self.inside(at))
            }
        }
    }

    /// Metres between the closest places of both.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        if self.intersects(other) {
            return 0.0;
        }
        let one_way = |points: Vec<Position>, shape: &Self| {
            let (segments, vertices) = (shape.segments(), shape.vertices());
            points
                .iter()
                .flat_map(|at| {
                    let to_vertices = vertices.iter().map(|vertex| great_circle(*at, *vertex));
                    let to_segments = segments.iter().map(|segment| to_segment(*at, *segment));
                    to_vertices.chain(to_segments).collect::<Vec<_>>()
                })
                .fold(f64::INFINITY, f64::min)
        };
        one_way(self.vertices(), other).min(one_way(other.vertices(), self))
    }
}

fn same(one: Position, other: Position) -> bool {
    (one.0 - other.0).abs() < NEAR && (one.1 - other.1).abs() < NEAR
}

fn cross(origin: Position, one: Position, other: Position) -> f64 {
    (one.0 - origin.0) * (other.1 - origin.1) - (one.1 - origin.1) * (other.0 - origin.0)
}

fn on(at: Position, (from, to): (Position, Position)) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length < NEAR {
        return same(at, from);
    }
    let along = ((at.0 - from.0) * dx + (at.1 - from.1) * dy) / length;
    (cross(from, to, at) / length).abs() < NEAR && along > -NEAR && along < length + NEAR
}

/// The even-odd rule; a ring's edge is asked for elsewhere.
fn in_ring(at: Position, ring: &[Position]) -> bool {
    ring.windows(2)
        .filter(|pair| match pair {
            [one, other] => {
                (one.1 > at.1) != (other.1 > at.1)
                    && at.0 < (other.0 - one.0) * (at.1 - one.1) / (other.1 - one.1) + one.0
            }
            _ => false,
        })
        .count()
        % 2
        == 1
}

/// Where along the first segment the second one meets it, from 0 to 1.
fn crossings(one: (Position, Position), other: (Position, Position)) -> Vec<f64> {
    let ((from, to), (start, end)) = (one, other);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (ex, ey) = (end.0 - start.0, end.1 - start.1);
    let along = |at: Position| {
        let square = dx * dx + dy * dy;
        if square > 0.0 {
            ((at.0 - from.0) * dx + (at.1 - from.1) * dy) / square
        } else {
            0.0
        }
    };
    let mut found: Vec<f64> = [start, end]
        .into_iter()
        .filter(|at| on(*at, one))
        .map(along)
        .collect();
    found.extend(
        [(from, 0.0), (to, 1.0)]
            .into_iter()
            .filter(|(at, _)| on(*at, other))
            .map(|(_, place)| place),
    );
    let determinant = dx * ey - dy * ex;
    if determinant.abs() > f64::EPSILON * f64::EPSILON {
        let place = ((start.0 - from.0) * ey - (start.1 - from.1) * ex) / determinant;
        let theirs = ((start.0 - from.0) * dy - (start.1 - from.1) * dx) / determinant;
        if (0.0..=1.0).contains(&place) && (0.0..=1.0).contains(&theirs) {
            found.push(place);
        }
    }
    found
}

/// Metres between two positions (haversine).
fn great_circle(one: Position, other: Position) -> f64 {
    let (latitude, other_latitude) = (one.1.to_radians(), other.1.to_radians());
    let across = ((other.0 - one.0).to_radians() / 2.0).sin();
    let up = ((other_latitude - latitude) / 2.0).sin();
    let chord = up * up + latitude.cos() * other_latitude.cos() * across * across;
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

/// Metres from a position to a segment, on the plane that touches the Earth at the position.
fn to_segment(at: Position, (from, to): (Position, Position)) -> f64 {
    let scale = at.1.to_radians().cos();
    let plane = |position: Position| {
        (
            (position.0 - at.0).to_radians() * scale * RADIUS,
            (position.1 - at.1).to_radians() * RADIUS,
        )
    };
    let (from, to) = (plane(from), plane(to));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (-(from.0 * dx + from.1 * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (from.0 + dx * along).hypot(from.1 + dy * along)
}
