//! The demo city: a registry, two operators, three connectors, three services, a dozen people. All in one process, with
//! real sockets between them; each party's configuration is written to a file, so that it can also be run by itself.

mod city;
mod library;
mod seed;
mod tour;

use anyhow::Result;

use crate::cli::DemoArgs;
use crate::output;
use crate::serve::interrupted;

/// Runs the city until it is told to stop, or walks its story.
pub(crate) async fn run(arguments: DemoArgs) -> Result<()> {
    let temporary = match &arguments.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("fiducia-demo-").tempdir()?),
    };
    let folder = match (&arguments.data, &temporary) {
        (Some(folder), _) => std::path::absolute(folder)?,
        (None, Some(folder)) => folder.path().to_owned(),
        (None, None) => anyhow::bail!("there is no folder for the city's state"),
    };
    let speaks = !arguments.json;
    if speaks {
        output::line(&format!("Building the demo city in {} …", folder.display()))?;
    }
    let city = city::City::start(&folder, arguments.ports_from).await?;
    let outcome = if arguments.tour {
        tour::walk(&city).await
    } else {
        if arguments.json {
            output::json(&city.ready())?
        } else {
            overview(&city)?
        }
        interrupted().await
    };
    city.stop().await;
    outcome
}

fn overview(city: &city::City) -> Result<()> {
    let ready = city.ready();
    let text = |pointer: &str| {
        ready
            .pointer(pointer)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    output::line(
        "\nThe demo city is ready. Open an operator in a browser and log in as one of its people:\n",
    )?;
    let rows = |key: &str, columns: &[&str]| -> Vec<Vec<String>> {
        let list = ready[key].as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|one| {
                columns
                    .iter()
                    .map(|name| one[*name].as_str().unwrap_or_default().to_owned())
                    .collect()
            })
            .collect()
    };
    output::table(
        &["operator", "address"],
        rows("operators", &["name", "url"]),
        "",
    )?;
    output::table(
        &["person", "log in as", "password", "operator"],
        rows("persons", &["name", "login", "password", "operator"]),
        "",
    )?;
    output::table(
        &["connector", "address"],
        rows("connectors", &["name", "url"]),
        "",
    )?;
    output::line(&format!(
        "\nThe story by hand, in another terminal:\n  \
         fiducia service --profile {profile} request --person {login}\n  \
         fiducia me login {operator} {login}        # password: {password}\n  \
         fiducia me requests\n  \
         fiducia me grant REQUEST --also householdSize\n  \
         fiducia service --profile {profile} status REQUEST\n  \
         fiducia service --profile {profile} fetch --permission PERMISSION {route}\n  \
         fiducia me log\n  \
         fiducia me permissions\n  \
         fiducia me withdraw ID\n\nCtrl-C stops the city.",
        profile = city.folder.join("services/hobby-grants.toml").display(),
        login = text("/persons/0/login"),
        operator = text("/operators/0/url"),
        password = text("/persons/0/password"),
        route = text("/connectors/0/routes/0"),
    ))
}
