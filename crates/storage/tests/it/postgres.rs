//! A PostgreSQL server of the tests' own: started once, stopped when the test process ends.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const MEND: &str = "install PostgreSQL (`apt-get install postgresql`), name a server in \
    FIDUCIA_TEST_POSTGRES, or set FIDUCIA_TEST_NO_POSTGRES=1 to leave PostgreSQL out";
/// How long the server may take to answer its first connection.
const START_LIMIT: Duration = Duration::from_secs(60);

/// The URL of a server, without a database; `None` when PostgreSQL is left out.
pub(crate) fn server() -> Option<&'static str> {
    static URL: LazyLock<Option<String>> = LazyLock::new(|| {
        if let Ok(url) = std::env::var("FIDUCIA_TEST_POSTGRES") {
            return Some(url);
        }
        if std::env::var("FIDUCIA_TEST_NO_POSTGRES").is_ok_and(|value| value == "1") {
            return None;
        }
        Some(start(None))
    });
    URL.as_deref()
}

/// The URL of a server that takes connections over TLS alone, without a database; `None` when PostgreSQL is left out.
/// Certificate and key are in PEM.
#[allow(dead_code, reason = "not all tests that share this file need one")]
pub(crate) fn secure_server(certificate: &str, key: &str) -> Option<String> {
    let is_left_out = std::env::var("FIDUCIA_TEST_NO_POSTGRES").is_ok_and(|value| value == "1");
    (!is_left_out).then(|| start(Some((certificate, key))))
}

fn start(tls: Option<(&str, &str)>) -> String {
    let bin = newest_installation().unwrap_or_else(|| panic!("no PostgreSQL here: {MEND}"));
    let directory = tempfile::Builder::new()
        .prefix("fiducia-postgres-")
        .tempdir()
        .expect("a temporary directory")
        .keep();
    let unprivileged = run_as(&directory);
    let data = directory.join("data");
    let output = command(&unprivileged, &bin.join("initdb"))
        .args([
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--username=fiducia",
        ])
        .arg(&data)
        .output()
        .expect("initdb runs");
    assert!(
        output.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut secure = String::new();
    if let Some((certificate, key)) = tls {
        let place = |name: &str| directory.join(name);
        for (name, text) in [
            ("server.crt", certificate),
            ("server.key", key),
            (
                "data/pg_hba.conf",
                "local all all trust\nhostssl all all 127.0.0.1/32 trust\n",
            ),
        ] {
            write_as(&unprivileged, &place(name), text);
        }
        secure = format!(
            " -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
            place("server.crt").display(),
            place("server.key").display()
        );
    }
    let port = free_port();
    let server = format!(
        "{} -D {} -p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 -c log_min_messages=fatal{secure}",
        bin.join("postgres").display(),
        data.display(),
        directory.display(),
    );
    // The shell holds our pipe: when this process ends, however it ends, the server is stopped.
    let script = format!(
        "{server} >{dir}/log 2>&1 & read -r _; kill -INT $!; wait $!; rm -rf {dir}",
        dir = directory.display()
    );
    let mut shell = command(&unprivileged, Path::new("/bin/sh"));
    let mut child = shell
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell starts");
    let pipe = child.stdin.take();
    std::mem::forget((child, pipe));
    let ready = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() || !answers(&bin, port) {
        assert!(
            ready.elapsed() < START_LIMIT,
            "PostgreSQL does not start: {}",
            std::fs::read_to_string(directory.join("log")).unwrap_or_default()
        );
        std::thread::yield_now();
    }
    format!("postgres://fiducia@127.0.0.1:{port}")
}

/// Writes a file that its user alone may read.
fn write_as(user: &Option<String>, path: &Path, text: &str) {
    let mut shell = command(user, Path::new("/bin/sh"));
    shell.args(["-c", "umask 077; cat > \"$0\""]).arg(path);
    let mut child = shell.stdin(Stdio::piped()).spawn().expect("a shell starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pipe, text.as_bytes()).expect("the shell reads");
    drop(pipe);
    assert!(child.wait().expect("the shell ends").success());
}

fn answers(bin: &Path, port: u16) -> bool {
    Command::new(bin.join("pg_isready"))
        .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
        .status()
        .is_ok_and(|status| status.success())
}

fn newest_installation() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("postgres").exists() && bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

/// PostgreSQL does not run as root: the user to run it as then, who is given the directory.
fn run_as(directory: &Path) -> Option<String> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout)
            .ok()?
            .trim()
            .parse::<u32>()
            .ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let user = ["postgres", "nobody"]
        .into_iter()
        .find_map(|user| Some((user, id(&["-u", user])?)));
    let (user, uid) = user.expect("a user `postgres` or `nobody` to run PostgreSQL as");
    std::os::unix::fs::chown(directory, Some(uid), id(&["-g", user])).expect("chown");
    Some(user.to_owned())
}

fn command(user: &Option<String>, program: &Path) -> Command {
    match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid", user, "--regid", user, "--clear-groups", "--"])
                .arg(program);
            command
        }
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
