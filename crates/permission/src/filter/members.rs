//! What becomes of a member whose name counts: NGSI-LD's entities and attributes, GeoJSON, and
//! plain permitted paths.

use super::copy::replace_written;
use super::engine::Run;
use super::frame::{Entity, Form, Frame, Kind, Pending, Purpose, State};
use super::scan::{self, Stop};
use super::trie::{Lead, NO_NODE, ROOT, Target};
use super::walk::LONG_STRING_BYTES;
use super::{FilterError, Shape};
use crate::dataset::Holds;

/// Longest `id`, in bytes of its text. NGSI-LD ids are URIs; brokers refuse longer ones.
const MAX_ID_BYTES: usize = 256;

/// Longest `id` of a plain body, in bytes as written, where another stands for it.
const MAX_PLAIN_ID_BYTES: usize = 6 * MAX_ID_BYTES;

/// Longest `type`, in bytes: dozens of types, each an IRI.
const MAX_TYPE_BYTES: usize = 4096;

/// Longest `@context`, in bytes: the largest Smart Data Models context, written inline, is smaller.
const MAX_CONTEXT_BYTES: usize = 64 * 1024;

/// The types an attribute can have (ETSI GS CIM 009 §4.5). Anything else in its `type` is data of
/// the simplified form.
const ATTRIBUTE_TYPES: [&[u8]; 8] = [
    br#""Property""#,
    br#""Relationship""#,
    br#""GeoProperty""#,
    br#""LanguageProperty""#,
    br#""VocabProperty""#,
    br#""JsonProperty""#,
    br#""ListProperty""#,
    br#""ListRelationship""#,
];

// A type or id that is compared must never be long enough to be taken in parts.
const _: () = assert!(6 * MAX_ID_BYTES < LONG_STRING_BYTES);

