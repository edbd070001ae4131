//! Walks over one whole value, checking every byte of it, to copy it or to pass over it.

use super::scan::{self, Stop, Text};

/// Deepest nesting that can be asked for: one bit per level is kept.
pub(super) const MAX_DEPTH: usize = 1024;

/// A string of at least so many bytes may be taken in parts when a chunk ends within it; shorter
/// ones are read again from their start. Long enough that whatever is compared (an `id`, a type)
/// is always seen whole.
pub(super) const LONG_STRING_BYTES: usize = 2048;

/// How nearly every attribute of a normalised entity begins: taken in one comparison instead of
/// eight tokens.
const PROPERTY: &[u8] = br#"{"type":"Property","value":"#;

/// What is told of strings on the way.
pub(super) trait Sink {
    /// Whether it need not be told of the strings in [`PROPERTY`].
    fn quick(&self) -> bool;

    /// The string (or name) whose text lies between `start` and `text.end` in `buf`.
    fn text(&mut self, buf: &[u8], start: usize, text: Text);
}

/// Tells nobody.
pub(super) struct Ignore;

impl Sink for Ignore {
    #[inline(always)]
    fn quick(&self) -> bool {
        true
    }

    #[inline(always)]
    fn text(&mut self, _: &[u8], _: usize, _: Text) {}
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value, or the end of the array just opened.
    FirstValue,
    /// A name, or the end of the object just opened.
    FirstName,
    Name,
    Colon,
    /// A comma, or the end of the container.
    Next,
    /// The rest of a long string.
    Long,
}

/// A value being walked over; can stop at any chunk's end and go on with the next.
#[derive(Debug)]
pub(super) struct Walk {
    expect: Expect,
    depth: usize,
    /// One bit per open container, set for an object.
    objects: [u64; MAX_DEPTH / 64],
    /// After a stop: up to where the buffer has been taken, or where the fault is.
    pub(super) at: usize,
    /// How many bytes of a long string were taken in earlier chunks.
    pub(super) behind: u64,
}

/// What a walk must keep to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Levels of nesting left.
    pub(super) depth: usize,
    /// Longest name, in bytes as written.
    pub(super) name: usize,
}

impl Walk {
    pub(super) fn new() -> Self {
        Self {
            expect: Expect::Value,
            depth: 0,
            objects: [0; MAX_DEPTH / 64],
            at: 0,
            behind: 0,
        }
    }

    /// Makes ready for the next value.
    #[inline(always)]
    pub(super) fn begin(&mut self) {
        self.expect = Expect::Value;
        self.depth = 0;
    }

    #[cold]
    fn stop(&mut self, expect: Expect, depth: usize, at: usize, stop: Stop) -> Stop {
        self.expect = expect;
        self.depth = depth;
        self.at = at;
        stop
    }

