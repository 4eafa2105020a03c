//! The databases that programs ask for in a `.services` file: started here, empty, on loopback ports of their own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use ci_support::service::{Service, free_port};
use ci_support::temp::TempDir;

/// PostgreSQL refuses to run as root; Debian's package makes this user.
const POSTGRES_USER: &str = "postgres";

/// A running database, and how programs are told where it is.
pub struct Running {
    pub environment: Vec<(&'static str, String)>,
    _service: Service,
}

/// Starts each of `names` once.
///
/// # Errors
/// One is not known, not installed, or does not start.
pub fn start(names: &[String]) -> Result<BTreeMap<String, Running>, String> {
    let mut running = BTreeMap::new();
    for name in names {
        if !running.contains_key(name) {
            let service = match name.as_str() {
                "redis" => redis()?,
                "postgres" => postgres()?,
                _ => return Err(format!("there is no service {name:?}")),
            };
            running.insert(name.clone(), service);
        }
    }
    Ok(running)
}

fn redis() -> Result<Running, String> {
    let folder = TempDir::new().map_err(text)?;
    let port = free_port().map_err(text)?;
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    command.arg("--dir").arg(folder.path());
    let service = Service::start(command, port, folder)?;
    Ok(Running { environment: vec![("REDIS_URL", format!("redis://{}", service.address))], _service: service })
}

/// A cluster in which everybody is trusted but `secured`, whose password is `secret`.
fn postgres() -> Result<Running, String> {
    let binaries = postgres_binaries()?;
    let folder = TempDir::new().map_err(text)?;
    let port = free_port().map_err(text)?;
    let data = folder.path().join("data");
    fs::create_dir(&data).map_err(text)?;
    let is_root = is_root()?;
    if is_root {
        let id = |flag| -> Result<u32, String> {
            let output = Command::new("id").args([flag, POSTGRES_USER]).output().map_err(text)?;
            String::from_utf8_lossy(&output.stdout).trim().parse().map_err(|_| format!("no user {POSTGRES_USER}"))
        };
        chown(&data, Some(id("-u")?), Some(id("-g")?)).map_err(text)?;
    }
    let command = |binary: &str| {
        let path = binaries.join(binary);
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", POSTGRES_USER, "--regid", POSTGRES_USER, "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.env("LC_ALL", "C").current_dir("/");
        command
    };
    let mut initdb = command("initdb");
    initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]).arg(&data);
    finish(initdb)?;
    let rules = data.join("pg_hba.conf");
    let trusting = fs::read_to_string(&rules).map_err(text)?;
    fs::write(&rules, format!("host all secured 127.0.0.1/32 scram-sha-256\n{trusting}")).map_err(text)?;

    let mut server = command("postgres");
    server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
    server.args(["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "timezone=UTC", "-c", "max_connections=20"]);
    let service = Service::start(server, port, folder)?;
    let environment = vec![
        ("PGHOST", "127.0.0.1".to_owned()),
        ("PGPORT", port.to_string()),
        ("PGUSER", "postgres".to_owned()),
        ("PGDATABASE", "postgres".to_owned()),
    ];
    let mut role = command("psql");
    role.envs(environment.iter().map(|(name, value)| (name, value)));
    role.args(["-q", "-c", "CREATE ROLE secured LOGIN PASSWORD 'secret'"]);
    finish(role)?;
    Ok(Running { environment, _service: service })
}

/// Debian keeps the servers of each version out of `PATH`: the newest.
fn postgres_binaries() -> Result<PathBuf, String> {
    let versions = fs::read_dir("/usr/lib/postgresql").map_err(|_| "PostgreSQL is not installed: run ci/install")?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").exists()).max().ok_or("PostgreSQL has no initdb".to_owned())
}

fn is_root() -> Result<bool, String> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(Path::new("/proc/self")).map_err(text)?.uid() == 0)
}

fn finish(mut command: Command) -> Result<(), String> {
    let output = command.output().map_err(text)?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

fn text(error: std::io::Error) -> String {
    error.to_string()
}
