//! What changes do to an entity (ETSI GS CIM 009 §5.6.2 to §5.6.19). Times come in as values.

mod merge;

use crate::context::Context;
use crate::entity::{Attribute, Entity, Form, NULL, Nulls, attribute_instances_in};
use crate::problem::{Problem, ProblemKind};
use serde_json::{Value, json};

pub(crate) use merge::has_nested_null;
pub use merge::{Common, merge, merge_attribute, partial_update};

/// What became of each attribute of a change (§5.2.18).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Expanded names of attributes that changed.
    pub updated: Vec<String>,
    /// Expanded names of those that did not, and why.
    pub not_updated: Vec<(String, Problem)>,
}

impl Outcome {
    /// The `UpdateResult` document. It has no context, so names are whole IRIs.
    pub fn document(&self) -> Value {
        let not_updated: Vec<Value> = self
            .not_updated
            .iter()
            .map(|(name, problem)| json!({"attributeName": name, "reason": problem.detail}))
            .collect();
        json!({ "updated": self.updated, "notUpdated": not_updated })
    }
}

/// What becomes of a scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scopes {
    /// It takes the new value.
    Replace,
    /// New scopes come beside the old ones.
    Add,
    /// It takes the new value if there was one, and is not made.
    ReplaceExisting,
}

/// Adds types that are new, and changes the scope; gives whether anything changed.
fn head(target: &mut Entity, source: &Entity, scopes: Scopes, outcome: &mut Outcome) -> bool {
    let before = (target.types.len(), target.scope.clone());
    for name in &source.types {
        if !target.types.contains(name) {
            target.types.push(name.clone());
        }
    }
    if source.scope.iter().any(|scope| scope == NULL) {
        target.scope.clear();
    } else if !source.scope.is_empty() {
        match scopes {
            Scopes::ReplaceExisting if target.scope.is_empty() => {
                let problem = Problem::not_found("the entity has no scope");
                outcome.not_updated.push(("scope".to_owned(), problem));
            }
            Scopes::Replace | Scopes::ReplaceExisting => target.scope.clone_from(&source.scope),
            Scopes::Add => {
                for scope in &source.scope {
                    if !target.scope.contains(scope) {
                        target.scope.push(scope.clone());
                    }
                }
            }
        }
    }
    match source.expires_at.as_deref() {
        Some(NULL) => target.expires_at = None,
        Some(at) => target.expires_at = Some(at.to_owned()),
        None => {}
    }
    before != (target.types.len(), target.scope.clone())
}

/// Puts an instance in the place of the one with its dataset, or beside the others.
fn put(target: &mut Entity, name: &str, mut instance: Attribute, now: &str) {
    let instances = target.attributes.entry(name.to_owned()).or_default();
    if let Some(old) = instances
        .iter_mut()
        .find(|old| old.dataset_id == instance.dataset_id)
    {
        instance.stamp(now, now);
        instance.created_at.clone_from(&old.created_at);
        *old = instance;
    } else {
        instance.stamp(now, now);
        instances.push(instance);
    }
}

/// Takes an instance away; gives whether it was there.
fn take(target: &mut Entity, name: &str, dataset_id: Option<&str>) -> bool {
    let Some(instances) = target.attributes.get_mut(name) else {
        return false;
    };
    let before = instances.len();
    instances.retain(|one| one.dataset_id.as_deref() != dataset_id);
    let taken = instances.len() < before;
    if instances.is_empty() {
        target.attributes.remove(name);
    }
    taken
}

/// Appends the attributes of a fragment (§5.6.3); those that are there are replaced unless `no_overwrite`.
pub fn append(target: &mut Entity, source: Entity, no_overwrite: bool, now: &str) -> Outcome {
    let mut outcome = Outcome::default();
    let scopes = if no_overwrite {
        Scopes::Add
    } else {
        Scopes::Replace
    };
    if head(target, &source, scopes, &mut outcome) {
        now.clone_into(&mut target.modified_at);
    }
    for (name, instances) in source.attributes {
        for instance in instances {
            let there = target
                .instance(&name, instance.dataset_id.as_deref())
                .is_some();
            if there && no_overwrite {
                let problem = Problem::new(ProblemKind::AlreadyExists, "it exists already");
                outcome.not_updated.push((name.clone(), problem));
            } else if instance.is_null() {
                take(target, &name, instance.dataset_id.as_deref());
                note(&mut outcome.updated, &name);
            } else {
                put(target, &name, instance, now);
                note(&mut outcome.updated, &name);
            }
        }
    }
    touched(target, &outcome, now);
    outcome
}

