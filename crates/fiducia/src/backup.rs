//! `fiducia backup` and `restore`: a party's database with its secrets, as a folder.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};

use crate::cli::{BackupArgs, RestoreArgs};
use crate::config::FileConfig;
use crate::output;

/// What one party keeps and where.
struct Kept {
    kind: Schema,
    database: String,
    master_key: PathBuf,
    admin_token: PathBuf,
    log: PathBuf,
}

impl Kept {
    fn of(config: &FileConfig) -> Vec<Self> {
        let mut all = Vec::new();
        if let Some(one) = &config.registry {
            all.push(Self {
                kind: Schema::Registry,
                database: one.database_url(),
                master_key: one.master_key_path(),
                admin_token: one.admin_token_path(),
                log: one.log_path(),
            });
        }
        if let Some(one) = &config.operator {
            all.push(Self {
                kind: Schema::Operator,
                database: one.database_url(),
                master_key: one.master_key_path(),
                admin_token: one.admin_token_path(),
                log: one.log_path(),
            });
        }
        if let Some(one) = &config.connector {
            all.push(Self {
                kind: Schema::Connector,
                database: one.database_url(),
                master_key: one.master_key_path(),
                admin_token: one.admin_token_path(),
                log: one.log_path(),
            });
        }
        all
    }

    /// The secrets that belong to the database, with their names in a backup.
    fn secrets(&self) -> [(&Path, String); 2] {
        let name = self.kind.as_str();
        [
            (&self.master_key, format!("{name}.master.key")),
            (&self.admin_token, format!("{name}.admin.token")),
        ]
    }

    fn file(&self) -> String {
        format!("{}.db", self.kind.as_str())
    }
}

/// Copies a party's state while it runs.
pub(crate) async fn backup(arguments: BackupArgs) -> Result<()> {
    let config = FileConfig::read(&arguments.config)?;
    let folder = &arguments.destination;
    if folder.exists() {
        bail!(
            "`{}` is there already; a backup is never written over",
            folder.display()
        );
    }
    let mut all = Vec::new();
    for kept in Kept::of(&config) {
        if kept.database.contains("://") {
            bail!(
                "the {}'s database is PostgreSQL: back it up with `pg_dump`, and `{}` beside it",
                kept.kind.as_str(),
                kept.master_key.display()
            );
        }
        let vault = Vault::new(&MasterKey::from_file(&kept.master_key)?);
        all.push((kept, vault));
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    for (kept, vault) in all {
        let database = Database::open(&kept.database, kept.kind, Some(vault)).await?;
        database.backup(&folder.join(kept.file())).await?;
        database.close().await;
        for (secret, name) in kept.secrets() {
            crate::files::write_secret(&folder.join(name), &std::fs::read(secret)?)?;
        }
        output::line(&format!("{}: backed up", kept.kind.as_str()))?;
    }
    output::line(&format!(
        "The backup is `{}`. It holds the master key: whoever has it can read everything, so keep it as you keep keys.",
        folder.display()
    ))
}

/// Puts a backup back. Log tiles are made again from the database at the next start.
pub(crate) async fn restore(arguments: RestoreArgs) -> Result<()> {
    let config = FileConfig::read(&arguments.config)?;
    for kept in Kept::of(&config) {
        let from = arguments.source.join(kept.file());
        if let Some(folder) = Path::new(&kept.database)
            .parent()
            .filter(|_| !kept.database.contains("://"))
        {
            std::fs::create_dir_all(folder)?;
        }
        storage::backup::restore(&from, &kept.database, kept.kind, arguments.replace).await?;
        for (secret, name) in kept.secrets() {
            let there = secret.exists();
            let content = std::fs::read(arguments.source.join(&name))
                .with_context(|| format!("no `{name}` in the backup"))?;
            if there && std::fs::read(secret)? == content {
                continue;
            }
            if there && !arguments.replace {
                bail!(
                    "`{}` is there already and differs; `--replace` takes the backup's",
                    secret.display()
                );
            }
            if there {
                std::fs::rename(secret, secret.with_extension("before-restore"))?;
            }
            crate::files::write_secret(secret, &content)?;
        }
        output::line(&format!("{}: restored", kept.kind.as_str()))?;
        if let Some(aside) = put_aside(&kept.log)? {
            output::line(&format!(
                "  its published log is now `{}`; the log is made again from the database. If the backup is older than \
                 what was published, whoever kept a checkpoint will see that entries are missing.",
                aside.display()
            ))?;
        }
    }
    Ok(())
}

/// Moves a log's folder out of the way: what was published after the backup is not in its database.
fn put_aside(log: &Path) -> Result<Option<PathBuf>> {
    if !log.exists() {
        return Ok(None);
    }
    let aside = (1u32..=u32::MAX)
        .map(|number| log.with_extension(format!("before-restore-{number}")))
        .find(|path| !path.exists())
        .context("no name is free to put the log aside")?;
    std::fs::rename(log, &aside).with_context(|| format!("cannot move `{}`", log.display()))?;
    Ok(Some(aside))
}
