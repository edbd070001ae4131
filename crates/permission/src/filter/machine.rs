//! The state of filtering one body, and what becomes of it at a buffer's end.

use std::ops::Range;

use super::engine::Run;
use super::frame::{Entity, Frame, NOTHING, Pending, Purpose, State};
use super::holds::Guard;
use super::scan::{MAX_NUMBER_BYTES, Stop};
use super::walk::Walk;
use super::{Compiled, FilterError, Malformed, Report};

/// The state of filtering one body.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) state: State,
    pub(super) pending: Pending,
    pub(super) purpose: Purpose,
    pub(super) frames: Vec<Frame>,
    /// How many frames have been written, from the outermost.
    pub(super) opened: usize,
    /// Seen names beyond 64 of the open frames.
    pub(super) seen: Vec<u64>,
    pub(super) walk: Walk,
    /// A value to look at, while it comes in parts.
    pub(super) kept: Vec<u8>,
    /// Where that value begins in the body.
    pub(super) kept_at: u64,
    pub(super) scratch: Vec<u8>,
    pub(super) entity: Entity,
    /// The present entity's `id`, once seen.
    pub(super) own_id: Vec<u8>,
    /// What stands for it, as JSON.
    pub(super) shown_id: Vec<u8>,
    /// Where in the output values are that were copied before the entity gave its `id`, which may stand in them.
    pub(super) copied: Vec<Range<usize>>,
    /// A context already found to agree.
    pub(super) known_context: Vec<u8>,
    /// Indices of released paths, as bits.
    pub(super) marks: Vec<u64>,
    /// The same of paths of which something was left out.
    pub(super) left_out: Vec<u64>,
    /// What is kept of a value that was looked at.
    pub(super) judged: Vec<u8>,
    /// What is being copied and may have to be taken back.
    pub(super) guard: Option<Guard>,
    pub(super) records: u64,
    /// Bytes of the body before the present buffer.
    pub(super) base: u64,
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
            shown_id: Vec::new(),
            copied: Vec::new(),
            known_context: Vec::new(),
            marks: vec![0; compiled.paths.marks],
            left_out: vec![
                0;
                if compiled.paths.is_strict {
                    compiled.paths.marks
                } else {
                    0
                }
            ],
            judged: Vec::new(),
            guard: None,
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
            ids: compiled.ids.as_ref(),
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
        let set = |marks: &[u64]| marks.iter().enumerate().flat_map(bits).collect();
        Ok(Report {
            records: self.records,
            attributes_seen: set(&self.marks),
            not_as_described: set(&self.left_out),
        })
    }

    /// How much of the output so far, `written` bytes, can be released; it is taken away.
    pub(super) fn take_settled(&mut self, written: usize) -> usize {
        let settled = match (&mut self.entity.held_from, &self.guard) {
            (Some(from), _) => std::mem::take(from),
            (None, Some(guard)) => guard.from,
            (None, None) => written,
        };
        if let Some(guard) = &mut self.guard {
            guard.from -= settled;
            guard.value -= settled;
        }
        if self.entity.held_from.is_none() {
            // Nothing is due any more that could stand in them.
            self.copied.clear();
        }
        for value in &mut self.copied {
            value.start -= settled;
            value.end -= settled;
        }
        settled
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
