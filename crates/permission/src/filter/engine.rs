//! The machine that reads a body and decides, name by name, what is copied.
//!
//! Objects and arrays on the way to a permitted path are [`Frame`]s; everything else is walked
//! over as a whole ([`Walk`]). Whenever the buffer ends, the machine stops between two tokens and
//! goes on from there with the next buffer, so that a body in chunks takes the very same path as a
//! body in one piece.

use std::convert::Infallible;

use super::copy::Replacing;
use super::scan::{self, MAX_NUMBER_BYTES, Stop, Text};
use super::trie::{Entry, Lead, NO_NODE, ROOT, Table, Target};
use super::walk::{Ignore, Limits, Walk};
use super::{Compiled, FilterError, Malformed, Paths, Report, Shape};

/// What kind of container a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The outermost array.
    Records,
    /// A plain record.
    Record,
    /// An object on the way to a permitted path.
    Object,
    /// An array on the way to one.
    Array,
    /// An NGSI-LD entity, a Feature or a FeatureCollection.
    Entity,
    /// A Feature's `properties`.
    Properties,
    /// A FeatureCollection's `features`.
    Features,
    /// An NGSI-LD attribute of which a part is permitted.
    Attribute,
    /// An array of them.
    Instances,
}

impl Kind {
    fn is_object(self) -> bool {
        match self {
            Kind::Record | Kind::Object | Kind::Entity | Kind::Properties | Kind::Attribute => true,
            Kind::Records | Kind::Array | Kind::Features | Kind::Instances => false,
        }
    }
}

/// What an [`Kind::Entity`] turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Unknown,
    Entity,
    Feature,
    Collection,
}

/// An open container on the way to permitted paths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) form: Form,
    /// Whether `type` has said so.
    pub(super) typed: bool,
    /// Within a value that JSON-LD does not interpret.
    pub(super) literal: bool,
    /// Whether a member or element has been written.
    pub(super) comma: bool,
    /// An attribute's own type, 0 for none, else the index + 1 into the known ones.
    pub(super) wrapper: u8,
    pub(super) node: u32,
    /// How the container is named in the one around it.
    pub(super) lead: Lead,
    /// Which of the first 64 names have been seen.
    pub(super) seen: u64,
    /// Where the words for further names begin in `Machine::seen`.
    pub(super) seen_more: usize,
}

impl Frame {
    pub(super) fn new(kind: Kind, node: u32, lead: Lead) -> Self {
        Self {
            kind,
            form: Form::Unknown,
            typed: false,
            literal: false,
            comma: false,
            wrapper: 0,
            node,
            lead,
            seen: 0,
            seen_more: 0,
        }
    }

    /// Whether it is known to be what it was taken for.
    pub(super) fn is_certain(&self) -> bool {
        self.kind != Kind::Entity || self.typed
    }
}

/// A name whose value comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    pub(super) target: Target,
    pub(super) child: u32,
    pub(super) lead: Lead,
}

const NOTHING: Pending = Pending {
    target: Target::Nothing,
    child: NO_NODE,
    lead: Lead { start: 0, end: 0 },
};

/// Where the machine stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Start,
    FirstName,
    Name,
    Colon,
    Value,
    FirstElement,
    Element,
    /// Within a value that is walked over.
    Walking,
    /// After a value.
    Next,
    Done,
}

/// What a value is walked over for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Skip,
    Copy,
    /// To look at it as a whole.
    Keep,
}

/// What is known of the present entity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entity {
    /// Where its output begins, while it isn't known yet whether it can be released.
    pub(super) held_from: Option<usize>,
    pub(super) id: bool,
    pub(super) context: bool,
}

/// The state of filtering one body.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) state: State,
    pub(super) pending: Pending,
    pub(super) purpose: Purpose,
    pub(super) frames: Vec<Frame>,
    /// How many frames have been written, from the outermost.
    opened: usize,
    /// Seen names beyond 64 of the open frames.
    seen: Vec<u64>,
    walk: Walk,
    /// A value to look at, while it comes in parts.
    pub(super) kept: Vec<u8>,
    /// Where that value begins in the body.
    pub(super) kept_at: u64,
    pub(super) scratch: Vec<u8>,
    pub(super) entity: Entity,
    /// The present entity's `id`, once seen.
    pub(super) own_id: Vec<u8>,
    /// A context already found to agree.
    pub(super) known_context: Vec<u8>,
    /// Indices of released paths, as bits.
    marks: Vec<u64>,
    records: u64,
    /// Bytes of the body before the present buffer.
    base: u64,
    pub(super) refusal: Option<Box<FilterError>>,
}