    /// Goes on from `at`; answers where the value ends. After [`Stop::More`] everything before
    /// `self.at` has been taken.
    #[inline]
    #[allow(clippy::too_many_lines)] // one loop, so that its state stays in registers
    pub(super) fn on<S: Sink>(
        &mut self,
        buf: &[u8],
        mut at: usize,
        limits: Limits,
        sink: &mut S,
    ) -> Result<usize, Stop> {
        let mut expect = self.expect;
        let mut depth = self.depth;
        let mut in_object = self.is_object(depth);
        let quick = sink.quick() && limits.name >= "value".len();
        macro_rules! stop {
            ($stop:expr) => {
                return Err(self.stop(expect, depth, at, $stop))
            };
        }
        macro_rules! token {
            ($result:expr) => {
                match $result {
                    Ok(token) => token,
                    Err(stop) => stop!(stop),
                }
            };
        }
        loop {
            match expect {
                Expect::Value | Expect::FirstValue => {
                    at = scan::blank(buf, at);
                    let Some(&byte) = buf.get(at) else {
                        stop!(Stop::More)
                    };
                    if byte == b'"' {
                        match scan::string(buf, at + 1) {
                            Ok(text) => {
                                sink.text(buf, at + 1, text);
                                at = text.end + 1;
                            }
                            Err(Stop::More) if buf.len() - at > LONG_STRING_BYTES => {
                                let start = at;
                                at += 1;
                                // Known to end in `More`; asked again for how far it reaches.
                                let _ = scan::string_on(buf, &mut at);
                                self.behind = (at - start) as u64;
                                expect = Expect::Long;
                                stop!(Stop::More)
                            }
                            Err(stop) => stop!(stop),
                        }
                        expect = Expect::Next;
                        continue;
                    }
                    match byte {
                        b'{' | b'[' => {
                            if depth >= limits.depth {
                                stop!(Stop::TooDeep)
                            }
                            in_object = byte == b'{';
                            depth = self.push(depth, in_object);
                            if quick && buf[at..].starts_with(PROPERTY) {
                                at += PROPERTY.len();
                                expect = Expect::Value;
                                continue;
                            }
                            at += 1;
                            expect = if in_object {
                                Expect::FirstName
                            } else {
                                Expect::FirstValue
                            };
                            continue;
                        }
                        b'-' | b'0'..=b'9' => at = token!(scan::number(buf, at)),
                        b']' if expect == Expect::FirstValue => {
                            depth -= 1;
                            in_object = self.is_object(depth);
                            at += 1;
                        }
                        _ => at = token!(scan::literal(buf, at)),
                    }
                    expect = Expect::Next;
                }
                Expect::FirstName | Expect::Name => {
                    at = scan::blank(buf, at);
                    match buf.get(at) {
                        Some(b'"') => {
                            let name = token!(scan::short_string(buf, at + 1, limits.name));
                            let Some(text) = name else {
                                stop!(Stop::NameTooLong)
                            };
                            sink.text(buf, at + 1, text);
                            at = text.end + 1;
                            expect = Expect::Colon;
                        }
                        Some(b'}') if expect == Expect::FirstName => {
                            depth -= 1;
                            in_object = self.is_object(depth);
                            at += 1;
                            expect = Expect::Next;
                        }
                        Some(_) => stop!(Stop::Syntax),
                        None => stop!(Stop::More),
                    }
                }
                Expect::Colon => {
                    at = scan::blank(buf, at);
                    match buf.get(at) {
                        Some(b':') => {
                            at += 1;
                            expect = Expect::Value;
                        }
                        Some(_) => stop!(Stop::Syntax),
                        None => stop!(Stop::More),
                    }
                }
                Expect::Next => {
                    if depth == 0 {
                        return Ok(at);
                    }
                    at = scan::blank(buf, at);
                    match buf.get(at) {
                        Some(b',') => {
                            expect = if in_object {
                                Expect::Name
                            } else {
                                Expect::Value
                            };
                        }
                        Some(b'}') if in_object => {
                            depth -= 1;
                            in_object = self.is_object(depth);
                        }
                        Some(b']') if !in_object => {
                            depth -= 1;
                            in_object = self.is_object(depth);
                        }
                        Some(_) => stop!(Stop::Syntax),
                        None => stop!(Stop::More),
                    }
                    at += 1;
                }
                Expect::Long => {
                    let start = at;
                    match scan::string_on(buf, &mut at) {
                        Ok(text) => {
                            at = text.end + 1;
                            self.behind = 0;
                            expect = Expect::Next;
                        }
                        Err(Stop::More) => {
                            self.behind += (at - start) as u64;
                            stop!(Stop::More)
                        }
                        Err(fault) => {
                            at = start;
                            stop!(fault)
                        }
                    }
                }
            }
        }
    }

    /// Opens a container; answers the new depth.
    #[inline(always)]
    fn push(&mut self, depth: usize, object: bool) -> usize {
        if let Some(word) = self.objects.get_mut(depth / 64) {
            let bit = 1 << (depth % 64);
            *word = if object { *word | bit } else { *word & !bit };
        }
        depth + 1
    }

    /// Whether the innermost of `depth` open containers is an object.
    #[inline(always)]
    fn is_object(&self, depth: usize) -> bool {
        let level = depth.wrapping_sub(1);
        self.objects
            .get(level / 64)
            .is_some_and(|word| word >> (level % 64) & 1 == 1)
    }
}
