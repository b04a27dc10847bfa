//! Fetching a file to keep. It goes from the network to the disk as the browser's own blob: its bytes never come into the
//! program's memory, which reqwest would bring them to.

use shared::export::ExportFormat;
use shared::paths::ApiPath;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Headers, RequestCache, RequestCredentials, RequestInit};

use super::error::ApiError;
use super::fetch::fetch;
use super::staff::StaffClient;

/// A file that arrived.
pub struct Download {
    /// Its bytes.
    pub blob: Blob,
    /// What the server calls it.
    pub name: String,
}

impl StaffClient {
    /// Everything that the organisation has, as a file.
    pub async fn export(&self, format: ExportFormat) -> Result<Download, ApiError> {
        let path = format!("{}?format={}", ApiPath::Export, format.as_str());
        let mut download = self.with_token(async |token| download(&path, token).await).await?;
        if download.name.is_empty() {
            download.name = format!("importops.{}", format.extension());
        }
        Ok(download)
    }
}

async fn download(path: &str, token: &str) -> Result<Download, ApiError> {
    let response = fetch(path, init(token)).await?;
    let disposition = response.headers().get("content-disposition").ok().flatten().unwrap_or_default();
    let blob = JsFuture::from(response.blob().map_err(|_| ApiError::Network)?).await.map_err(|_| ApiError::Network)?;
    let blob = blob.dyn_into().map_err(|_| ApiError::Unexpected)?;
    Ok(Download { blob, name: file_name(&disposition).to_owned() })
}

fn init(token: &str) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.append("Authorization", &format!("Bearer {token}"))?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    Ok(init)
}

/// The name in `Content-Disposition`, as this server writes it.
fn file_name(disposition: &str) -> &str {
    disposition.split("filename=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_names_the_file() {
        assert_eq!(file_name("attachment; filename=\"importops-2026-05-01.zip\""), "importops-2026-05-01.zip");
        assert_eq!(file_name("attachment"), "");
    }
}
