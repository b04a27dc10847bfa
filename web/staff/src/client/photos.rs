//! Calls about the photos of a vehicle and the logo of the organisation.

use shared::ids::{PhotoId, VehicleId};
use shared::organization::Organization;
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery, PhotoOrder, PhotoUpdate};

use super::error::ApiError;
use super::http::{Etag, Method, Request};
use super::staff::StaffClient;
use super::upload::{Upload, Watch};

impl StaffClient {
    /// The photos of a vehicle, in their order.
    pub async fn photos(&self, vehicle: &VehicleId) -> Result<PhotoGallery, ApiError> {
        self.call(Request::get(ApiPath::Photos(vehicle))).await
    }

    /// Adds a photo at the end of the gallery.
    pub async fn upload_photo(&self, vehicle: &VehicleId, upload: &Upload, watch: Watch) -> Result<Photo, ApiError> {
        self.upload(Method::Post, ApiPath::Photos(vehicle), upload, watch).await
    }

    /// Makes a photo the hero photo, or leaves the vehicle without one.
    pub async fn set_hero(&self, vehicle: &VehicleId, photo: &PhotoId, is_hero: bool) -> Result<Photo, ApiError> {
        let update = PhotoUpdate { is_hero: Some(is_hero) };
        self.call(Request::new(Method::Patch, ApiPath::Photo(vehicle, photo)).json(&update)?).await
    }

    /// Deletes a photo. It can be restored for a day.
    pub async fn delete_photo(&self, vehicle: &VehicleId, photo: &PhotoId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::Photo(vehicle, photo))).await
    }

    /// Brings a deleted photo back to its place.
    pub async fn restore_photo(&self, vehicle: &VehicleId, photo: &PhotoId) -> Result<Photo, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::PhotoRestore(vehicle, photo))).await
    }

    /// Puts the photos into this order; the version is the one of the gallery that was seen.
    pub async fn order_photos(
        &self,
        vehicle: &VehicleId,
        photo_ids: Vec<PhotoId>,
        version: i64,
    ) -> Result<PhotoGallery, ApiError> {
        let request = Request::new(Method::Put, ApiPath::PhotoOrder(vehicle)).json(&PhotoOrder { photo_ids })?;
        self.call(request.if_match(Some(&Etag::of_version(version)))).await
    }

    /// Gives the organisation this logo.
    pub async fn upload_logo(&self, upload: &Upload, watch: Watch) -> Result<Organization, ApiError> {
        let organization = self.upload(Method::Put, ApiPath::Logo, upload, watch).await?;
        self.set_organization(&organization);
        Ok(organization)
    }

    /// Takes the organisation's logo away.
    pub async fn delete_logo(&self) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::Logo)).await
    }
}
