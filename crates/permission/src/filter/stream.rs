//! A body in chunks.

use std::sync::Arc;

use super::machine::Machine;
use super::walk::LONG_STRING_BYTES;
use super::{Compiled, FilterError, Report, Shape};

/// Filters a body that comes in chunks, which may end anywhere: within an escape, a character, a
/// number. Takes a few kilobytes, and for NGSI-LD what is kept back of one entity
/// ([`super::Options::max_held_bytes`]).
///
/// What was handed out before an error cannot be taken back: whoever passes it on while the body
/// still comes must break off then. It was permitted all the same: of an NGSI-LD entity nothing is
/// handed out before it is known what its names mean and who it is about. Only a FeatureCollection
/// whose own `@context` comes after its features can be refused for it after some were handed out.
#[derive(Debug)]
pub struct FilterStream {
    compiled: Arc<Compiled>,
    machine: Machine,
    /// The start of a token whose end hasn't come.
    tail: Vec<u8>,
    /// Output that is kept back.
    held: Vec<u8>,
    failed: Option<FilterError>,
}

impl FilterStream {
    pub(super) fn new(compiled: Arc<Compiled>) -> Self {
        Self {
            machine: Machine::new(&compiled),
            compiled,
            tail: Vec::new(),
            held: Vec::new(),
            failed: None,
        }
    }

    /// Takes the next chunk and appends to `out` what can be released by now. After an error
    /// `out` is as it was before, and every further call gives the same error.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), FilterError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let before = out.len();
        let result = self.take(chunk, out);
        if let Err(error) = &result {
            out.truncate(before);
            self.failed = Some(error.clone());
        }
        result
    }

    /// Ends the body.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<Report, FilterError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let report = self.machine.finish(self.tail.len() as u64)?;
        out.extend_from_slice(&self.held);
        Ok(report)
    }

    fn take(&mut self, mut chunk: &[u8], out: &mut Vec<u8>) -> Result<(), FilterError> {
        // However long the tail's token, twice its longest possible length ends it or lets a
        // long string be taken in parts.
        let bridge = 2 * LONG_STRING_BYTES.max(self.compiled.paths.options.max_name_bytes);
        while !self.tail.is_empty() && !chunk.is_empty() {
            let old = self.tail.len();
            let (taken, rest) = chunk.split_at(bridge.min(chunk.len()));
            let mut tail = std::mem::take(&mut self.tail);
            tail.extend_from_slice(taken);
            let used = self.run(&tail, out)?;
            if used >= old {
                chunk = &chunk[used - old..];
                tail.clear();
            } else {
                chunk = rest;
                tail.drain(..used);
            }
            self.tail = tail;
        }
        if !chunk.is_empty() {
            let used = self.run(chunk, out)?;
            self.tail.extend_from_slice(&chunk[used..]);
        }
        Ok(())
    }

    fn run(&mut self, buf: &[u8], out: &mut Vec<u8>) -> Result<usize, FilterError> {
        let paths = &self.compiled.paths;
        if paths.options.shape == Shape::Plain && !paths.is_strict {
            return self.machine.run(&self.compiled, buf, out);
        }
        let used = self.machine.run(&self.compiled, buf, &mut self.held)?;
        let settled = self.machine.take_settled(self.held.len());
        out.extend_from_slice(&self.held[..settled]);
        self.held.drain(..settled);
        let limit = self.compiled.paths.options.max_held_bytes;
        if self.held.len() > limit {
            return Err(FilterError::Held { limit });
        }
        Ok(used)
    }
}
