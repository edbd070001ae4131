//! The data map: which source shows what to which service, drawn. Sources left, services right, a band for each flow
//! between them, as thick as data was released often.
//!
//! What is drawn is worked out here, in the units of the picture; the template draws it. Two drawings are made, one for
//! wide and one for narrow screens; the style sheet shows one of them.

/// Most bands drawn: beyond it a picture says less than the table, which has them all.
pub(crate) const MOST_BANDS: usize = 60;

/// Thickness of a band that was not used in the time looked at.
const THINNEST: f64 = 2.0;
/// Thickness of the band used most, if there is room.
const THICKEST: f64 = 28.0;
/// Room for all bands together before they become thinner.
const ROOM: f64 = 420.0;
/// Between two bands at the same end.
const BAND_GAP: f64 = 3.0;
/// Between two ends.
const END_GAP: f64 = 16.0;
/// Width of the bar that stands for a source or service.
const BAR: f64 = 8.0;

/// How a flow stands: its colour and pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Data may be released.
    Granted,
    /// Paused.
    Suspended,
    /// Not any more.
    Ended,
}

impl Standing {
    /// The class under which the style sheet knows it.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Granted => "flow-granted",
            Self::Suspended => "flow-suspended",
            Self::Ended => "flow-ended",
        }
    }
}

/// One flow: a source, a service, and what passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flow {
    /// Index of the source.
    pub(crate) source: usize,
    /// Index of the service.
    pub(crate) service: usize,
    /// How often data was released in the time looked at.
    pub(crate) releases: u64,
    /// How it stands.
    pub(crate) standing: Standing,
    /// The permission it is under.
    pub(crate) permission: String,
    /// What it is, in a sentence.
    pub(crate) label: String,
}

/// A drawing's proportions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    /// Width of the whole.
    width: f64,
    /// From the side to a bar: where names stand beside bars.
    margin: f64,
    /// Least height of an end, so that its name has room.
    end: f64,
    /// Whether names stand above their bars instead of beside.
    above: bool,
    /// Most characters of a name on one line.
    letters: usize,
    /// Between two lines of a name.
    line: f64,
}

/// For wide screens.
pub(crate) const WIDE: Sheet = Sheet {
    width: 900.0,
    margin: 230.0,
    end: 40.0,
    above: false,
    letters: 26,
    line: 19.0,
};

/// For narrow screens: names above the bars.
pub(crate) const NARROW: Sheet = Sheet {
    width: 340.0,
    margin: 0.0,
    end: 18.0,
    above: true,
    letters: 20,
    line: 17.0,
};

/// A line of text in the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) text: String,
}

/// A source or service in the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct End {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) height: String,
    /// `start` or `end`, as SVG's `text-anchor` has it.
    pub(crate) anchor: &'static str,
    pub(crate) lines: Vec<Line>,
}

/// A flow in the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Band<'a> {
    pub(crate) flow: &'a Flow,
    /// The outline, as SVG's `d` has it.
    pub(crate) outline: String,
}

/// What the template draws.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing<'a> {
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) bar: String,
    pub(crate) ends: Vec<End>,
    pub(crate) bands: Vec<Band<'a>>,
}

/// Draws flows between named sources and services. Those without a flow are drawn too: they are known and show nothing.
pub(crate) fn draw<'a>(
    sources: &[String],
    services: &[String],
    flows: &'a [Flow],
    sheet: Sheet,
) -> Drawing<'a> {
    let thickness = thicknesses(flows);
    let source_order: Vec<usize> = (0..sources.len()).collect();
    let service_order = near_their_sources(services.len(), flows);
    let left = column(
        sources,
        &source_order,
        flows,
        &thickness,
        |flow| flow.source,
        sheet,
    );
    let right = column(
        services,
        &service_order,
        flows,
        &thickness,
        |flow| flow.service,
        sheet,
    );
    let height = left.height.max(right.height);
    let (left, right) = (left.centred(height), right.centred(height));
    let x_left = sheet.margin;
    let x_right = sheet.width - sheet.margin - BAR;
    let starts = places(
        &left,
        flows,
        &thickness,
        |flow| flow.source,
        |flow| right.top[flow.service],
    );
    let ends = places(
        &right,
        flows,
        &thickness,
        |flow| flow.service,
        |flow| left.top[flow.source],
    );
    let bands = flows
        .iter()
        .enumerate()
        .map(|(index, flow)| Band {
            flow,
            outline: outline(
                (x_left + BAR, starts[index]),
                (x_right, ends[index]),
                thickness[index],
            ),
        })
        .collect();
    let drawn = |side: &Column, names: &[String], x: f64, is_left: bool| -> Vec<End> {
        names
            .iter()
            .enumerate()
            .map(|(index, name)| end(side, index, name, x, is_left, sheet))
            .collect()
    };
    Drawing {
        width: number(sheet.width),
        height: number(height),
        bar: number(BAR),
        ends: [
            drawn(&left, sources, x_left, true),
            drawn(&right, services, x_right, false),
        ]
        .concat(),
        bands,
    }
}

