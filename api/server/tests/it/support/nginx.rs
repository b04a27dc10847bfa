//! The real nginx, in front of the server of one test.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// nginx, stopped when the test ends, however it ends.
pub struct Nginx {
    child: Child,
    /// Where it listens.
    pub base: String,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master process stops its workers.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Nginx {
    /// With everything of its own in a directory, and what its `http` block says about a port.
    pub async fn start(directory: &Path, http: impl Fn(u16) -> String) -> Self {
        loop {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let config = directory.join("nginx.conf");
            std::fs::write(&config, configuration(&http(port), directory)).unwrap();
            let child = Command::new(program())
                .arg("-c")
                .arg(&config)
                .arg("-p")
                .arg(directory)
                .args(["-e", "stderr"])
                .stderr(Stdio::null())
                .spawn()
                .expect("nginx is needed for this test (Debian: `apt-get install nginx-light`)");
            let mut nginx = Self { child, base: format!("http://127.0.0.1:{port}") };
            if nginx.listens().await {
                return nginx;
            }
            // Somebody else took the port in between.
        }
    }

    /// Takes over another `http` block; requests under way are finished by the old one. It is in force when `GET /generation`
    /// answers with what the block says there.
    pub async fn reload(&self, directory: &Path, http: &str, generation: &str) {
        std::fs::write(directory.join("nginx.conf"), configuration(http, directory)).unwrap();
        assert!(Command::new("kill").args(["-s", "HUP", &self.child.id().to_string()]).status().unwrap().success());
        let caller = super::Caller::new(&self.base, None);
        while caller.get("/generation").await.text() != generation {
            tokio::task::yield_now().await;
        }
    }

    async fn listens(&mut self) -> bool {
        let address = self.base.trim_start_matches("http://").to_owned();
        loop {
            if tokio::net::TcpStream::connect(&address).await.is_ok() {
                return true;
            }
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Debian keeps it where only root's PATH leads.
fn program() -> &'static str {
    if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" }
}

fn configuration(http: &str, directory: &Path) -> String {
    let directory = directory.display();
    let user = if directory_is_roots() { "user root;" } else { "" };
    format!(
        "{user} worker_processes 1; daemon off; pid {directory}/pid;
        events {{ worker_connections 256; }}
        http {{
            client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 1s;
            client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
            fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
            {http}
        }}"
    )
}

/// Whether this process is root's: then nginx's workers would be somebody else's, who may not enter the directory.
fn directory_is_roots() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n")
}