impl Machine {
    pub(super) fn new(compiled: &Compiled) -> Self {
        Self {
            state: State::Start,
            pending: NOTHING,
            purpose: Purpose::Skip,
            frames: Vec::with_capacity(8),
            opened: 0,
            seen: Vec::new(),
            walk: Walk::new(),
            kept: Vec::new(),
            kept_at: 0,
            scratch: Vec::new(),
            entity: Entity::default(),
            own_id: Vec::new(),
            known_context: Vec::new(),
            marks: vec![0; compiled.paths.marks],
            records: 0,
            base: 0,
            refusal: None,
        }
    }

    /// Reads on; answers how many bytes of `buf` were taken. The rest is the start of a token, to
    /// be given again with more behind it.
    pub(super) fn run(
        &mut self,
        compiled: &Compiled,
        buf: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<usize, FilterError> {
        let mut run = Run {
            compiled: &compiled.paths,
            id: compiled.id.as_deref(),
            machine: self,
            buf,
            out,
            at: 0,
        };
        let Err(stop) = run.drive();
        let at = run.at;
        if stop == Stop::More {
            self.base += at as u64;
            return Ok(at);
        }
        Err(self.error(compiled, stop, at))
    }

    /// Ends the body, of which `rest` bytes were not taken.
    pub(super) fn finish(self, rest: u64) -> Result<Report, FilterError> {
        if self.state != State::Done {
            return Err(FilterError::Truncated {
                at: self.base + rest,
            });
        }
        let bits = |(word, bits): (usize, &u64)| {
            let bits = *bits;
            (0..64)
                .filter(move |bit| bits >> bit & 1 == 1)
                .map(move |bit| word * 64 + bit)
        };
        Ok(Report {
            records: self.records,
            attributes_seen: self.marks.iter().enumerate().flat_map(bits).collect(),
        })
    }

    /// How much of the output so far, `written` bytes, can be released; it is taken away.
    pub(super) fn take_settled(&mut self, written: usize) -> usize {
        match &mut self.entity.held_from {
            None => written,
            Some(from) => std::mem::take(from),
        }
    }

    #[cold]
    fn error(&mut self, compiled: &Compiled, stop: Stop, at: usize) -> FilterError {
        let at = self.base + at as u64 - self.walk.behind;
        let malformed = |fault| FilterError::Malformed { at, fault };
        match stop {
            Stop::More => FilterError::Truncated { at },
            Stop::Syntax => malformed(Malformed::Syntax),
            Stop::Control => malformed(Malformed::Control),
            Stop::Escape => malformed(Malformed::Escape),
            Stop::Surrogate => malformed(Malformed::Surrogate),
            Stop::Utf8 => malformed(Malformed::Utf8),
            Stop::Number => malformed(Malformed::Number),
            Stop::NumberTooLong => FilterError::NumberTooLong {
                at,
                limit: MAX_NUMBER_BYTES,
            },
            Stop::NameTooLong => FilterError::NameTooLong {
                at,
                limit: compiled.paths.options.max_name_bytes,
            },
            Stop::TooDeep => FilterError::TooDeep {
                at,
                limit: compiled.paths.options.max_depth,
            },
            Stop::Refused => match self.refusal.take() {
                Some(refusal) => *refusal,
                None => malformed(Malformed::Syntax),
            },
        }
    }
}

/// A machine at work on one buffer.
pub(super) struct Run<'a> {
    pub(super) compiled: &'a Paths,
    /// What is written as `id`, as JSON.
    pub(super) id: Option<&'a [u8]>,
    pub(super) machine: &'a mut Machine,
    pub(super) buf: &'a [u8],
    pub(super) out: &'a mut Vec<u8>,
    /// Up to where the buffer has been taken; the start of the token at fault.
    pub(super) at: usize,
}

impl<'a> Run<'a> {
    fn drive(&mut self) -> Result<Infallible, Stop> {
        loop {
            match self.machine.state {
                State::Name => self.name(false)?,
                State::Next => self.next()?,
                State::Element => self.element(false)?,
                State::FirstName => self.name(true)?,
                State::FirstElement => self.element(true)?,
                State::Colon => self.colon()?,
                State::Value => self.value()?,
                State::Walking => self.walk()?,
                State::Start => self.start()?,
                State::Done => return Err(self.done()),
            }
        }
    }

