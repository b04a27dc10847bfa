//! The object that holds the installation's id, so that the store of one database is not mistaken for that of another.

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload};

use super::Blobs;
use super::within;
use crate::error::Error;
use domain::text::hex;
use host::random;

impl Blobs {
    /// The id in the store; none if none was written yet.
    pub async fn marker(&self) -> Result<Option<String>, Error> {
        // A missing directory, such as an unmounted disk, is not an empty store.
        if let Some(directory) = self.directory.clone() {
            let found =
                tokio::task::spawn_blocking(move || std::fs::read_dir(directory)).await.map_err(Error::failed)?;
            found.map_err(Error::busy)?;
        }
        let read = async {
            match self.store.get(&self.marker_place()).await {
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
                Ok(found) => {
                    let bytes = found.bytes().await.map_err(Error::from)?;
                    Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
                }
            }
        };
        within(read).await
    }

    /// Writes the id if there is none yet; a second writer changes nothing.
    pub async fn create_marker(&self, id: &str) -> Result<(), Error> {
        let written = async {
            let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
            match self.store.put_opts(&self.marker_place(), payload(id), options).await {
                Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
                // Not every store can create without replacing, and they report it in many ways. A store that is down
                // fails again.
                Err(_) => self.store.put(&self.marker_place(), payload(id)).await.map(drop),
            }
        };
        within(async { written.await.map_err(Error::from) }).await
    }

    /// Replaces the id.
    pub async fn replace_marker(&self, id: &str) -> Result<(), Error> {
        let place = self.marker_place();
        let written = self.store.put(&place, payload(id));
        within(async { written.await.map(drop).map_err(Error::from) }).await
    }

    /// Writes and deletes a small file, in the same way as pictures.
    pub async fn try_out(&self) -> Result<(), Error> {
        let place = self.prefix.clone().join(format!("trial-{}", hex(&random::bytes::<8>())));
        let tried = async {
            self.store.put(&place, payload("trial")).await?;
            self.store.delete(&place).await
        };
        within(async { tried.await.map_err(Error::from) }).await
    }

    fn marker_place(&self) -> Path {
        self.prefix.clone().join("installation")
    }
}

fn payload(text: &str) -> PutPayload {
    PutPayload::from(format!("{text}\n"))
}
