//! The peer: nginx with the same bytes as files, as it is installed by a system's packages.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A server that runs.
pub struct Nginx {
    /// `127.0.0.1:PORT`
    pub address: String,
    process: Child,
    _directory: TempDir,
}

/// The same headers cost the same bytes on both sides; what the product adds beside them is its own affair.
const CONFIGURATION: &str = r#"
daemon off;
worker_processes 2;
error_log /dev/null;
pid {directory}/pid;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  server {
    listen {address};
    root {directory};
    location ~ /photos/ { types {} default_type image/webp; try_files /photo =404; }
    location ~ /views$ { return 204; }
    location / { types {} default_type "text/html; charset=utf-8"; add_header content-encoding br; try_files /document =404; }
  }
}
"#;

impl Nginx {
    /// Starts it with a document and a photo.
    pub fn start(document: &[u8], photo: &[u8]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
        let address = format!("127.0.0.1:{port}");
        let path = directory.path().display().to_string();
        let configuration = CONFIGURATION.replace("{directory}", &path).replace("{address}", &address);
        for (name, bytes) in [("document", document), ("photo", photo), ("conf", configuration.as_bytes())] {
            fs::write(directory.path().join(name), bytes).expect("a file");
        }
        // Its workers belong to somebody else if it is started by root.
        #[cfg(unix)]
        fs::set_permissions(directory.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
        let mut command = Command::new("nginx");
        command.args(["-p", &path, "-c"]).arg(directory.path().join("conf")).stderr(Stdio::null());
        let process = command.spawn().expect("nginx is installed");
        while TcpStream::connect(&address).is_err() {
            std::thread::yield_now();
        }
        Self { address, process, _directory: directory }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked to, it stops its workers too.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}
