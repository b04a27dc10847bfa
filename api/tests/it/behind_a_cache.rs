//! a proxy in front that caches whatever it may, nginx with its default rules, never outlives a revocation.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use actix_web::http::Method;
use serde_json::json;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;

use crate::support::people::slug;
use crate::support::pictures::{jpeg, send, upload};
use crate::support::{Caller, TestApp, both_engines};

both_engines!(a_caching_proxy_does_not_outlive_a_revocation);

/// nginx, stopped when the test ends, however it ends.
pub(crate) struct Nginx {
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
    /// In front of a server, with everything of its own in a directory.
    pub async fn start(upstream: &str, directory: &Path) -> Self {
        loop {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let config = directory.join("nginx.conf");
            std::fs::write(&config, configuration(upstream, port, directory)).unwrap();
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

fn configuration(upstream: &str, port: u16, directory: &Path) -> String {
    let directory = directory.display();
    let user = if directory_is_roots() { "user root;" } else { "" };
    format!(
        "{user} worker_processes 1; daemon off; pid {directory}/pid;
        events {{ worker_connections 64; }}
        http {{
            access_log off; client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 1s;
            client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
            fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
            proxy_cache_path {directory}/cache keys_zone=all:1m;
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass {upstream};
                    proxy_cache all;
                    add_header x-cache $upstream_cache_status always;
                }}
            }}
        }}"
    )
}

/// Whether this process is root's: then nginx's workers would be somebody else's, who may not enter the directory.
fn directory_is_roots() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n")
}

async fn a_caching_proxy_does_not_outlive_a_revocation(app: TestApp) {
    let directory = tempfile::tempdir().unwrap();
    let nginx = Nginx::start(&app.base, directory.path()).await;
    let proxied = Caller::new(&nginx.base, None);
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo = upload(&org, &vehicle, &jpeg(40, 30)).await;
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &jpeg(30, 10)).await.expect(200);
    let slug = slug(&org.link_with(&vehicle, json!({ "photo_ids": [photo.id] })).await);
    let page: PublicTracking = proxied.get(ApiPath::PublicTracking(&slug)).await.json(200);
    let addresses = [
        format!("/t/{slug}"),
        ApiPath::PublicTracking(&slug).to_string(),
        page.photos[0].src.clone(),
        page.organization.logo_url.unwrap(),
    ];
    for address in addresses.iter().chain(&addresses) {
        assert_ne!(proxied.get(address).await.expect(200).header("x-cache"), "HIT", "{address}");
    }
    // Control: the cache works, for what is immutable.
    let document = proxied.get(format!("/t/{slug}")).await.text();
    let (_, asset) = document.split_once("data-script=\"").unwrap();
    let asset = asset.split('"').next().unwrap();
    proxied.get(asset).await.expect(200);
    assert_eq!(proxied.get(asset).await.header("x-cache"), "HIT");
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    for address in &addresses {
        proxied.get(address).await.expect(404);
    }
}