impl Run<'_> {
    /// A member's value begins with `byte`.
    pub(super) fn member(&mut self, byte: u8) -> Result<(), Stop> {
        let Pending {
            target,
            child,
            lead,
        } = self.machine.pending;
        match target {
            Target::Nothing => self.skip(),
            Target::Child => self.child(child, byte),
            Target::Id => self.id(child, lead, byte),
            Target::Type | Target::Context => {
                self.machine.kept.clear();
                self.machine.kept_at = self.offset();
                self.begin(Purpose::Keep)
            }
            Target::Properties | Target::Geometry | Target::Features => {
                self.geojson(target, child, lead, byte)
            }
            Target::Kind => self.attribute_type(child, byte),
            Target::Holder | Target::LiteralHolder => self.holder(target, lead, byte),
            Target::Forbidden => {
                if self.top().is_some_and(|frame| frame.literal) {
                    return self.skip();
                }
                Err(self.refuse(FilterError::Context {
                    term: "@context".to_owned(),
                }))
            }
        }
    }

    fn top(&self) -> Option<Frame> {
        self.machine.frames.last().copied()
    }

    fn set_form(&mut self, form: Form) {
        if let Some(frame) = self.machine.frames.last_mut() {
            frame.form = form;
        }
    }

    /// An attribute or a part of one.
    #[inline(always)]
    fn child(&mut self, child: u32, byte: u8) -> Result<(), Stop> {
        let (Some(frame), Some(node)) = (self.top(), self.compiled.trie.node(child)) else {
            return self.skip();
        };
        if frame.kind == Kind::Entity {
            match frame.form {
                Form::Unknown => self.set_form(Form::Entity),
                Form::Entity => {}
                // A foreign member of a GeoJSON object is no attribute.
                Form::Feature | Form::Collection => return self.skip(),
            }
        }
        let ngsi = matches!(
            frame.kind,
            Kind::Entity | Kind::Properties | Kind::Attribute
        );
        if node.whole {
            if node.holds != Holds::Object {
                return self.guarded(node, byte, ngsi);
            }
            self.mark(node.mark);
            self.lead(node.lead);
            return self.begin(Purpose::Copy);
        }
        let kind = match byte {
            b'{' if ngsi => Kind::Attribute,
            b'[' if ngsi => Kind::Instances,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            _ => return self.skip(),
        };
        self.push(Frame {
            literal: frame.literal,
            ..Frame::new(kind, child, node.lead)
        })
    }

    pub(super) fn push_entity(&mut self, form: Form) -> Result<(), Stop> {
        // Within what may not be a collection after all, everything is kept back.
        let held_from = self.machine.entity.held_from.unwrap_or(self.out.len());
        self.machine.own_id.clear();
        self.machine.copied.clear();
        self.machine.entity = Entity {
            held_from: Some(held_from),
            ..Entity::default()
        };
        self.push(Frame {
            form,
            ..Frame::new(Kind::Entity, ROOT, Lead::default())
        })
    }

    pub(super) fn close_entity(&mut self, frame: Frame) -> Result<(), Stop> {
        if matches!(frame.form, Form::Feature | Form::Collection) && !frame.typed {
            return Err(self.mixed());
        }
        let outermost = self.machine.frames.len() - 1;
        let around = &self.machine.frames[..outermost];
        let settled = around.iter().all(Frame::is_certain);
        self.machine.entity = Entity {
            held_from: self.machine.entity.held_from.filter(|_| !settled),
            ..Entity::default()
        };
        Ok(())
    }

    /// Lets go of the present entity's output once nothing to come can make it wrong.
    fn settle(&mut self) {
        let entity = &mut self.machine.entity;
        let typed = self.machine.frames.iter().all(Frame::is_certain);
        let id = entity.id || self.ids.is_none();
        if typed && id && entity.context {
            entity.held_from = None;
        }
    }

    fn mixed(&mut self) -> Stop {
        let at = self.offset();
        self.refuse(FilterError::Mixed { at })
    }

    fn wrong(&mut self, name: &'static str) -> Stop {
        let at = self.offset();
        self.refuse(FilterError::Member { name, at })
    }

    fn id(&mut self, child: u32, lead: Lead, byte: u8) -> Result<(), Stop> {
        let compiled = self.compiled;
        if compiled.options.shape == Shape::Plain {
            return match (compiled.trie.node(child), self.ids) {
                (Some(node), Some(ids)) if node.whole => {
                    self.mark(node.mark);
                    self.lead(lead);
                    if matches!(byte, b'"' | b'-' | b'0'..=b'9') {
                        self.machine.kept.clear();
                        self.machine.kept_at = self.offset();
                        return self.begin(Purpose::Keep);
                    }
                    ids.write_urn(self.out);
                    self.skip()
                }
                _ => self.child(child, byte),
            };
        }
        if self.machine.entity.id {
            return Err(self.duplicate(lead));
        }
        if byte != b'"' {
            return Err(self.wrong("id"));
        }
        let (start, limit) = (self.at + 1, 6 * MAX_ID_BYTES);
        let Some(text) = scan::short_string(self.buf, start, limit)? else {
            return Err(self.wrong("id"));
        };
        let (raw, machine) = (&self.buf[start..text.end], &mut *self.machine);
        let own_id = scan::text(raw, text.escaped, &mut machine.scratch);
        if own_id.len() > MAX_ID_BYTES {
            return Err(self.wrong("id"));
        }
        if let Some(ids) = self.ids {
            machine.own_id.clear();
            machine.own_id.extend_from_slice(own_id);
            machine.shown_id.clear();
            ids.write(&machine.own_id, &mut machine.shown_id);
            let (own, shown) = (&machine.own_id, &machine.shown_id);
            replace_written(self.out, &machine.copied, own, shown, &mut machine.scratch);
            machine.copied.clear();
            self.lead(lead);
            self.out.extend_from_slice(&self.machine.shown_id);
        } else {
            self.lead(lead);
            self.out.extend_from_slice(&self.buf[start - 1..=text.end]);
        }
        self.machine.entity.id = true;
        self.settle();
        self.at = text.end + 1;
        self.machine.state = State::Next;
        Ok(())
    }

    /// The `id` of a plain body, a text or a number, whose name is written.
    fn plain_id(&mut self, value: &[u8]) {
        let own_id = match value {
            [b'"', text @ .., b'"'] => {
                let escaped = memchr::memchr(b'\\', text).is_some();
                scan::text(text, escaped, &mut self.machine.scratch)
            }
            number => number,
        };
        if let Some(ids) = self.ids {
            ids.write(own_id, self.out);
        }
    }

    /// Most bytes of the value that is kept to be looked at.
    pub(super) fn kept_limit(&self) -> usize {
        match self.machine.pending.target {
            Target::Context => MAX_CONTEXT_BYTES,
            Target::Id => MAX_PLAIN_ID_BYTES,
            _ => MAX_TYPE_BYTES,
        }
    }

    pub(super) fn kept_too_long(&mut self) -> Stop {
        let name = match self.machine.pending.target {
            Target::Context => "@context",
            Target::Id => "id",
            _ => "type",
        };
        let at = self.machine.kept_at;
        self.refuse(FilterError::Member { name, at })
    }

    /// A value that was kept is complete.
    pub(super) fn kept(&mut self, value: &[u8]) -> Result<(), Stop> {
        match self.machine.pending.target {
            Target::Context => self.context(value),
            Target::Id => {
                self.plain_id(value);
                Ok(())
            }
            _ => self.entity_type(value),
        }
    }

    fn context(&mut self, value: &[u8]) -> Result<(), Stop> {
        let (compiled, lead) = (self.compiled, self.machine.pending.lead);
        if self.machine.entity.context {
            // A Feature's and its properties': one of them says what names mean.
            return Err(self.duplicate(lead));
        }
        if self.machine.known_context != value {
            if let Err(refusal) = compiled.vocabulary.check(value, &compiled.counts) {
                return Err(self.refuse(refusal));
            }
            self.machine.known_context.clear();
            self.machine.known_context.extend_from_slice(value);
        }
        self.lead(lead);
        self.out.extend_from_slice(&compiled.context);
        self.machine.entity.context = true;
        self.settle();
        Ok(())
    }

    fn entity_type(&mut self, value: &[u8]) -> Result<(), Stop> {
        let form = match value {
            [b'"', text @ .., b'"'] => {
                let escaped = memchr::memchr(b'\\', text).is_some();
                match scan::text(text, escaped, &mut self.machine.scratch) {
                    b"Feature" => Form::Feature,
                    b"FeatureCollection" => Form::Collection,
                    _ => Form::Entity,
                }
            }
            [b'[', ..] if is_flat(value) => Form::Entity,
            _ => return Err(self.wrong("type")),
        };
        let Some(frame) = self.machine.frames.last_mut() else {
            return Err(Stop::Syntax);
        };
        if frame.form == Form::Unknown {
            frame.form = form;
        } else if frame.form != form {
            return Err(self.mixed());
        }
        frame.typed = true;
        if form == Form::Collection {
            self.machine.entity.held_from = None;
        }
        self.lead(self.machine.pending.lead);
        self.out.extend_from_slice(value);
        self.settle();
        Ok(())
    }

    /// A member that makes an object GeoJSON, unless it is an attribute of that name.
    fn geojson(&mut self, target: Target, child: u32, lead: Lead, byte: u8) -> Result<(), Stop> {
        let Some(frame) = self.top() else {
            return self.skip();
        };
        let meant = match target {
            Target::Features => Form::Collection,
            _ => Form::Feature,
        };
        let form = match frame.form {
            // Permitted by its name, so it is an attribute until `type` says otherwise.
            Form::Unknown if child != NO_NODE => Form::Entity,
            Form::Unknown => {
                self.set_form(meant);
                meant
            }
            form => form,
        };
        match (target, form) {
            (_, Form::Entity) => self.child(child, byte),
            (Target::Properties, Form::Feature) => self.properties(lead, byte),
            (Target::Geometry, Form::Feature) => self.geometry(lead),
            (Target::Features, Form::Collection) if byte == b'[' => {
                self.push(Frame::new(Kind::Features, ROOT, lead))?;
                self.open();
                Ok(())
            }
            (Target::Features, Form::Collection) if frame.typed => Err(self.wrong("features")),
            (Target::Features, Form::Collection) => Err(self.mixed()),
            _ => self.skip(),
        }
    }

    fn properties(&mut self, lead: Lead, byte: u8) -> Result<(), Stop> {
        if byte == b'{' {
            self.push(Frame {
                form: Form::Entity,
                ..Frame::new(Kind::Properties, ROOT, lead)
            })?;
            self.open();
            return Ok(());
        }
        self.lead(lead);
        self.out.extend_from_slice(b"null");
        self.skip()
    }

    /// A Feature has a geometry, if only `null` (RFC 7946 §3.2).
    fn geometry(&mut self, lead: Lead) -> Result<(), Stop> {
        self.lead(lead);
        match self.compiled.trie.node(self.compiled.geometry) {
            Some(node) if node.whole => {
                self.mark(node.mark);
                self.begin(Purpose::Copy)
            }
            _ => {
                self.out.extend_from_slice(b"null");
                self.skip()
            }
        }
    }

    /// The `type` of an attribute of which a part is permitted: kept if it is one that attributes
    /// have. Otherwise the attribute is in the simplified form and this is its value's.
    fn attribute_type(&mut self, child: u32, byte: u8) -> Result<(), Stop> {
        if byte != b'"' {
            return self.child(child, byte);
        }
        let start = self.at + 1;
        let text = match scan::short_string(self.buf, start, MAX_ID_BYTES) {
            Ok(Some(text)) => text,
            Err(Stop::More) => return Err(Stop::More),
            Ok(None) | Err(_) => return self.child(child, byte),
        };
        let raw = &self.buf[start..text.end];
        let name = scan::text(raw, text.escaped, &mut self.machine.scratch);
        let known = ATTRIBUTE_TYPES
            .iter()
            .position(|known| &known[1..known.len() - 1] == name);
        let Some(known) = known else {
            return self.child(child, byte);
        };
        let wrapper = u8::try_from(known + 1).unwrap_or(0);
        if self.is_open() {
            self.write_wrapper(wrapper);
        } else if let Some(frame) = self.machine.frames.last_mut() {
            frame.wrapper = wrapper;
        }
        self.at = text.end + 1;
        self.machine.state = State::Next;
        Ok(())
    }

    /// Writes an attribute's own type into the innermost written container.
    pub(super) fn write_wrapper(&mut self, wrapper: u8) {
        let Some(kind) = usize::from(wrapper)
            .checked_sub(1)
            .and_then(|at| ATTRIBUTE_TYPES.get(at))
        else {
            return;
        };
        self.separate_innermost();
        self.out.extend_from_slice(br#""type":"#);
        self.out.extend_from_slice(kind);
    }

    /// The member that holds an attribute's value.
    fn holder(&mut self, target: Target, lead: Lead, byte: u8) -> Result<(), Stop> {
        let Some(frame) = self.top() else {
            return self.skip();
        };
        let kind = match byte {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            _ => return self.skip(),
        };
        self.push(Frame {
            literal: frame.literal || target == Target::LiteralHolder,
            ..Frame::new(kind, frame.node, lead)
        })
    }
}

/// Whether valid JSON that is an array has only strings in it.
fn is_flat(array: &[u8]) -> bool {
    let mut at = 1;
    loop {
        at = scan::blank(array, at);
        match array.get(at) {
            Some(b'"') => match scan::string(array, at + 1) {
                Ok(text) => at = text.end + 1,
                Err(_) => return false,
            },
            Some(b',') => at += 1,
            Some(b']') => return true,
            _ => return false,
        }
    }
}
