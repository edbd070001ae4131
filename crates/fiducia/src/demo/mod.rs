//! `fiducia demo`: a city to look at and to try things in. Its parties are the real ones, on real sockets.

mod city;
mod library;
mod others;
mod pods;
mod program;
mod school;
mod seed;
mod sms;
mod staff;
mod tour;

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::cli::DemoArgs;
use crate::demo::city::{OPERATORS, Place, Running};
use crate::output;
use crate::serve::Interrupts;

/// How often the progress sign moves.
const TICK: Duration = Duration::from_millis(100);

pub(crate) async fn run(arguments: DemoArgs) -> Result<()> {
    let mut interrupts = Interrupts::listen()?;
    // A temporary folder goes when this function ends, however it ends.
    let temporary = match arguments.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("fiducia-demo-").tempdir()?),
    };
    let folder = match (&arguments.data, &temporary) {
        (Some(folder), _) => folder.as_path(),
        (None, Some(temporary)) => temporary.path(),
        (None, None) => Path::new("."),
    };
    let place = Place::open(folder, arguments.ports_from)?;
    let progress = progress();
    let starting = async {
        let said = |text: &str| progress.set_message(text.to_owned());
        Running::start(&place, !arguments.self_contained, &said).await
    };
    let mut city = tokio::select! {
        city = starting => city?,
        () = interrupts.heard() => return Ok(()),
    };
    progress.finish_and_clear();
    let outcome = if arguments.tour {
        tokio::select! {
            outcome = tour::walk(&place, &mut city) => outcome,
            () = interrupts.heard() => Err(anyhow::anyhow!("interrupted")),
        }
    } else {
        stay(
            &place,
            &mut city,
            arguments.json,
            temporary.is_some(),
            &mut interrupts,
        )
        .await
    };
    city.stop().await;
    outcome
}

/// A sign of life on a terminal; nothing elsewhere.
fn progress() -> ProgressBar {
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        progress.set_style(style);
    }
    if !progress.is_hidden() {
        progress.enable_steady_tick(TICK);
    }
    progress
}

async fn stay(
    place: &Place,
    city: &mut Running,
    as_json: bool,
    temporary: bool,
    interrupts: &mut Interrupts,
) -> Result<()> {
    let staff = staff::invite(place).await?;
    if !as_json {
        overview(place, city, &staff, temporary)?;
    }
    tokio::select! {
        outcome = complete(place, city, as_json) => outcome?,
        () = interrupts.heard() => return stopping(as_json),
    }
    if as_json {
        output::json(&ready(place, city, &staff)?)?;
    }
    interrupts.heard().await;
    stopping(as_json)
}

/// Waits for what takes longest, and tells of it.
async fn complete(place: &Place, city: &mut Running, as_json: bool) -> Result<()> {
    let (is_waiting, before) = (!city.is_complete(), city.left_out().len());
    city.complete(place, &|_| {}).await?;
    if as_json || !is_waiting {
        return Ok(());
    }
    match city.left_out().get(before) {
        Some(one) => output::line(&format!("{} left out: {}", one.name, one.why)),
        None => output::line("The people's own pods are there now."),
    }
}

fn stopping(as_json: bool) -> Result<()> {
    if as_json {
        return Ok(());
    }
    output::line("stopping: finishing what is in flight")
}

/// The line for scripts.
fn ready(place: &Place, city: &Running, staff: &[staff::Member]) -> Result<Value> {
    let operators = OPERATORS
        .iter()
        .map(|one| json!({"name": one.name, "url": place.operator(one)}));
    let connectors = city.connectors().iter().map(
        |one| json!({"name": one.name, "url": place.connector(one), "routes": [place.route(one)]}),
    );
    let services = seed::services()?;
    let served = services
        .iter()
        .filter(|one| one.is_served_by(city.connectors()));
    let services = served.map(|one| {
        json!({
            "name": one.name(), "client_id": one.slug, "key_file": one.key_file(place), "profile": one.profile(place),
            "intended_uses": [one.intended_use()],
        })
    });
    let mut persons = Vec::new();
    for one in seed::people()? {
        let operator = seed::operator(&one.operator)?.place;
        persons.push(json!({"name": one.name, "login": one.login, "password": one.password, "operator": operator}));
    }
    let staff = staff.iter().map(
        |one| json!({"name": one.name, "login": one.login, "pages": one.pages, "link": one.link}),
    );
    Ok(json!({
        "registry": place.registry(),
        "operators": operators.collect::<Vec<_>>(),
        "connectors": connectors.collect::<Vec<_>>(),
        "back_office": place.back_office(),
        "services": services.collect::<Vec<_>>(),
        "persons": persons,
        "left_out": city.left_out(),
        "staff": staff.collect::<Vec<_>>(),
    }))
}