/// How thick each band is: in proportion to its releases, and visible where there were none.
#[allow(clippy::cast_precision_loss)]
fn thicknesses(flows: &[Flow]) -> Vec<f64> {
    let most = flows
        .iter()
        .map(|flow| flow.releases)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let all: f64 = flows.iter().map(|flow| flow.releases as f64 / most).sum();
    let thickest = (ROOM / all.max(1.0)).clamp(THINNEST, THICKEST);
    flows
        .iter()
        .map(|flow| (flow.releases as f64 / most * thickest).max(THINNEST))
        .collect()
}

/// The services in an order in which bands cross little: by the middle of the sources they are joined to.
#[allow(clippy::cast_precision_loss)]
fn near_their_sources(services: usize, flows: &[Flow]) -> Vec<usize> {
    let middle = |service: usize| {
        let of: Vec<usize> = flows
            .iter()
            .filter(|flow| flow.service == service)
            .map(|flow| flow.source)
            .collect();
        if of.is_empty() {
            f64::MAX
        } else {
            of.iter().sum::<usize>() as f64 / of.len() as f64
        }
    };
    let mut order: Vec<(f64, usize)> = (0..services)
        .map(|service| (middle(service), service))
        .collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    order.into_iter().map(|(_, service)| service).collect()
}

/// Where the ends of one side stand.
struct Column {
    top: Vec<f64>,
    tall: Vec<f64>,
    height: f64,
}

impl Column {
    fn centred(mut self, height: f64) -> Self {
        let down = (height - self.height) / 2.0;
        for top in &mut self.top {
            *top += down;
        }
        self
    }
}

fn column(
    names: &[String],
    order: &[usize],
    flows: &[Flow],
    thickness: &[f64],
    side: impl Fn(&Flow) -> usize,
    sheet: Sheet,
) -> Column {
    let (mut top, mut tall) = (vec![0.0; names.len()], vec![0.0; names.len()]);
    let mut y = 0.0;
    for &index in order {
        let bands = flows
            .iter()
            .zip(thickness)
            .filter(|(flow, _)| side(flow) == index)
            .map(|(_, thickness)| thickness + BAND_GAP);
        let needed = (bands.sum::<f64>() - BAND_GAP).max(0.0);
        #[allow(clippy::cast_precision_loss)]
        let lines = wrapped(&names[index], sheet.letters).len() as f64 * sheet.line;
        if sheet.above {
            y += lines + 4.0;
            tall[index] = needed.max(sheet.end);
        } else {
            tall[index] = needed.max(sheet.end).max(lines);
        }
        top[index] = y;
        y += tall[index] + END_GAP;
    }
    Column {
        top,
        tall,
        height: (y - END_GAP).max(0.0),
    }
}

/// Where each band meets its end, from top to bottom in the order of where it leads.
fn places(
    column: &Column,
    flows: &[Flow],
    thickness: &[f64],
    side: impl Fn(&Flow) -> usize,
    other: impl Fn(&Flow) -> f64,
) -> Vec<f64> {
    let mut places = vec![0.0; flows.len()];
    for index in 0..column.top.len() {
        let mut here: Vec<usize> = (0..flows.len())
            .filter(|flow| side(&flows[*flow]) == index)
            .collect();
        here.sort_by(|one, two| {
            other(&flows[*one])
                .total_cmp(&other(&flows[*two]))
                .then(one.cmp(two))
        });
        let needed: f64 = here
            .iter()
            .map(|flow| thickness[*flow] + BAND_GAP)
            .sum::<f64>()
            - BAND_GAP;
        let mut y = column.top[index] + (column.tall[index] - needed) / 2.0;
        for flow in here {
            places[flow] = y;
            y += thickness[flow] + BAND_GAP;
        }
    }
    places
}

fn outline((x0, y0): (f64, f64), (x1, y1): (f64, f64), thickness: f64) -> String {
    let half = f64::midpoint(x0, x1);
    let (low0, low1) = (y0 + thickness, y1 + thickness);
    format!(
        "M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z",
        number(x0),
        number(y0),
        number(half),
        number(y0),
        number(half),
        number(y1),
        number(x1),
        number(y1),
        number(low1),
        number(half),
        number(low1),
        number(half),
        number(low0),
        number(x0),
        number(low0),
    )
}