    /// The next byte that isn't white space.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<u8, Stop> {
        self.at = scan::blank(self.buf, self.at);
        self.buf.get(self.at).copied().ok_or(Stop::More)
    }

    #[cold]
    pub(super) fn refuse(&mut self, refusal: FilterError) -> Stop {
        self.machine.refusal = Some(Box::new(refusal));
        Stop::Refused
    }

    pub(super) fn offset(&self) -> u64 {
        self.machine.base + self.at as u64
    }

    fn start(&mut self) -> Result<(), Stop> {
        let plain = self.compiled.options.shape == Shape::Plain;
        match self.peek()? {
            b'{' if plain => self.push(Frame::new(Kind::Record, ROOT, Lead::default()))?,
            b'{' => self.push_entity(Form::Unknown)?,
            b'[' => self.push(Frame::new(Kind::Records, ROOT, Lead::default()))?,
            b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                return Err(self.refuse(FilterError::NotAnEntity));
            }
            _ => return Err(Stop::Syntax),
        }
        self.open();
        Ok(())
    }

    fn done(&mut self) -> Stop {
        match self.peek() {
            Err(more) => more,
            Ok(_) => {
                let at = self.offset();
                self.refuse(FilterError::Trailing { at })
            }
        }
    }

    #[inline(always)]
    fn name(&mut self, first: bool) -> Result<(), Stop> {
        match self.peek()? {
            b'"' => {}
            b'}' if first => return self.close(),
            _ => return Err(Stop::Syntax),
        }
        let start = self.at + 1;
        let limit = self.compiled.options.max_name_bytes;
        let Some(text) = scan::short_string(self.buf, start, limit)? else {
            return Err(Stop::NameTooLong);
        };
        self.machine.pending = match self.look_up(start, text) {
            None => NOTHING,
            Some(entry) => {
                self.see(entry)?;
                Pending {
                    target: entry.target,
                    child: entry.child,
                    lead: entry.lead,
                }
            }
        };
        self.at = text.end + 1;
        self.machine.state = State::Colon;
        self.colon()
    }

    #[inline(always)]
    fn colon(&mut self) -> Result<(), Stop> {
        if self.peek()? != b':' {
            return Err(Stop::Syntax);
        }
        self.at += 1;
        self.machine.state = State::Value;
        self.value()
    }

    #[inline(always)]
    fn value(&mut self) -> Result<(), Stop> {
        let byte = self.peek()?;
        if self.machine.pending.target == Target::Nothing {
            return self.skip();
        }
        self.member(byte)
    }

    /// The names that count in the innermost object.
    #[inline(always)]
    fn table(&self) -> Option<&'a Table> {
        let frame = self.machine.frames.last()?;
        let node = self.compiled.trie.node(frame.node)?;
        match frame.kind {
            Kind::Record | Kind::Object => Some(&node.plain),
            _ => Some(&node.ngsi),
        }
    }

    #[inline(always)]
    fn look_up(&mut self, start: usize, name: Text) -> Option<Entry> {
        let table = self.table()?;
        let text = &self.compiled.trie.text;
        if name.escaped {
            let scratch = &mut self.machine.scratch;
            scan::unescape(&self.buf[start..name.end], scratch);
            return table.find(text, scratch, 0, scratch.len());
        }
        table.find(text, self.buf, start, name.end)
    }

    /// Notes that a name was seen, and refuses it the second time.
    #[inline(always)]
    fn see(&mut self, entry: Entry) -> Result<(), Stop> {
        let machine = &mut *self.machine;
        let (word, bit) = (entry.ordinal as usize / 64, 1 << (entry.ordinal % 64));
        let seen = match (machine.frames.last_mut(), word) {
            (Some(frame), 0) => Some(&mut frame.seen),
            (Some(frame), _) => machine.seen.get_mut(frame.seen_more + word - 1),
            (None, _) => None,
        };
        match seen {
            Some(seen) if *seen & bit == 0 => {
                *seen |= bit;
                Ok(())
            }
            _ => Err(self.duplicate(entry.lead)),
        }
    }

    #[cold]
    pub(super) fn duplicate(&mut self, lead: Lead) -> Stop {
        let written = &self.compiled.trie.text[lead.start as usize..lead.end as usize];
        let name = serde_json::from_slice(written.strip_suffix(b":").unwrap_or(written));
        let at = self.offset();
        self.refuse(FilterError::Duplicate {
            name: name.unwrap_or_default(),
            at,
        })
    }

    #[inline(always)]
    fn element(&mut self, first: bool) -> Result<(), Stop> {
        let byte = self.peek()?;
        if byte == b']' && first {
            return self.close();
        }
        let Some(frame) = self.machine.frames.last() else {
            return Err(Stop::Syntax);
        };
        let (node, literal, lead) = (frame.node, frame.literal, Lead::default());
        let plain = self.compiled.options.shape == Shape::Plain;
        let kind = match (frame.kind, byte) {
            (Kind::Records, b'{') if plain => Kind::Record,
            (Kind::Records, b'{') => return self.push_entity(Form::Unknown),
            (Kind::Features, b'{') => return self.push_entity(Form::Feature),
            (Kind::Array, b'{') => Kind::Object,
            (Kind::Instances, b'{') => Kind::Attribute,
            (kind @ (Kind::Records | Kind::Array | Kind::Instances), b'[') => kind,
            _ => return self.skip(),
        };
        self.push(Frame {
            literal,
            ..Frame::new(kind, node, lead)
        })
    }

    #[inline(always)]
    fn next(&mut self) -> Result<(), Stop> {
        let byte = self.peek()?;
        let is_object = self
            .machine
            .frames
            .last()
            .is_some_and(|f| f.kind.is_object());
        match byte {
            b',' => {
                self.at += 1;
                self.machine.state = if is_object {
                    State::Name
                } else {
                    State::Element
                };
                Ok(())
            }
            b'}' if is_object => self.close(),
            b']' if !is_object => self.close(),
            _ => Err(Stop::Syntax),
        }
    }

    /// Enters the container whose bracket is at hand.
    pub(super) fn push(&mut self, mut frame: Frame) -> Result<(), Stop> {
        let machine = &mut *self.machine;
        if machine.frames.len() >= self.compiled.options.max_depth {
            return Err(Stop::TooDeep);
        }
        self.at += 1;
        machine.state = if frame.kind.is_object() {
            State::FirstName
        } else {
            State::FirstElement
        };
        frame.seen_more = machine.seen.len();
        machine.frames.push(frame);
        let things = self.table().map_or(0, |table| table.things) as usize;
        if things > 64 {
            let machine = &mut *self.machine;
            machine.seen.resize(machine.seen.len() + things / 64, 0);
        }
        Ok(())
    }

    /// Leaves the innermost container, whose end is at hand.
    fn close(&mut self) -> Result<(), Stop> {
        let Some(frame) = self.machine.frames.last().copied() else {
            return Err(Stop::Syntax);
        };
        if frame.kind == Kind::Entity {
            self.close_entity(frame)?;
        }
        let machine = &mut *self.machine;
        if matches!(frame.kind, Kind::Record | Kind::Entity)
            && frame.form != Form::Collection
            && frame.comma
        {
            machine.records += 1;
        }
        if machine.opened == machine.frames.len() {
            self.out
                .push(if frame.kind.is_object() { b'}' } else { b']' });
            machine.opened -= 1;
        }
        machine.seen.truncate(frame.seen_more);
        machine.frames.pop();
        machine.state = if machine.frames.is_empty() {
            State::Done
        } else {
            State::Next
        };
        self.at += 1;
        Ok(())
    }

    /// Writes the containers around what is about to be written.
    #[inline(always)]
    pub(super) fn open(&mut self) {
        if self.machine.opened < self.machine.frames.len() {
            self.open_more();
        }
    }

    fn open_more(&mut self) {
        while let Some(frame) = self.machine.frames.get(self.machine.opened).copied() {
            if let Some(around) = self.machine.opened.checked_sub(1) {
                self.separate(around);
            }
            self.write_lead(frame.lead);
            self.out
                .push(if frame.kind.is_object() { b'{' } else { b'[' });
            self.machine.opened += 1;
            self.write_wrapper(frame.wrapper);
        }
    }

    #[inline(always)]
    fn separate(&mut self, frame: usize) {
        if let Some(frame) = self.machine.frames.get_mut(frame) {
            if frame.comma {
                self.out.push(b',');
            }
            frame.comma = true;
        }
    }

    #[inline(always)]
    fn write_lead(&mut self, lead: Lead) {
        let text = &self.compiled.trie.text;
        if let Some(lead) = text.get(lead.start as usize..lead.end as usize) {
            self.out.extend_from_slice(lead);
        }
    }

    /// Writes a member's name; its value must follow.
    #[inline(always)]
    pub(super) fn lead(&mut self, lead: Lead) {
        self.open();
        self.separate(self.machine.frames.len() - 1);
        self.write_lead(lead);
    }

    /// Puts a comma, where one is due, into the innermost container written.
    pub(super) fn separate_innermost(&mut self) {
        if let Some(frame) = self.machine.opened.checked_sub(1) {
            self.separate(frame);
        }
    }

    /// Whether the innermost container has been written.
    pub(super) fn is_open(&self) -> bool {
        self.machine.opened == self.machine.frames.len()
    }

    /// Notes that a permitted path is released.
    #[inline(always)]
    pub(super) fn mark(&mut self, mark: u32) {
        if let Some(word) = self.machine.marks.get_mut(mark as usize / 64) {
            *word |= 1 << (mark % 64);
        }
    }

    #[inline(always)]
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        self.begin(Purpose::Skip)
    }

    #[inline(always)]
    pub(super) fn begin(&mut self, purpose: Purpose) -> Result<(), Stop> {
        self.machine.walk.begin();
        self.machine.purpose = purpose;
        self.machine.state = State::Walking;
        self.walk()
    }

    #[inline(always)]
    fn walk(&mut self) -> Result<(), Stop> {
        match self.machine.purpose {
            Purpose::Skip => self.walk_over()?,
            Purpose::Copy if self.machine.own_id.is_empty() => {
                let from = self.at;
                let result = self.walk_over();
                if matches!(result, Ok(()) | Err(Stop::More)) {
                    self.out.extend_from_slice(&self.buf[from..self.at]);
                }
                result?;
            }
            Purpose::Copy => self.walk_replacing()?,
            Purpose::Keep => return self.walk_keeping(),
        }
        self.machine.state = State::Next;
        Ok(())
    }

    fn limits(&self) -> Limits {
        let options = &self.compiled.options;
        Limits {
            depth: options.max_depth - self.machine.frames.len(),
            name: options.max_name_bytes,
        }
    }

    fn walk_over(&mut self) -> Result<(), Stop> {
        let limits = self.limits();
        let walk = &mut self.machine.walk;
        let result = walk.on(self.buf, self.at, limits, &mut Ignore);
        self.at = result.unwrap_or(walk.at);
        result.map(drop)
    }

    fn walk_replacing(&mut self) -> Result<(), Stop> {
        let limits = self.limits();
        let machine = &mut *self.machine;
        let mut sink = Replacing {
            out: self.out,
            from: self.at,
            id: &machine.own_id,
            with: self.id.unwrap_or_default(),
            scratch: &mut machine.scratch,
        };
        let result = machine.walk.on(self.buf, self.at, limits, &mut sink);
        let from = sink.from;
        self.at = result.unwrap_or(machine.walk.at);
        if matches!(result, Ok(_) | Err(Stop::More)) {
            self.out.extend_from_slice(&self.buf[from..self.at]);
        }
        result.map(drop)
    }

    /// Walks over a value of bounded length and hands it on as a whole.
    fn walk_keeping(&mut self) -> Result<(), Stop> {
        let (from, buf, limits) = (self.at, self.buf, self.limits());
        let limit = self.kept_limit() - self.machine.kept.len();
        let bound = from.saturating_add(limit).saturating_add(1);
        let shown = &buf[..bound.min(buf.len())];
        let walk = &mut self.machine.walk;
        let result = walk.on(shown, from, limits, &mut Ignore);
        self.at = result.unwrap_or(walk.at);
        match result {
            Ok(end) => {
                self.machine.state = State::Next;
                if self.machine.kept.is_empty() {
                    return self.kept(&buf[from..end]);
                }
                let mut kept = std::mem::take(&mut self.machine.kept);
                kept.extend_from_slice(&buf[from..end]);
                let result = self.kept(&kept);
                kept.clear();
                self.machine.kept = kept;
                result
            }
            Err(Stop::More) if shown.len() == bound => Err(self.kept_too_long()),
            Err(Stop::More) => {
                self.machine.kept.extend_from_slice(&buf[from..self.at]);
                Err(Stop::More)
            }
            Err(fault) => Err(fault),
        }
    }
}
