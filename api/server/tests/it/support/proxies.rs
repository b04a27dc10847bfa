//! Proxies as people have them in front of the server: Apache, Caddy, HAProxy, Varnish and Envoy. nginx has a file of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A proxy, stopped when the test ends, however it ends.
pub struct Proxy {
    child: Child,
    /// Where it listens.
    pub base: String,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // The first process stops those that it started.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Proxy {
    /// Apache with `mod_deflate` for everything, with all its files in a directory.
    pub async fn apache(upstream: &str, directory: &Path) -> Self {
        let modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "filter", "deflate"];
        Self::apache_with(directory, &modules, |_| format!("SetOutputFilter DEFLATE\nProxyPass / {upstream}/\n")).await
    }

    /// Caddy with `encode`, with all its files in a directory.
    pub async fn caddy(upstream: &str, directory: &Path) -> Self {
        let place = directory.display();
        Self::caddy_with(directory, |port| {
            format!(
                "{{\n admin off\n auto_https off\n storage file_system {place}\n}}\n\
                 http://127.0.0.1:{port} {{\n bind 127.0.0.1\n encode zstd gzip\n reverse_proxy {upstream}\n}}\n"
            )
        })
        .await
    }

    /// HAProxy with `compression` for everything, and nothing else beyond what it refuses to start without.
    pub async fn haproxy(upstream: &str, directory: &Path) -> Self {
        let upstream = upstream.trim_start_matches("http://");
        Self::haproxy_with(directory, |port| {
            format!(
                "defaults\n mode http\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n\
                 frontend f\n bind 127.0.0.1:{port}\n compression algo gzip\n default_backend b\n\
                 backend b\n server s {upstream}\n"
            )
        })
        .await
    }

    /// HAProxy with what its file says about a port.
    pub async fn haproxy_with(directory: &Path, text: impl Fn(u16) -> String) -> Self {
        Self::start(directory, |port, config| {
            std::fs::write(config, text(port)).unwrap();
            let mut command = program("haproxy");
            command.arg("-db").arg("-f").arg(config);
            command
        })
        .await
    }

    /// Apache with what its file says about a port, and these modules.
    pub async fn apache_with(directory: &Path, modules: &[&str], text: impl Fn(u16) -> String) -> Self {
        let load = |name: &&str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
        let (modules, place) = (modules.iter().map(load).collect::<String>(), directory.display());
        Self::start(directory, |port, config| {
            let own = format!(
                "{modules}ServerRoot {place}\nDefaultRuntimeDir {place}\nPidFile {place}/apache.pid\n\
                 ErrorLog {place}/apache.log\nLogLevel crit\nServerName localhost\nUser nobody\nGroup nogroup\n\
                 StartServers 1\nListen 127.0.0.1:{port}\nListen [::1]:{port}\n"
            );
            std::fs::write(config, own + &text(port)).unwrap();
            let mut command = program("apache2");
            command.arg("-DFOREGROUND").arg("-f").arg(config);
            command
        })
        .await
    }

    /// Caddy with what its file says about a port.
    pub async fn caddy_with(directory: &Path, text: impl Fn(u16) -> String) -> Self {
        Self::start(directory, |port, config| {
            std::fs::write(config, text(port)).unwrap();
            let mut command = Command::new("caddy");
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(config).env("HOME", directory);
            command
        })
        .await
    }

    /// Envoy with what its file says about a port.
    pub async fn envoy_with(directory: &Path, text: impl Fn(u16) -> String) -> Self {
        let programs = std::env::var_os("IMPORTOPS_TEST_PROXIES").map(PathBuf::from);
        let programs = programs.expect("IMPORTOPS_TEST_PROXIES names Envoy: run the tests by `cargo xtask test`");
        Self::start(directory, |port, config| {
            // Envoy knows what a file is by the end of its name.
            let config = config.with_extension("yaml");
            std::fs::write(&config, text(port)).unwrap();
            let mut command = Command::new(programs.join("envoy"));
            command.args(["--log-level", "error", "--concurrency", "1", "--use-dynamic-base-id", "--config-path"]);
            command.arg(config);
            command
        })
        .await
    }

    /// Varnish with its built-in rules.
    pub async fn varnish(upstream: &str, directory: &Path) -> Self {
        let (host, port) = upstream.trim_start_matches("http://").split_once(':').unwrap();
        let rules = format!("vcl 4.1;\nbackend b {{ .host = \"{host}\"; .port = \"{port}\"; }}\n");
        Self::varnish_with(directory, &rules).await
    }

    /// Varnish with rules.
    pub async fn varnish_with(directory: &Path, rules: &str) -> Self {
        Self::start(directory, |port, config| {
            std::fs::write(config, rules).unwrap();
            let mut command = program("varnishd");
            command.args(["-F", "-j", "none", "-s", "malloc,32m", "-n"]).arg(directory.join("varnish"));
            command.args(["-a", &format!("127.0.0.1:{port}"), "-a", &format!("[::1]:{port}"), "-f"]).arg(config);
            command
        })
        .await
    }

    async fn start(directory: &Path, command: impl Fn(u16, &Path) -> Command) -> Self {
        let log = directory.join("proxy.log");
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut command = command(port, &directory.join("proxy.conf"));
            let output = File::create(&log).unwrap();
            let child = command.stdout(output.try_clone().unwrap()).stderr(output).stdin(Stdio::null()).spawn();
            let needed = "proxies are needed (Debian: `apt-get install apache2-bin caddy haproxy varnish`)";
            let child = child.expect(needed);
            let mut proxy = Self { child, base: format!("http://127.0.0.1:{port}") };
            if proxy.listens(port).await {
                return proxy;
            }
            // Somebody else took the port in between.
        }
        panic!("the proxy does not start: {}", std::fs::read_to_string(log).unwrap())
    }

    async fn listens(&mut self, port: u16) -> bool {
        loop {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return true;
            }
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Debian keeps servers where only root's PATH leads.
fn program(name: &str) -> Command {
    let path = Path::new("/usr/sbin").join(name);
    if path.exists() { Command::new(path) } else { Command::new(name) }
}
