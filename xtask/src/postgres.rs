//! A PostgreSQL for one run of the tests: started on a free port, stopped and removed at the end.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bundle::hex;
use crate::postgres_versions::{Collation, FIRST_WITH_ICU};
use crate::process::{capture, find, is_root};
use crate::progress::say;
use crate::{apt, interrupt, postgres_versions};

/// The PostgreSQL that tests make their databases in.
pub(crate) struct Postgres {
    /// URL of a superuser.
    pub(crate) url: String,
    server: Server,
}

impl Postgres {
    /// The directory of its programs, for tests that start servers of their own.
    pub(crate) fn binaries(&self) -> &Path {
        &self.server.binaries
    }
}

/// What is needed to stop it.
#[derive(Clone)]
struct Server {
    binaries: PathBuf,
    dir: PathBuf,
    as_postgres: bool,
    /// Where glibc finds the rules of languages, if not where the system has them.
    locales: Option<PathBuf>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.server.stop();
    }
}

impl Postgres {
    /// The system's, with text compared by the rules of English, as in most installations: by bytes more is right by chance.
    pub(crate) fn start() -> Result<Self> {
        let locales = [Collation::English, Collation::C].map(|collation| collation.arguments(FIRST_WITH_ICU));
        Self::run(Server::prepare(|_| installed())?, &locales)
    }

    /// Another version, from a package.
    pub(crate) fn start_version(version: u32, collation: Collation) -> Result<Self> {
        let mut server = Server::prepare(|dir| postgres_versions::install(version, dir))?;
        if version < FIRST_WITH_ICU {
            server.locales = Some(postgres_versions::make_locales(&server.dir)?);
        }
        Self::run(server, &[collation.arguments(version)])
    }

    /// Where glibc finds the rules of languages, for servers that tests start.
    pub(crate) fn locales(&self) -> Option<&Path> {
        self.server.locales.as_deref()
    }

    /// Starts a server with the first of the locales that it knows.
    fn run(server: Server, locales: &[&[&str]]) -> Result<Self> {
        let stopping = server.clone();
        interrupt::on_interrupt(move || stopping.stop());
        let password = random_hex()?;
        let started = server.init(&password, locales).and_then(|()| server.start());
        match started {
            Ok(port) => {
                say(&format!("PostgreSQL runs on port {port}"));
                let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
                Ok(Self { url, server })
            }
            Err(error) => {
                server.stop();
                Err(error)
            }
        }
    }
}

impl Server {
    /// A directory, and the programs, which may be put into it.
    fn prepare(binaries: impl FnOnce(&Path) -> Result<PathBuf>) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("importops-postgres-").tempdir()?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700))?;
        let binaries = binaries(dir.path())?;
        let as_postgres = is_root();
        if as_postgres {
            // PostgreSQL refuses to run as root.
            chown(dir.path(), Some(id_of("-u")?), Some(id_of("-g")?))?;
        }
        Ok(Self { binaries, dir: dir.keep(), as_postgres, locales: None })
    }

    fn init(&self, password: &str, locales: &[&[&str]]) -> Result<()> {
        let password_file = self.dir.join("password");
        fs::write(&password_file, password)?;
        fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600))?;
        if self.as_postgres {
            chown(&password_file, Some(id_of("-u")?), Some(id_of("-g")?))?;
        }
        let mut failure = None;
        for locale in locales {
            let mut initdb = self.command("initdb");
            initdb.args(["--username=postgres", "--auth=password", "--encoding=UTF8", "--no-sync"]).args(*locale);
            initdb.arg(format!("--pwfile={}", password_file.display())).arg("-D").arg(self.data());
            match capture(&mut initdb) {
                Ok(_) => return Ok(()),
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Another process can take the free port before PostgreSQL does, so it gets three tries.
    fn start(&self) -> Result<u16> {
        let mut failure = None;
        for _ in 0..3 {
            let port = free_port()?;
            let options = format!(
                "-p {port} -h 127.0.0.1 -k {} -c fsync=off -c full_page_writes=off -c max_connections=300",
                self.dir.display()
            );
            let mut pg_ctl = self.command("pg_ctl");
            // pg_ctl waits until the server takes connections.
            pg_ctl.args(["start", "--wait", "--silent", "--options", &options]);
            pg_ctl.arg("--log").arg(self.log()).arg("-D").arg(self.data());
            match pg_ctl.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).status() {
                Ok(status) if status.success() => return Ok(port),
                Ok(_) => failure = fs::read_to_string(self.log()).ok(),
                Err(error) => failure = Some(error.to_string()),
            }
        }
        bail!("PostgreSQL did not start:\n{}", failure.unwrap_or_default())
    }

    fn stop(&self) {
        if self.data().join("postmaster.pid").exists() {
            let mut pg_ctl = self.command("pg_ctl");
            pg_ctl.args(["stop", "--mode=immediate", "--silent", "-D"]).arg(self.data());
            let _ = capture(&mut pg_ctl);
        }
        let _ = fs::remove_dir_all(&self.dir);
    }

    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if self.as_postgres {
            let mut setpriv = Command::new("setpriv");
            setpriv.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
            setpriv
        } else {
            Command::new(program)
        };
        if let Some(locales) = &self.locales {
            command.env("LOCPATH", locales);
        }
        command.current_dir(if self.dir.is_dir() { &self.dir } else { Path::new("/") });
        command
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn log(&self) -> PathBuf {
        self.dir.join("log")
    }
}

/// The system's programs, installed if need be.
fn installed() -> Result<PathBuf> {
    match find_binaries() {
        Some(binaries) => Ok(binaries),
        None if is_root() => {
            apt::install(&["postgresql"])?;
            find_binaries().context("PostgreSQL was installed, but its initdb cannot be found")
        }
        None => bail!("PostgreSQL is needed for the tests: `sudo apt-get install postgresql`"),
    }
}

fn find_binaries() -> Option<PathBuf> {
    let complete = |dir: &PathBuf| dir.join("initdb").is_file() && dir.join("pg_ctl").is_file();
    let configured = capture(Command::new("pg_config").arg("--bindir")).ok().map(|dir| PathBuf::from(dir.trim()));
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    packaged.sort();
    let on_path = find("initdb").and_then(|initdb| initdb.parent().map(Path::to_owned));
    configured.into_iter().chain(packaged.into_iter().rev()).chain(on_path).find(complete)
}

fn id_of(flag: &str) -> Result<u32> {
    let id = capture(Command::new("id").args([flag, "postgres"])).context("there is no user postgres")?;
    Ok(id.trim().parse()?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn random_hex() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(hex(&bytes))
}
