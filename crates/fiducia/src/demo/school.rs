//! The demo city's music school: a PostgreSQL database of its own, as many organisations have one. It is made anew at each
//! start, in a folder of its own, since PostgreSQL does not run as root and so may not get into the city's.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::demo::city::{Place, new_key};
use crate::demo::program::{Program, run, words};

/// What the connector reads its way to the database from.
pub(crate) const ADDRESS: &str = "school-database.url";
/// How to get what is missing.
pub(crate) const MISSING: &str =
    "it needs PostgreSQL (`make postgres`, or Debian's package `postgresql`)";

const TABLES: &str = include_str!("../../demo/school.sql");
/// The user that PostgreSQL runs as where the demo runs as root. Debian's package makes it.
const USER: &str = "postgres";
/// Until the server answers.
const START: Duration = Duration::from_secs(30);

/// The database, while it runs.
pub(crate) struct School {
    server: Program,
    _folder: TempDir,
}

/// Debian's newest PostgreSQL, with all that is needed of it.
pub(crate) fn installation() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let found = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        let mut needed = ["postgres", "initdb", "pg_isready", "psql"].iter();
        needed
            .all(|name| bin.join(name).exists())
            .then_some((version, bin))
    });
    found.max().map(|(_, bin)| bin)
}

/// Makes the database and fills it.
pub(crate) async fn start(place: &Place, bin: &Path) -> Result<School> {
    let folder = tempfile::Builder::new()
        .prefix("fiducia-school-")
        .tempdir()?;
    let prefix = unprivileged(folder.path()).await?;
    let (at, data) = (folder.path().display(), folder.path().join("data"));
    let (data, port) = (data.display(), place.school_port());
    let initdb = words(&[&bin.join("initdb").display(), &"--auth-local=trust"]);
    let more = [
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
        "-U",
    ];
    let more = more.map(str::to_owned).to_vec();
    run(&[&prefix[..], &initdb, &more, &words(&[&"school", &data])].concat()).await?;
    let postgres = words(&[
        &bin.join("postgres").display(),
        &"-D",
        &data,
        &"-p",
        &port,
        &"-k",
        &at,
    ]);
    let more = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"];
    let more = more.map(str::to_owned).to_vec();
    let log = place.folder().join("school.log");
    let mut server = Program::start(
        &[prefix, postgres, more].concat(),
        &log,
        "INT",
        Some(folder.path()),
    )?;
    let is_ready = words(&[
        &bin.join("pg_isready").display(),
        &"-q",
        &"-h",
        &at,
        &"-p",
        &port,
    ]);
    server
        .answers(START, || async { run(&is_ready).await.is_ok() })
        .await
        .with_context(|| format!("see `{}`", log.display()))?;
    let password = password(place, port)?;
    fill(bin, folder.path(), port, &password).await?;
    Ok(School {
        server,
        _folder: folder,
    })
}

/// The connector's password, the same at each start; kept with the address, as the connector reads it.
fn password(place: &Place, port: u16) -> Result<String> {
    let file = place.folder().join(ADDRESS);
    let (before, after) = (
        "postgres://connector:",
        format!("@127.0.0.1:{port}/postgres"),
    );
    if let Ok(address) = std::fs::read_to_string(&file) {
        let password = address
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(&after));
        return password
            .map(str::to_owned)
            .with_context(|| format!("`{}` is not the demo's", file.display()));
    }
    let password = new_key();
    crate::files::write_secret(&file, format!("{before}{password}{after}").as_bytes())?;
    Ok(password)
}

/// What a command begins with that must not run as root; the folder is given to its user.
async fn unprivileged(folder: &Path) -> Result<Vec<String>> {
    // The folder is ours, and so tells who we are.
    if folder.metadata()?.uid() != 0 {
        return Ok(Vec::new());
    }
    run(&words(&[&"chown", &format!("{USER}:"), &folder.display()])).await?;
    Ok(words(&[
        &"setpriv",
        &"--reuid",
        &USER,
        &"--regid",
        &USER,
        &"--clear-groups",
    ]))
}

/// Makes the tables, and the role that may read them.
async fn fill(bin: &Path, folder: &Path, port: u16, password: &str) -> Result<()> {
    let script = folder.join("school.sql");
    // Within the script, not among the arguments, which every process sees.
    let text = format!("\\set password {password}\n{TABLES}");
    crate::files::write_secret(&script, text.as_bytes())?;
    let psql = words(&[
        &bin.join("psql").display(),
        &"-Xq",
        &"-v",
        &"ON_ERROR_STOP=1",
        &"-U",
        &"school",
    ]);
    let there = words(&[
        &"-d",
        &"postgres",
        &"-h",
        &folder.display(),
        &"-p",
        &port,
        &"-f",
        &script.display(),
    ]);
    let filled = run(&[psql, there].concat()).await;
    std::fs::remove_file(&script)?;
    filled
}

impl School {
    /// Stops the database, and forgets it.
    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}
