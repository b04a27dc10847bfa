//! How a mail looks, and how it is sent. It knows nothing of the database and decides nothing: what a mail may say was decided by who
//! calls it.

mod compose;
mod content;
mod dates;
mod html;
mod plain;
mod settings;
mod transport;
mod words;

pub use compose::{ComposeError, Logo, Mail, Recipient, Sender};
pub use content::{Content, EtaNews, NoteNews, StageNews};
pub use settings::{Settings, SettingsError};
pub use transport::{Failure, Mailer, MailerError};
