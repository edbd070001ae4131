//! Deciding on 40 attributes under a permission and 20 denying rules: Fiducia's `decide`, Cedar
//! and Casbin on the same case, in interleaved rounds of one run. Prints a table of medians.
//!
//! Cedar and Casbin answer for one resource at a time, so for them the whole case is 40 requests;
//! a single one is shown too. Both are asked less than `decide` looks at (no dataset versions,
//! conditions, assurance or reasons), and purposes only have to lie within a rule's.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the case is shared"
)]

#[path = "../../../crates/permission/benches/case/mod.rs"]
mod case;

use std::collections::HashSet;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use vocabulary::{Kind, Term};

use case::{CATEGORIES, Case, DENIALS, GROUPS, IN_GROUP, PERMITTED_GROUPS, path};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How many rounds, each measuring every contender once for about this long.
const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(60);

const SERVICE: &str = "hobby";
const PURPOSE: &str = "dpv:RequestedServiceProvision";

/// Every attribute of the dataset, with its group.
fn attributes() -> impl Iterator<Item = (usize, String)> {
    (0..GROUPS).flat_map(|group| (0..IN_GROUP).map(move |number| (group, path(group, number))))
}

fn named(kind: Kind, name: &str) -> Outcome<Term> {
    Term::parse(kind, name).map_err(Into::into)
}

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

impl Cedar {
    fn new(case: &Case) -> Outcome<Self> {
        let uid = |of: &str, name: &str| format!("{of}::\"{name}\"").parse::<EntityUid>();
        let mut entities = Vec::new();
        let organisation = uid("Organisation", "city")?;
        entities.push(Entity::new_no_attrs(organisation.clone(), HashSet::new()));
        let service = uid("Service", SERVICE)?;
        entities.push(Entity::new_no_attrs(
            service.clone(),
            HashSet::from([organisation]),
        ));
        for (of, kind) in [("Purpose", Kind::Purpose), ("Category", Kind::PersonalData)] {
            for term in kind.terms() {
                let parents: Result<HashSet<_>, _> = term
                    .broader()
                    .iter()
                    .map(|parent| uid(of, &parent.compact().to_string()))
                    .collect();
                entities.push(Entity::new_no_attrs(
                    uid(of, &term.compact().to_string())?,
                    parents?,
                ));
            }
        }
        let grant = uid("Grant", "permission")?;
        entities.push(Entity::new_no_attrs(grant.clone(), HashSet::new()));
        let mut requests = Vec::new();
        for (group, path) in attributes() {
            let category = format!("pd:{}", CATEGORIES[group]);
            let mut parents = HashSet::from([uid("Category", &category)?]);
            if group < PERMITTED_GROUPS {
                parents.insert(grant.clone());
            }
            let attribute = uid("Attribute", &path)?;
            entities.push(Entity::new_no_attrs(attribute.clone(), parents));
            let context = Context::from_pairs([
                (
                    "purpose".into(),
                    RestrictedExpression::new_entity_uid(uid("Purpose", PURPOSE)?),
                ),
                (
                    "now".into(),
                    RestrictedExpression::new_long(case.now.micros()),
                ),
            ])?;
            let action = uid("Action", "read")?;
            requests.push(Request::new(
                service.clone(),
                action,
                attribute,
                context,
                None,
            )?);
        }
        let mut text = format!(
            "permit(principal == Service::\"{SERVICE}\", action == Action::\"read\", resource in Grant::\"permission\")
             when {{ context.purpose in Purpose::\"{PURPOSE}\" && context.now < {} }};\n",
            case.permission.valid_until().micros(),
        );
        for denial in DENIALS {
            let principal = match denial.organisation {
                Some(id) => format!("principal in Organisation::\"{id}\""),
                None => "principal".into(),
            };
            writeln!(
                text,
                "forbid({principal}, action, resource in Category::\"pd:{}\") when {{ context.purpose in Purpose::\"dpv:{}\" }};",
                denial.category, denial.purpose,
            )?;
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: text.parse()?,
            entities: Entities::from_entities(entities, None)?,
            requests,
        })
    }

    fn allows(&self, attribute: usize) -> bool {
        let request = &self.requests[attribute];
        let answer = self
            .authorizer
            .is_authorized(request, &self.policies, &self.entities);
        answer.decision() == Decision::Allow
    }
}

struct Casbin {
    enforcer: Enforcer,
    paths: Vec<String>,
}

const CASBIN_MODEL: &str = "
[request_definition]
r = sub, obj, purpose
[policy_definition]
p = sub, obj, purpose, eft
[role_definition]
g = _, _
g2 = _, _
g3 = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && g2(r.obj, p.obj) && g3(r.purpose, p.purpose)
";

impl Casbin {
    async fn new() -> Outcome<Self> {
        let model = DefaultModel::from_str(CASBIN_MODEL).await?;
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
        let row = |fields: &[&str]| fields.iter().map(ToString::to_string).collect::<Vec<_>>();
        enforcer
            .add_policy(row(&[SERVICE, "permission", PURPOSE, "allow"]))
            .await?;
        for denial in DENIALS {
            let party = denial.organisation.unwrap_or("anyone");
            let category = format!("pd:{}", denial.category);
            let purpose = format!("dpv:{}", denial.purpose);
            enforcer
                .add_policy(row(&[party, &category, &purpose, "deny"]))
                .await?;
        }
        for party in ["city", "anyone"] {
            enforcer
                .add_named_grouping_policy("g", row(&[SERVICE, party]))
                .await?;
        }
        // Only what the case needs of the hierarchies: each term's own line upwards.
        let mut links: HashSet<(&str, String, String)> = HashSet::new();
        let mut line = |role, term: Term| {
            for above in term.ancestors() {
                for parent in above.broader() {
                    links.insert((
                        role,
                        above.compact().to_string(),
                        parent.compact().to_string(),
                    ));
                }
            }
        };
        line("g3", named(Kind::Purpose, PURPOSE)?);
        for category in CATEGORIES {
            line("g2", named(Kind::PersonalData, &format!("pd:{category}"))?);
        }
        for (group, path) in attributes() {
            links.insert(("g2", path.clone(), format!("pd:{}", CATEGORIES[group])));
            if group < PERMITTED_GROUPS {
                links.insert(("g2", path, "permission".into()));
            }
        }
        for (role, below, above) in links {
            enforcer
                .add_named_grouping_policy(role, vec![below, above])
                .await?;
        }
        Ok(Self {
            enforcer,
            paths: attributes().map(|(_, path)| path).collect(),
        })
    }

