//! What of the parts handlers and middleware can name.

use std::sync::Arc;

use actix_web::web;
use public::bundle::Withheld;

use super::App;
use crate::auth::operator::OperatorToken;
use crate::auth::{Authenticator, Sessions};
use crate::idempotency::Recorder;
use crate::openapi;
use crate::photos::{PhotoQuota, Uploads};
use crate::routes::operations::OpenApiDocuments;

impl App {
    /// Puts into the state of the application what handlers and middleware may name.
    pub(super) fn state(&self, config: &mut web::ServiceConfig) {
        let sessions = Sessions { store: self.store.clone(), keys: self.keys.clone(), site: Arc::clone(&self.site) };
        let authenticator = Authenticator { sessions: sessions.clone(), limits: Arc::clone(&self.limits) };
        let uploads = Uploads {
            pairing: Arc::clone(&self.pairing),
            workers: self.workers.clone(),
            heic: self.config.heic.clone(),
            blobs: self.blobs.clone(),
            directory: self.config.uploads_dir(),
            quota: PhotoQuota {
                per_vehicle: self.config.photos_per_vehicle,
                bytes_per_organization: self.config.photo_bytes_per_organization,
            },
        };
        let withheld = if self.config.heic.is_on() { Withheld(&[]) } else { public::bundle::HEIC };
        let documents = OpenApiDocuments {
            v3_1: |base_url| openapi::served(openapi::Version::V3_1, base_url),
            v3_0: |base_url| openapi::served(openapi::Version::V3_0, base_url),
        };
        config
            .app_data(web::Data::new(self.surroundings()))
            .app_data(web::Data::new(self.public_reader()))
            .app_data(web::Data::new(self.subscriptions()))
            .app_data(web::Data::new(self.store.clone()))
            .app_data(web::Data::new(self.keys.clone()))
            .app_data(web::Data::new(self.blobs.clone()))
            .app_data(web::Data::new(self.sender.clone()))
            .app_data(web::Data::new(self.link_urls()))
            .app_data(web::Data::new(Recorder { store: self.store.clone(), keys: self.keys.clone() }))
            .app_data(web::Data::new(OperatorToken(self.config.operator_token.clone())))
            .app_data(web::Data::new(openapi::route_table()))
            .app_data(web::Data::new(documents))
            .app_data(web::Data::new(sessions))
            .app_data(web::Data::new(authenticator))
            .app_data(web::Data::new(withheld))
            .app_data(web::Data::new(uploads))
            .app_data(web::Data::from(Arc::clone(&self.site)))
            .app_data(web::Data::from(Arc::clone(&self.limits)))
            .app_data(web::Data::from(Arc::clone(&self.live)))
            .app_data(web::Data::from(Arc::clone(&self.connections)))
            .app_data(web::Data::from(Arc::clone(&self.previews)))
            .app_data(web::Data::from(Arc::clone(&self.avif)))
            .app_data(web::Data::from(Arc::clone(&self.retired_urls)))
            .app_data(web::Data::from(Arc::clone(&self.failed_sign_ins)))
            .app_data(web::Data::from(Arc::clone(&self.documentation)))
            .app_data(web::Data::from(Arc::clone(&self.exports)))
            .app_data(web::Data::from(Arc::clone(&self.readiness)));
    }
}
