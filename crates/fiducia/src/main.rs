//! Fiducia: personal data infrastructure for cities.
//!
//! One binary plays every part: `serve` runs each party that its configuration has a section for, `demo` is that
//! with a city of its own, and the rest is the command line of those who use and run it.
#![forbid(unsafe_code)]

mod admin;
mod backup;
mod cli;
mod client;
mod config;
mod demo;
mod files;
mod open;
mod output;
mod serve;
mod service_client;
mod template;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory as _, Parser as _};
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    web::install_crypto_provider();
    trace(cli.verbose, cli.command.says_findings());
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("fiducia: {}", said(error));
    ExitCode::FAILURE
}

/// The error with its causes, but none that the one before says already in its own words.
fn said(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if said.ends_with(&cause) {
            continue;
        }
        if !said.is_empty() {
            said.push_str(": ");
        }
        said.push_str(&cause);
    }
    said
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Check(arguments) => serve::check(arguments).await,
        Command::Config(arguments) => template::run(&arguments),
        Command::Operator(arguments) => arguments.run().await,
        Command::Registry(arguments) => arguments.run().await,
        Command::Connector(arguments) => arguments.run().await,
        Command::Service(arguments) => arguments.run().await,
        Command::Me(arguments) => arguments.run().await,
        Command::Verify(arguments) => verify::run(arguments).await,
        Command::Backup(arguments) => backup::backup(arguments).await,
        Command::Restore(arguments) => backup::restore(arguments).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "fiducia", &mut script);
            output::line(String::from_utf8(script)?.trim_end())
        }
    }
}

/// What the running system says of itself goes to standard error; JSON where no terminal reads it.
///
/// What a source sends that is not described is not said there by a command that says it itself.
fn trace(verbose: u8, says_findings: bool) {
    use std::io::IsTerminal as _;
    let default = match verbose {
        0 if says_findings => "warn,connector::sources::findings=error",
        0 => "warn",
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("FIDUCIA_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        subscriber.with_target(false).init();
    } else {
        subscriber.json().init();
    }
}
