//! Writes what is released: the containers around it, its name and its value.

use super::copy::Replacing;
use super::engine::Run;
use super::frame::{Purpose, State};
use super::scan::Stop;
use super::trie::Lead;
use super::walk::{Ignore, Limits};

impl Run<'_> {
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
        if purpose == Purpose::Copy && self.is_id_due() {
            let start = self.out.len();
            self.machine.copied.push(start..start);
        }
        self.machine.walk.begin();
        self.machine.purpose = purpose;
        self.machine.state = State::Walking;
        self.walk()
    }

    #[inline(always)]
    pub(super) fn walk(&mut self) -> Result<(), Stop> {
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
        if self.machine.guard.is_some() {
            self.judge();
        }
        if self.machine.purpose == Purpose::Copy && self.is_id_due() {
            self.copied();
        }
        self.machine.state = State::Next;
        Ok(())
    }

    /// Whether the entity may still give an `id` that stands in what is copied now.
    #[inline(always)]
    fn is_id_due(&self) -> bool {
        let entity = &self.machine.entity;
        entity.held_from.is_some() && !entity.id && self.ids.is_some()
    }

    /// A value has been copied, or was taken back.
    fn copied(&mut self) {
        let end = self.out.len();
        match self.machine.copied.last_mut() {
            Some(value) if value.start < end => value.end = end,
            _ => drop(self.machine.copied.pop()),
        }
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
            with: &machine.shown_id,
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
