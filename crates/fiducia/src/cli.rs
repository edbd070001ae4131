//! The command line: what can be said, and its help texts.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

/// Personal data infrastructure for cities (OASC MIM4).
#[derive(Debug, Parser)]
#[command(
    name = "fiducia",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// Say more on standard error (repeat for still more); `FIDUCIA_LOG` takes a filter such as `connector=debug`.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the binary does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the demo city: a registry, two operators, six sources, six services, a dozen people.
    Demo(DemoArgs),
    /// Run each party that the configuration has a section for.
    Serve(ConfigArgs),
    /// Check a configuration: every key, the files it names, and whether its peers can be reached.
    Check(ConfigArgs),
    /// Print the documented configuration template.
    Config(TemplateArgs),
    /// Administer an operator: organisations, services, intended uses, connectors, persons, keys.
    Operator(crate::admin::operator::OperatorArgs),
    /// Administer a registry: trust groups, members, keys.
    Registry(crate::admin::registry::RegistryArgs),
    /// Administer a connector: its log, statistics, keys.
    Connector(Box<crate::admin::connector::ConnectorArgs>),
    /// Act as a data using service: ask for a permission, get a ticket, fetch data.
    Service(crate::client::service::ServiceArgs),
    /// Act as a person: see requests, grant, withdraw, read the log.
    Me(crate::client::me::MeArgs),
    /// Check receipts, proofs and checkpoints, offline.
    Verify(VerifyArgs),
    /// Copy a party's whole state to one file while it runs.
    Backup(BackupArgs),
    /// Put a backup back in place (the party must be stopped).
    Restore(RestoreArgs),
    /// Print the completion script for a shell.
    Completions {
        /// For which shell.
        shell: Shell,
    },
}

impl Command {
    /// Whether it says itself what a source sends that is not described.
    pub(crate) fn says_findings(&self) -> bool {
        matches!(self, Self::Connector(arguments) if arguments.says_findings())
    }
}

/// Which configuration files.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// A configuration file; may be given several times.
    #[arg(short, long = "config", value_name = "FILE", default_value = "fiducia.toml",
          env = "FIDUCIA_CONFIG", value_delimiter = ':', value_hint = ValueHint::FilePath)]
    pub(crate) configs: Vec<PathBuf>,
    /// Print what a script may read.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which part of the template.
#[derive(Debug, Args)]
pub(crate) struct TemplateArgs {
    /// Only this party's section.
    #[arg(value_parser = ["registry", "operator", "connector"])]
    pub(crate) party: Option<String>,
}

/// How the demo runs.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Keep the city's state in this folder (default: a temporary one, removed at the end).
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<PathBuf>,
    /// The first of the ports the city uses, one for each party.
    #[arg(long, value_name = "N", default_value_t = 8100)]
    pub(crate) ports_from: u16,
    /// Print one line of JSON when ready, nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Walk the whole story in the terminal, step by step, and end.
    #[arg(long, conflicts_with = "json")]
    pub(crate) tour: bool,
    /// Leave out the sources that other programs keep: a database in PostgreSQL, people's pods on a Solid server.
    #[arg(long)]
    pub(crate) self_contained: bool,
}

/// What to verify.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Receipts, proof files, checkpoints, or a folder of log tiles.
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,
    /// Whom to believe about logs: a verifier key (`name+hash+key`), or a file with one a line.
    #[arg(short, long = "key", value_name = "KEY|FILE")]
    pub(crate) keys: Vec<String>,
    /// Whom to believe about receipts: an operator's public keys (a JWK set).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) jwks: Vec<PathBuf>,
    /// Ask this party for its keys first; the only thing that is not done offline.
    #[arg(long, value_name = "URL")]
    pub(crate) keys_from: Vec<String>,
    /// Print what a script may read.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to back up.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The party's configuration file.
    #[arg(short, long, value_name = "FILE", default_value = "fiducia.toml", env = "FIDUCIA_CONFIG", value_hint = ValueHint::FilePath)]
    pub(crate) config: PathBuf,
    /// Where the backup goes; must not exist.
    #[arg(value_name = "DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) destination: PathBuf,
}

/// What to restore.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The party's configuration file.
    #[arg(short, long, value_name = "FILE", default_value = "fiducia.toml", env = "FIDUCIA_CONFIG", value_hint = ValueHint::FilePath)]
    pub(crate) config: PathBuf,
    /// The backup.
    #[arg(value_name = "DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) source: PathBuf,
    /// Replace what is there.
    #[arg(long)]
    pub(crate) replace: bool,
}
