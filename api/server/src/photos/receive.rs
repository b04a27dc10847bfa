//! Receiving a picture: one file of a `multipart/form-data` body, counted while it streams, kept on the disk until a
//! thread has time for it, and gone with the request.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::time::Duration;

use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{self, Bytes, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::{Stream, StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use shared::photo::MAX_UPLOAD_BYTES;
use shared::problem::{FieldErrorCode, ProblemCode};

use api_http::error::{ApiError, storage_problem};

/// The name of the part that holds the file.
const PART: &str = "file";
/// How long a sender may pause. A phone that changes from one network to the next needs a while.
const PAUSE: Duration = Duration::from_secs(30);
/// How long a whole upload may take: 20 MB at the speed of a bad mobile network, 25 kB a second.
pub const WHOLE: Duration = Duration::from_mins(15);
/// How much is written to the disk at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// A file that was received.
#[derive(Debug)]
pub struct Received {
    file: File,
    /// Its SHA-256, to tell a retry from another request.
    pub digest: String,
}

impl Received {
    /// All of it, from the disk.
    pub fn into_bytes(mut self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Receives the one file of a request into an unnamed file, which the system removes whatever happens.
pub async fn receive(
    request: &HttpRequest,
    payload: Payload,
    directory: &std::path::Path,
) -> Result<Received, ApiError> {
    tokio::time::timeout(WHOLE, receive_parts(request, payload, directory)).await.map_err(|_| stopped())?
}

async fn receive_parts(
    request: &HttpRequest,
    payload: Payload,
    directory: &std::path::Path,
) -> Result<Received, ApiError> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !given.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        let detail = "Send the picture as multipart/form-data, in a part named `file`.";
        return Err(ApiError::new(ProblemCode::UnsupportedMediaType).detail(detail));
    }
    let mut parts = Multipart::new(request.headers(), payload);
    let mut received = None;
    while let Some(mut part) = in_time(parts.try_next()).await?.map_err(|error| malformed(&error))? {
        if part.name() != Some(PART) || received.is_some() {
            let name = part.name().unwrap_or_default();
            let detail = "is not expected: send one part, named `file`";
            return Err(ApiError::invalid_field(&format!("/{name}"), FieldErrorCode::NotAllowed, detail));
        }
        let mut sink = Sink::new(directory).await?;
        while let Some(chunk) = in_time(part.try_next()).await?.map_err(|error| malformed(&error))? {
            if sink.length + chunk.len() > MAX_UPLOAD_BYTES {
                drain(part).await;
                return Err(too_many_bytes());
            }
            sink.write(&chunk).await?;
        }
        received = Some(sink.finish().await?);
    }
    received.ok_or_else(|| ApiError::invalid_field("/file", FieldErrorCode::Required, "is required"))
}

/// What is said of a file that is too large, here and in the web app.
fn too_many_bytes() -> ApiError {
    let detail = "This file is larger than 20 MB. Export the photo in a smaller size, then upload it again.";
    ApiError::new(ProblemCode::PayloadTooLarge).detail(detail)
}

/// Reads on for a while and forgets it, so that who is still sending gets to read the answer.
pub async fn drain<E>(body: impl Stream<Item = Result<Bytes, E>>) {
    let mut left = 2 * MAX_UPLOAD_BYTES;
    let mut body = std::pin::pin!(body);
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(PAUSE, body.next()).await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

async fn in_time<T>(step: impl Future<Output = T>) -> Result<T, ApiError> {
    tokio::time::timeout(PAUSE, step).await.map_err(|_| stopped())
}

fn stopped() -> ApiError {
    ApiError::new(ProblemCode::BadRequest).detail("The upload stopped halfway. Try again.")
}

fn malformed(error: &MultipartError) -> ApiError {
    match error {
        MultipartError::Payload(_) | MultipartError::Incomplete => stopped(),
        _ => ApiError::new(ProblemCode::BadRequest).detail("The body is not well-formed multipart/form-data."),
    }
}

/// A file that grows on the disk and is digested on the way.
struct Sink {
    file: File,
    waiting: Vec<u8>,
    digest: Sha256,
    length: usize,
}

impl Sink {
    async fn new(directory: &std::path::Path) -> Result<Self, ApiError> {
        let directory = directory.to_owned();
        let file = on_disk(move || tempfile::tempfile_in(directory)).await?;
        Ok(Self { file, waiting: Vec::new(), digest: Sha256::new(), length: 0 })
    }

    async fn write(&mut self, chunk: &[u8]) -> Result<(), ApiError> {
        self.length += chunk.len();
        self.digest.update(chunk);
        self.waiting.extend_from_slice(chunk);
        if self.waiting.len() >= CHUNK_BYTES { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), ApiError> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut file = self.file.try_clone().map_err(|error| disk(&error))?;
        on_disk(move || file.write_all(&waiting)).await
    }

    async fn finish(mut self) -> Result<Received, ApiError> {
        self.flush().await?;
        Ok(Received { file: self.file, digest: URL_SAFE_NO_PAD.encode(self.digest.finalize()) })
    }
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, ApiError> {
    web::block(work).await.map_err(ApiError::internal)?.map_err(|error| disk(&error))
}

fn disk(error: &std::io::Error) -> ApiError {
    ApiError::new(storage_problem(error)).cause(format!("receiving a file: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn what_was_written_is_read_back_and_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let mut sink = Sink::new(directory.path()).await.unwrap();
        for _ in 0..3 {
            sink.write(&vec![7; CHUNK_BYTES - 1]).await.unwrap();
        }
        let received = sink.finish().await.unwrap();
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        assert_eq!(received.into_bytes().unwrap(), vec![7; 3 * (CHUNK_BYTES - 1)]);
    }
}
