//! Reads a body and decides, name by name, what is copied.
//!
//! Objects and arrays on the way to a permitted path are [`Frame`]s; everything else is walked
//! over as a whole ([`super::walk::Walk`]). Whenever the buffer ends, the machine stops between two
//! tokens and goes on from there with the next buffer, so that a body in chunks takes the very same
//! path as a body in one piece.

use std::convert::Infallible;

use super::frame::{Form, Frame, Kind, NOTHING, Pending, State};
use super::machine::Machine;
use super::scan::{self, Stop, Text};
use super::trie::{Entry, Lead, ROOT, Table, Target};
use super::{FilterError, Paths, Pseudonyms, Shape};

/// A machine at work on one buffer.
pub(super) struct Run<'a> {
    pub(super) compiled: &'a Paths,
    /// What stands in place of own ids.
    pub(super) ids: Option<&'a Pseudonyms>,
    pub(super) machine: &'a mut Machine,
    pub(super) buf: &'a [u8],
    pub(super) out: &'a mut Vec<u8>,
    /// Up to where the buffer has been taken; the start of the token at fault.
    pub(super) at: usize,
}

impl<'a> Run<'a> {
    pub(super) fn drive(&mut self) -> Result<Infallible, Stop> {
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
}
