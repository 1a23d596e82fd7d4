//! Forward-auth: what a proxy says of the request it holds back, and which rule of a site decides on it.
//!
//! There is no standard for it; the headers are those that nginx, Caddy and Traefik can send
//! (`X-Forwarded-Method`, `-Proto`, `-Host`, `-Uri`). They are read strictly: each once, whole, or
//! not at all. Whether the proxy may be believed is asked by the caller before.

mod assertion;
mod header;
mod origin;
mod original;
mod path;
mod rules;
#[cfg(test)]
mod tests;

pub use assertion::{Assertion, AssertionTimes};
pub use header::{header_list, header_text};
pub use origin::{Origin, OriginError, SiteAddress};
pub use original::{Forwarded, Original, OriginalError};
pub use path::{PathError, PathPattern, PatternError, SitePath};
pub use rules::{Audience, Caller, Chosen, MethodError, Rule, choose, parse_methods};