    fn allows(&self, attribute: usize) -> Outcome<bool> {
        Ok(self
            .enforcer
            .enforce((SERVICE, self.paths[attribute].as_str(), PURPOSE))?)
    }
}

/// Nanoseconds for one call, over as many as fit into a round.
fn measure(mut call: impl FnMut()) -> f64 {
    let mut calls = 1_u32;
    loop {
        let start = Instant::now();
        for _ in 0..calls {
            call();
        }
        let elapsed = start.elapsed();
        if elapsed >= ROUND / 2 || calls > 1 << 28 {
            return elapsed.as_secs_f64() * 1e9 / f64::from(calls);
        }
        calls *= 2;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() -> Outcome<()> {
    let case = Case::new()?;
    let request = case.request();
    let ours = || {
        permission::decide(
            &case.permission,
            &case.dataset,
            &case.rules,
            &request,
            case.now,
        )
    };
    let cedar = Cedar::new(&case)?;
    let casbin = tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(Casbin::new())?;
    let all = GROUPS * IN_GROUP;
    let decision = ours();
    for (at, (_, path)) in attributes().enumerate() {
        let index = case
            .dataset
            .table()
            .index_of(&path)
            .ok_or("not described")?;
        let released = decision.released.contains(index);
        if cedar.allows(at) != released || casbin.allows(at)? != released {
            return Err(format!("the deciders differ on `{path}`").into());
        }
    }
    println!(
        "{} of {all} attributes are released; all three deciders agree on each",
        decision.released.len()
    );

    // A permitted attribute: nothing cuts the work short.
    let last = PERMITTED_GROUPS * IN_GROUP - 1;
    let mut contenders: Vec<(&str, Box<dyn Fn()>)> = vec![
        (
            "decide, 40 attributes",
            Box::new(|| drop(black_box(ours()))),
        ),
        (
            "cedar, 1 attribute",
            Box::new(|| _ = black_box(cedar.allows(last))),
        ),
        (
            "cedar, 40 attributes",
            Box::new(|| (0..all).for_each(|at| _ = black_box(cedar.allows(at)))),
        ),
        (
            "casbin, 1 attribute",
            Box::new(|| drop(black_box(casbin.allows(last)))),
        ),
        (
            "casbin, 40 attributes",
            Box::new(|| (0..all).for_each(|at| drop(black_box(casbin.allows(at))))),
        ),
    ];
    let mut seen: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, call), seen) in contenders.iter_mut().zip(&mut seen) {
            seen.push(measure(call));
        }
    }
    let ready = [
        median(
            (0..ROUNDS)
                .map(|_| measure(|| _ = black_box(case.make_permission_ready())))
                .collect(),
        ),
        median(
            (0..ROUNDS)
                .map(|_| measure(|| _ = black_box(case.make_rules_ready())))
                .collect(),
        ),
    ];
    let medians: Vec<f64> = seen.into_iter().map(median).collect();
    let cores = std::thread::available_parallelism()?;
    println!("\n20 rules, median of {ROUNDS} rounds, one of {cores} cores\n");
    println!("| decider | time | beside `decide` |\n| --- | ---: | ---: |");
    for ((name, _), time) in contenders.iter().zip(&medians) {
        println!("| {name} | {time:.0} ns | {:.1} × |", time / medians[0]);
    }
    println!(
        "\nBeforehand: {:.0} ns to make the permission ready, {:.0} ns for the rules",
        ready[0], ready[1],
    );
    Ok(())
}