/// Updates attributes by those of a fragment (§5.6.2): those that are there are replaced, others made; a scope is not
/// made.
pub fn update(target: &mut Entity, source: Entity, now: &str) -> Outcome {
    let mut outcome = Outcome::default();
    if head(target, &source, Scopes::ReplaceExisting, &mut outcome) {
        now.clone_into(&mut target.modified_at);
    }
    for (name, instances) in source.attributes {
        for instance in instances {
            if !instance.is_null() {
                put(target, &name, instance, now);
                note(&mut outcome.updated, &name);
            } else if take(target, &name, instance.dataset_id.as_deref()) {
                note(&mut outcome.updated, &name);
            } else {
                let problem = Problem::not_found("the entity has no such attribute");
                outcome.not_updated.push((name.clone(), problem));
            }
        }
    }
    touched(target, &outcome, now);
    outcome
}

/// Replaces everything but id and time of making (§5.6.18).
pub fn replace(target: &mut Entity, mut source: Entity, now: &str) {
    source.stamp_new(now);
    source.id.clone_from(&target.id);
    source.created_at.clone_from(&target.created_at);
    *target = source;
}

/// Replaces one attribute, in the instance its dataset names (§5.6.19). A value that stands alone in simplified form is one of
/// the kind of attribute that is there. What is said comes with its form and the time of the change.
///
/// # Errors
/// [`ProblemKind::ResourceNotFound`] when the entity does not have it; [`ProblemKind::BadRequestData`].
pub fn replace_attribute(
    target: &mut Entity,
    name: &str,
    document: &Value,
    context: &Context,
    (form, now): (Form, &str),
) -> Result<(), Problem> {
    let iri = context.expand(name);
    let of_kind = match target.instance(&iri, None) {
        Some(existing) if form == Form::Simplified => merge::of_kind(existing, document),
        _ => None,
    };
    let document = of_kind.as_ref().unwrap_or(document);
    let instances = attribute_instances_in(form, name, document, context, Nulls::Forbidden)?;
    if !target.attributes.contains_key(&iri) {
        return Err(Problem::not_found(format!(
            "the entity has no attribute `{name}`"
        )));
    }
    for instance in instances {
        if target
            .instance(&iri, instance.dataset_id.as_deref())
            .is_none()
        {
            return Err(Problem::not_found(format!("`{name}` has no such instance")));
        }
        put(target, &iri, instance, now);
    }
    now.clone_into(&mut target.modified_at);
    Ok(())
}

/// Which instances of an attribute are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The default one.
    Default,
    /// That of a dataset.
    Dataset(String),
    /// All.
    All,
}

/// Deletes an attribute (expanded; §5.6.5).
///
/// # Errors
/// [`ProblemKind::ResourceNotFound`] when there is no such instance.
pub fn delete_attribute(
    target: &mut Entity,
    iri: &str,
    which: &Which,
    now: &str,
) -> Result<(), Problem> {
    let taken = match which {
        Which::All => target.attributes.remove(iri).is_some(),
        Which::Default => take(target, iri, None),
        Which::Dataset(id) => take(target, iri, Some(id)),
    };
    if !taken {
        return Err(Problem::not_found("the entity has no such attribute"));
    }
    now.clone_into(&mut target.modified_at);
    Ok(())
}

/// Takes an entity's scopes away (§5.6.5.4).
///
/// # Errors
/// [`ProblemKind::ResourceNotFound`] when it has none.
pub fn delete_scope(target: &mut Entity, now: &str) -> Result<(), Problem> {
    if target.scope.is_empty() {
        return Err(Problem::not_found("the entity has no scope"));
    }
    target.scope.clear();
    now.clone_into(&mut target.modified_at);
    Ok(())
}

fn note(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

fn touched(target: &mut Entity, outcome: &Outcome, now: &str) {
    if !outcome.updated.is_empty() {
        now.clone_into(&mut target.modified_at);
    }
}
