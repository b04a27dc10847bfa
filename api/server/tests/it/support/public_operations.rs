//! The operations that begin with a slug, as the OpenAPI document lists them: a test that walks them covers a new one without
//! anybody remembering.

use actix_web::http::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::contract::operations;
use super::{Answer, Caller};

/// The id of a photo as pages have them, and of none.
pub const NO_PHOTO: &str = "00000000000000000000000000000000";

/// An operation whose path has a slug.
#[derive(Debug)]
pub struct PublicOperation {
    /// Its id in the document.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    template: &'static str,
    /// Whether the answer to a live slug does not end.
    pub is_stream: bool,
}

/// Every one of them.
pub fn public_operations() -> Vec<PublicOperation> {
    let with_slug = operations().into_iter().filter(|(_, template, _)| template.contains("{slug}"));
    let found: Vec<_> = with_slug
        .map(|(method, template, operation)| PublicOperation {
            id: operation["operationId"].as_str().unwrap(),
            method,
            template,
            is_stream: operation["responses"]["200"]["content"].get("text/event-stream").is_some_and(Value::is_object),
        })
        .collect();
    assert!(found.len() > 5, "the document lists the public operations: {found:?}");
    found
}

impl PublicOperation {
    /// Its path for a slug; what else stands in braces is a photo of the page.
    pub fn path(&self, slug: &str, photo: &str) -> String {
        let path = self.template.replace("{slug}", slug).replace("{photo_id}", photo);
        assert!(!path.contains('{'), "{}: say here what stands for the rest of {path}", self.id);
        path
    }

    /// Asks it. It must not be one whose answer does not end, unless the slug is dead.
    pub async fn ask(&self, caller: &Caller, slug: &str, photo: &str) -> Answer {
        let path = self.path(slug, photo);
        let body = (self.method == Method::POST).then(|| b"{}".to_vec());
        let content_type = body.as_ref().map(|_| "application/json");
        caller.send(self.method.clone(), &path, content_type, body.unwrap_or_default()).await
    }

    /// The beginning of the answer, as it comes over the line: its head, and what there is of its body by then.
    pub async fn begin(&self, base: &str, slug: &str, photo: &str) -> String {
        let mut line = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
        let request = format!("{} {} HTTP/1.1\r\nHost: x\r\n\r\n", self.method, self.path(slug, photo));
        line.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.windows(4).any(|window| window == b"\r\n\r\n") {
            assert!(line.read_buf(&mut answer).await.unwrap() > 0, "{}: the line ended", self.id);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}