/// The overview for people: where to go, as whom to log in, and the story to type.
fn overview(place: &Place, city: &Running, staff: &[staff::Member], temporary: bool) -> Result<()> {
    output::line("The demo city is ready.\n\nWhere to go")?;
    let operators = OPERATORS.iter().map(|one| (one.name, place.operator(one)));
    let connectors = city.connectors();
    let connectors = connectors.iter().map(|one| (one.name, place.route(one)));
    let registry = ("Demo trust registry", place.registry());
    let sources = ("Sources of both cities", place.sources());
    let office = ("Rennes transport, back office", place.back_office());
    for (name, url) in operators
        .chain([registry, sources])
        .chain(connectors)
        .chain([office])
    {
        output::line(&format!("  {name:<29}  {url}"))?;
    }
    for one in city.left_out() {
        output::line(&format!("  {} left out: {}", one.name, one.why))?;
    }
    if !city.is_complete() {
        output::line("  The people's own pods come when their server has started.")?;
    }
    output::line("\nAs whom to log in")?;
    let people = seed::people()?;
    for one in &people {
        let place = seed::operator(&one.operator)?.place;
        let seed::Person {
            name,
            login,
            password,
            ..
        } = one;
        output::line(&format!("  {place:<10}{name:<21}  {login:<31}  {password}"))?;
    }
    let mail = format!("{}/mail", place.operator(&OPERATORS[0]));
    output::line(&format!(
        "  Noor can link herself with the Music school, as its pupil M-1093. Henrik can with the City Library, by his card \
         LIB-2296:\n  he logs in there (PIN 3586), or has a code sent to his phone. Letters and codes come to {mail}",
    ))?;
    output::line("\nWho works for an organisation, and sees its pages")?;
    for one in staff {
        let way_in = match &one.link {
            Some(link) => {
                format!("comes by {link} (once), chooses a password and connects an app for codes")
            }
            None => format!("logs in at {} with password and code", one.pages),
        };
        let (employer, name, login) = (&one.employer, one.name, one.login);
        output::line(&format!("  {employer:<13} {name} ({login}) {way_in}"))?;
    }
    output::line("")?;
    if let (Some(person), Some(service)) = (people.first(), seed::services()?.first()) {
        story(place, city, person, service)?;
    }
    let kept = if temporary {
        "is temporary and goes with it; `--data DIR` keeps it"
    } else {
        "keeps its state; each .toml in it runs one party with `fiducia serve --config FILE`"
    };
    output::line(&format!(
        "The city's folder {} {kept}.\nCtrl-C stops it.",
        place.folder().display()
    ))
}

fn story(
    place: &Place,
    city: &Running,
    person: &seed::Person,
    service: &seed::Service,
) -> Result<()> {
    let operator = place.operator(seed::operator(&service.operator)?);
    let profile = service.profile(place);
    let profile = profile.display();
    let first = person.name.split(' ').next().unwrap_or(&person.name);
    let Some(register) = city.connectors().first() else {
        return Ok(());
    };
    let route = place.route(register);
    output::line(&format!(
        "The story, in another terminal\n\
         \x20 1. “{name}” asks {first} for a permission:\n\
         \x20      fiducia service --profile {profile} request --person {login}\n\
         \x20 2. {first} logs in (password: {password}), reads it, and grants it with one optional attribute:\n\
         \x20      fiducia me login {operator} {login}\n\
         \x20      fiducia me requests\n\
         \x20      fiducia me requests REQUEST\n\
         \x20      fiducia me grant REQUEST --also householdSize\n\
         \x20 3. The service learns its permission and fetches the data: what is permitted, and no more:\n\
         \x20      fiducia service --profile {profile} status REQUEST\n\
         \x20      fiducia service --profile {profile} fetch --permission PERMISSION {route}\n\
         \x20 4. Both sides wrote it down:\n\
         \x20      fiducia me log\n\
         \x20      fiducia connector --config {config} log\n\
         \x20 5. {first} saves a receipt, and checks it:\n\
         \x20      fiducia me permissions\n\
         \x20      fiducia me receipt ID --output receipt.json\n\
         \x20      fiducia verify receipt.json --keys-from {operator}\n\
         \x20 6. {first} takes it back, and the next fetch is refused:\n\
         \x20      fiducia me withdraw ID\n\
         \x20      fiducia service --profile {profile} fetch --permission PERMISSION {route}\n\
         `fiducia demo --tour` walks a longer story by itself.\n",
        name = service.name(),
        login = person.login,
        password = person.password,
        config = place.config(register.slug).display(),
    ))
}
