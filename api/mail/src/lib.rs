//! How a mail looks, and how it is sent. It knows nothing of the database and decides nothing: what a mail may say was decided by who
//! calls it.

mod compose;
mod content;
mod dates;
mod failure;
mod html;
mod letter;
mod plain;
mod settings;
mod staff;
mod text;
mod transport;
mod words;

pub use compose::{ComposeError, Logo, Mail, Recipient, Sender};
pub use content::{Content, EtaNews, NoteNews, StageNews};
pub use failure::Failure;
pub use settings::{Settings, SettingsError};
pub use staff::ValidFor;
pub use transport::{Mailer, MailerError, Patience};
