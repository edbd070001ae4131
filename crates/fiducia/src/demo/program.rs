//! Programs of others that the demo city runs: what some of its sources keep their data in.

use std::future::Future;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, ChildStdin, Command};

/// How often it is looked whether a program answers.
const LOOK: Duration = Duration::from_millis(50);

/// The shell holds our pipe: when the demo ends, however it ends, the program is stopped.
const HELD: &str = "\"$@\" >>\"$LOG\" 2>&1 & read -r _; kill -s \"$END\" $!; wait $!; \
                    [ -z \"$GONE\" ] || rm -rf \"$GONE\"";

/// A program that runs as long as this is held.
pub(crate) struct Program {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Program {
    /// Starts a program. It writes to `log`, this signal ends it, and a folder of its own goes with it.
    pub(crate) fn start(
        command: &[String],
        log: &Path,
        end: &str,
        gone: Option<&Path>,
    ) -> Result<Self> {
        let mut shell = Command::new("/bin/sh")
            .args(["-c", HELD, "sh"])
            .args(command)
            .env("LOG", log)
            .env("END", end)
            .env("GONE", gone.unwrap_or(Path::new("")))
            // An interrupt at the terminal is for the demo, which stops its parties first.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start a shell")?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }

    /// Waits until the program answers; it ends with an error if the program does.
    pub(crate) async fn answers<F>(
        &mut self,
        longest: Duration,
        is_there: impl Fn() -> F,
    ) -> Result<()>
    where
        F: Future<Output = bool>,
    {
        let since = Instant::now();
        while !is_there().await {
            if self.shell.try_wait()?.is_some() || since.elapsed() > longest {
                bail!("it does not start");
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Stops the program, and waits until it has gone.
    pub(crate) async fn stop(mut self) {
        drop(self.pipe.take());
        self.shell.wait().await.ok();
    }
}

/// Runs a command to its end, which must be a good one.
pub(crate) async fn run(command: &[String]) -> Result<()> {
    let [program, arguments @ ..] = command else {
        bail!("no command");
    };
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("`{program}` cannot be run"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{program}` failed: {}", said.trim());
    }
    Ok(())
}

/// A command from its words and paths.
pub(crate) fn words(of: &[&(dyn std::fmt::Display + Sync)]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}
