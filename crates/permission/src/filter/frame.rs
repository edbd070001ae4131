//! The containers on the way to permitted paths, and where the machine stands in them.

use super::trie::{Lead, NO_NODE, Target};

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
    pub(super) fn is_object(self) -> bool {
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

/// A name that isn't permitted.
pub(super) const NOTHING: Pending = Pending {
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
