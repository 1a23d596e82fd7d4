//! Assertions (RFC 7523 section 2.2): an application proves itself by what it signs with a key of its own.
//!
//! What an assertion must say is decided in `protocol`; here it meets the keys of the application and the
//! addresses it may be made for, and counts once, at whichever endpoint it comes to.

mod store;

use base::clock::Time;
use base::db::{Conn, DbError};
use protocol::jose::KeySet;
use protocol::oauth::{AssertionDue, AssertionRefusal, ClientAssertion};

use super::applications::{Application, ApplicationId};
use super::{client_keys, discovery};
use crate::web::{App, Ctx};

pub(super) use store::clean;

/// Verifies an assertion that came with this request, as one of the application it names.
pub(super) async fn check(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    shown: &str,
) -> Result<Result<ClientAssertion, AssertionRefusal>, DbError> {
    let issuer = app.config.public_url.origin();
    let path = ctx.path.split('?').next().unwrap_or_default();
    let address = |path: &str| format!("{issuer}{path}");
    // RFC 9126 section 2: the token endpoint names us at the others, too.
    let (token, called) = (address(discovery::TOKEN), address(path));
    let due = AssertionDue {
        client_id: &application.id.to_string(),
        issuer,
        endpoints: &[&token, &called],
        now: app.clock.now().as_seconds(),
    };
    let verify = |keys: &KeySet| ClientAssertion::verify(shown, keys, &due);
    client_keys::check(app, application, verify).await
}

/// Uses an assertion up; whether it was new. Its name is one among those of its application.
pub(super) async fn use_up(
    conn: &mut Conn,
    application: ApplicationId,
    shown: &ClientAssertion,
) -> Result<bool, DbError> {
    let until = Time::from_seconds(shown.remember_until);
    store::remember(conn, (application, &shown.jti), until).await
}
