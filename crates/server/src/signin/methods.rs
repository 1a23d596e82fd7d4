//! THE list of sign-in methods. A method is a folder beside this file and a line here.

use admission::Means;
use axum::Router;

use super::password;
use crate::web::App;

/// A way to prove who one is, with pages of its own under `/sign-in/{attempt}/{step}`.
pub(super) struct Method {
    /// What it proves by.
    pub(super) means: Means,
    /// The last part of the address of its page.
    pub(super) step: &'static str,
    /// Its routes.
    pub(super) routes: fn() -> Router<App>,
}

/// All of them, the one to offer first at the top.
pub(super) const METHODS: &[Method] = &[password::METHOD];

/// The first method of the list among `options`.
pub(super) fn first_of(options: &[Means]) -> Option<&'static Method> {
    METHODS
        .iter()
        .find(|method| options.contains(&method.means))
}
