//! What every feature needs to answer a browser; knows no feature.
//!
//! A request passes the [`edge`], which makes its [`Ctx`] and turns a [`PageError`] into a page.
//! Handlers take [`Ctx`], [`Form`] and extractors of the features, and answer with [`show`]
//! or a redirect that carries a [`Flash`].

mod address;
pub mod brand;
pub mod cookie;
pub mod csrf;
mod ctx;
mod documents;
mod edge;
mod error;
mod flash;
mod form;
mod headers;
mod held;
pub mod keepsake;
mod language;
mod local_path;
mod metrics;
mod page;
pub mod picture;
mod problem;
mod state;
pub mod topic;
pub mod ui;
mod upload;

pub use address::is_trusted as is_trusted_proxy;
pub use ctx::Ctx;
pub use documents::{Document, Documents};
pub use edge::{Routine, beside, edge, remember_browser};
pub use error::{Closed, Denied, Elsewhere, PageError};
pub use flash::Flash;
pub use form::{Form, Pressed};
pub use headers::{FormAction, FrameSources, OnOtherHost, secure};
pub use held::{Held, MOST as MOST_PASSPORTS};
pub use language::choose as choose_language;
pub use local_path::LocalPath;
pub use metrics::Metrics;
pub use page::{card, page, rejected, set_cookie, show};
pub use problem::{ApiError, Mistake, PROBLEMS};
pub use state::{App, Parts};
pub use upload::{Sent, Upload};