fn end(column: &Column, index: usize, name: &str, x: f64, is_left: bool, sheet: Sheet) -> End {
    let (top, tall) = (column.top[index], column.tall[index]);
    let lines = wrapped(name, sheet.letters);
    #[allow(clippy::cast_precision_loss)]
    let first = if sheet.above {
        top - 6.0 - (lines.len() - 1) as f64 * sheet.line
    } else {
        top + tall / 2.0 - (lines.len() - 1) as f64 * sheet.line / 2.0 + 5.0
    };
    let (text_x, anchor) = match (sheet.above, is_left) {
        (false, true) => (x - 10.0, "end"),
        (false, false) => (x + BAR + 10.0, "start"),
        (true, true) => (x, "start"),
        (true, false) => (x + BAR, "end"),
    };
    let lines = lines
        .into_iter()
        .enumerate()
        .map(|(row, text)| {
            #[allow(clippy::cast_precision_loss)]
            let y = first + row as f64 * sheet.line;
            Line {
                x: number(text_x),
                y: number(y),
                text,
            }
        })
        .collect();
    End {
        x: number(x),
        y: number(top),
        height: number(tall),
        anchor,
        lines,
    }
}

/// A name on two lines at the most, broken between words; the rest of a longer one is left out.
fn wrapped(name: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let last = lines.len() - 1;
        let length = lines[last].chars().count();
        if length > 0 && length + 1 + word.chars().count() > letters {
            lines.push(word.to_owned());
        } else {
            if length > 0 {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    let more = lines.len() > 2;
    lines.truncate(2);
    for (index, line) in lines.iter_mut().enumerate() {
        let cut = line.chars().count() > letters;
        if cut {
            *line = line.chars().take(letters.saturating_sub(1)).collect();
        }
        if cut || (more && index == 1) {
            line.push('…');
        }
    }
    lines
}

/// With one decimal at the most: the picture needs no more, and the page stays small.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(source: usize, service: usize, releases: u64) -> Flow {
        Flow {
            source,
            service,
            releases,
            standing: Standing::Granted,
            permission: "1".into(),
            label: "a sentence".into(),
        }
    }

    fn names(count: usize) -> Vec<String> {
        (0..count)
            .map(|index| format!("Party number {index}"))
            .collect()
    }

    #[test]
    fn nothing_known_draws_nothing() {
        let drawing = draw(&[], &[], &[], WIDE);
        assert!(drawing.ends.is_empty() && drawing.bands.is_empty());
        assert_eq!(drawing.height, "0");
    }

    #[test]
    fn a_band_is_as_thick_as_it_was_used() {
        let flows = [flow(0, 0, 100), flow(0, 1, 50), flow(1, 1, 0)];
        let thick = thicknesses(&flows);
        assert!((thick[0] - 2.0 * thick[1]).abs() < 1e-9);
        assert!(
            (thick[2] - THINNEST).abs() < 1e-9,
            "unused ones are seen too"
        );
    }

    #[test]
    fn sixty_flows_stay_on_the_sheet_and_apart() {
        let flows: Vec<Flow> = (0..60)
            .map(|index| flow(index % 6, index % 20, 10))
            .collect();
        for sheet in [WIDE, NARROW] {
            let drawing = draw(&names(6), &names(20), &flows, sheet);
            let height: f64 = drawing.height.parse().unwrap();
            for end in &drawing.ends {
                let (y, tall): (f64, f64) = (end.y.parse().unwrap(), end.height.parse().unwrap());
                assert!(y >= 0.0 && y + tall <= height + 0.2, "{end:?} of {height}");
            }
            let mut left: Vec<(f64, f64)> = drawing
                .ends
                .iter()
                .take(6)
                .map(|end| (end.y.parse().unwrap(), end.height.parse().unwrap()))
                .collect();
            left.sort_by(|one, other| one.0.total_cmp(&other.0));
            for pair in left.windows(2) {
                assert!(pair[0].0 + pair[0].1 < pair[1].0, "two ends overlap");
            }
        }
    }

    #[test]
    fn services_stand_near_their_sources() {
        assert_eq!(
            near_their_sources(3, &[flow(2, 0, 1), flow(0, 1, 1)]),
            [1, 0, 2]
        );
    }

    #[test]
    fn long_names_are_broken_and_cut() {
        assert_eq!(wrapped("City library", 26), ["City library"]);
        assert_eq!(
            wrapped("Helsingin kaupungin väestötietojärjestelmä", 20),
            ["Helsingin kaupungin", "väestötietojärjeste…"]
        );
        assert_eq!(
            wrapped("one two three four five six", 9),
            ["one two", "three…"]
        );
        assert_eq!(wrapped("", 9), [""]);
    }
}
