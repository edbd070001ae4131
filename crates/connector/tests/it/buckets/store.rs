//! An object store that isn't ours: rclone's S3 server over a folder, which verifies signatures.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const KEY: &str = "AKIDOFTHECONNECTOR00";
pub(crate) const SECRET: &str = "s3cret-of-the-connector/+";
/// The bucket.
pub(crate) const BUCKET: &str = "exports";

/// The store, in a process and a folder of its own.
pub(crate) struct Store {
    pub(crate) url: String,
    folder: TempDir,
    child: Option<Child>,
}

/// Where `make peers` puts it, beside the Python of tests.
fn program() -> PathBuf {
    let python = std::env::var("FIDUCIA_TEST_PYTHON")
        .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
    PathBuf::from(python).with_file_name("rclone")
}

impl Store {
    /// One with an empty bucket.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut store = Self {
            url: String::new(),
            folder,
            child: None,
        };
        store.run("127.0.0.1:0");
        store
    }

    /// Starts it (again) where it was.
    pub(crate) fn start_again(&mut self) {
        let address = self.url.trim_start_matches("http://").to_owned();
        self.run(&address);
    }

    fn run(&mut self, address: &str) {
        // The shell holds our pipe: when this process ends, however it ends, the store is stopped.
        let script = "\"$@\" & read -r _; kill $!; wait $!";
        let mut child = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(program())
            .args(["serve", "s3", "--addr", address, "--dir-cache-time", "0s"])
            .args(["--auth-key", &format!("{KEY},{SECRET}")])
            .arg(self.folder.path())
            .env("RCLONE_CONFIG", "/dev/null")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut before = Vec::new();
        self.url = loop {
            let Some(line) = lines.next() else {
                panic!("no object store: {before:?}")
            };
            let line = line.unwrap();
            if let Some((_, rest)) = line.split_once("s3 server on [") {
                break rest.split('/').take(3).collect::<Vec<_>>().join("/");
            }
            before.push(line);
        };
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
    }

    /// Stops it, and waits until it has ended.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(key)
    }

    /// Puts an object into the bucket, or in the place of the one that is there.
    pub(crate) fn put(&self, key: &str, content: &str) {
        let file = self.file(key);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let new = self.folder.path().join("new");
        std::fs::write(&new, content).unwrap();
        std::fs::rename(new, file).unwrap();
    }

    pub(crate) fn delete(&self, key: &str) {
        std::fs::remove_file(self.file(key)).unwrap();
    }

    /// The bucket as a configuration has it, with the secrets in files of `folder`.
    pub(crate) fn bucket(&self, folder: &std::path::Path) -> Value {
        std::fs::create_dir_all(folder).unwrap();
        for (name, secret) in [("key", KEY), ("secret", SECRET)] {
            std::fs::write(folder.join(name), format!("{secret}\n")).unwrap();
        }
        json!({
            "name": BUCKET, "prefix": "library/", "endpoint": self.url, "look_seconds": 1, "retries": 0,
            "access_key": {"file": folder.join("key")}, "secret_key": {"file": folder.join("secret")},
        })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}
