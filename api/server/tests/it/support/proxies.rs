//! Proxies that compress what passes, as people have them in front of the server: Apache and Caddy. nginx has a file of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
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
        let modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "filter", "deflate"]
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
        let (modules, place) = (modules.concat(), directory.display());
        Self::start(directory, |port, config| {
            let text = format!(
                "{modules}ServerRoot {place}\nDefaultRuntimeDir {place}\nPidFile {place}/apache.pid\n\
                 ErrorLog {place}/apache.log\nServerName localhost\nUser nobody\nGroup nogroup\n\
                 StartServers 1\nListen 127.0.0.1:{port}\nSetOutputFilter DEFLATE\n\
                 ProxyPass / {upstream}/\n"
            );
            std::fs::write(config, text).unwrap();
            // Debian keeps it where only root's PATH leads.
            let program = if Path::new("/usr/sbin/apache2").exists() { "/usr/sbin/apache2" } else { "apache2" };
            let mut command = Command::new(program);
            command.arg("-DFOREGROUND").arg("-f").arg(config);
            command
        })
        .await
    }

    /// Caddy with `encode`, with all its files in a directory.
    pub async fn caddy(upstream: &str, directory: &Path) -> Self {
        let place = directory.display();
        Self::start(directory, |port, config| {
            let text = format!(
                "{{\n admin off\n auto_https off\n storage file_system {place}\n}}\n\
                 http://127.0.0.1:{port} {{\n bind 127.0.0.1\n encode zstd gzip\n reverse_proxy {upstream}\n}}\n"
            );
            std::fs::write(config, text).unwrap();
            let mut command = Command::new("caddy");
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(config).env("HOME", directory);
            command
        })
        .await
    }

    async fn start(directory: &Path, command: impl Fn(u16, &Path) -> Command) -> Self {
        let log = directory.join("proxy.log");
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut command = command(port, &directory.join("proxy.conf"));
            let child = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn();
            let child = child.expect("Apache and Caddy are needed (Debian: `apt-get install apache2-bin caddy`)");
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
