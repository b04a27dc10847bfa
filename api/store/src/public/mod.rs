//! The statements behind a tracking URL: the second of the five fences. Each names its columns and passes the gate, and no
//! other statement begins with a slug. Crate `tracking` is their only caller.

mod arrival;
pub(crate) mod by_slug;
mod found;
pub(crate) mod gate;
mod origins;
mod page;
mod pictures;
mod row;
mod subscribable;

pub use arrival::find_arrival;
pub use by_slug::SLUGS_AT_A_TIME;
pub use found::{FoundPage, PageOf};
pub use origins::permits_origin;
pub use page::{find, find_for_preview};
pub use pictures::{PublicPicture, find_logo, find_photos};
pub use subscribable::{SubscribableLink, find_subscribable};
