//! What the people of the company enter: an application, a site behind a proxy; and the machines that ask
//! for themselves.

use std::time::Duration;

use base::db::{Conn, sql};
use base::params;
use base::token::{SiteEntry, Token};
use people::{PassportId, WorkspaceId};
use protocol::jose::Algorithm;
use protocol::oauth::{GrantType, Scopes};
use server::oidc::{Application, ApplicationDraft};
use server::signin::SessionId;
use server::sites::SiteId;
use server::web::App;

use crate::Trouble;
use crate::company::fresh;

/// Where the application is answered.
pub(crate) const REDIRECT: &str = "https://board.example.com/callback";
/// The host of the site.
pub(crate) const SITE_HOST: &str = "wiki.example.com";

/// An id and a secret.
pub(crate) type Client = (String, String);

/// All of it.
pub(crate) struct Connected {
    /// The application that people enter.
    pub(crate) client: Client,
    /// A machine whose tokens are signed with ES256, and one with RS256.
    pub(crate) machines: [Client; 2],
    /// The site.
    pub(crate) site: SiteId,
}

/// Connects everything to this workspace.
pub(crate) async fn all(
    conn: &mut Conn,
    app: &App,
    workspace: WorkspaceId,
) -> Result<Connected, Trouble> {
    let board = ApplicationDraft {
        name: "Board".to_owned(),
        redirect_uris: vec![REDIRECT.to_owned()],
        scopes: Scopes::all(),
        ..ApplicationDraft::default()
    };
    let machine = |algorithm| ApplicationDraft {
        name: "Machine".to_owned(),
        grants: vec![GrantType::ClientCredentials],
        id_token_alg: algorithm,
        ..ApplicationDraft::default()
    };
    Ok(Connected {
        client: application(conn, app, (workspace, board)).await?,
        machines: [
            application(conn, app, (workspace, machine(Algorithm::Es256))).await?,
            application(conn, app, (workspace, machine(Algorithm::Rs256))).await?,
        ],
        site: site(conn, app, workspace).await?,
    })
}

async fn application(
    conn: &mut Conn,
    app: &App,
    (workspace, draft): (WorkspaceId, ApplicationDraft),
) -> Result<Client, Trouble> {
    let draft = draft.check().map_err(|_| "the draft has mistakes")?;
    let made = Application::create(conn, fresh(app), workspace, &draft).await?;
    let secret = made.1.ok_or("no secret")?.reveal();
    Ok((made.0.id.to_string(), secret))
}

/// Makes the keys that the machines' tokens are signed with; a key is a row, written in a transaction of
/// its own.
pub(crate) async fn make_keys(app: &App) -> Result<(), Trouble> {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        app.signing.ensure(algorithm).await?;
    }
    Ok(())
}

async fn site(conn: &mut Conn, app: &App, workspace: WorkspaceId) -> Result<SiteId, Trouble> {
    let id = SiteId::fresh(app.clock.now(), &app.random);
    conn.execute(
        sql(
            "INSERT INTO sites (id, workspace_id, name, addresses, user_is, asserts, rules, \
             created_at, changed_at) VALUES ($1, $2, 'Wiki', $3, 'email', 0, '[]', $4, $4)",
        ),
        params![
            id,
            workspace,
            format!("[\"https://{SITE_HOST}\"]"),
            app.clock.now()
        ],
    )
    .await?;
    Ok(id)
}

impl Connected {
    /// A person allows the application everything.
    pub(crate) async fn allow(
        &self,
        conn: &mut Conn,
        app: &App,
        passport: PassportId,
    ) -> Result<(), Trouble> {
        conn.execute(
            sql(
                "INSERT INTO consents (passport_id, application_id, scopes, given_at) \
                 VALUES ($1, $2, $3, $4)",
            ),
            params![
                passport,
                &self.client.0,
                Scopes::all().to_string(),
                app.clock.now()
            ],
        )
        .await?;
        Ok(())
    }

    /// A person has entered the site; the value of the cookie there.
    pub(crate) async fn let_in(
        &self,
        conn: &mut Conn,
        app: &App,
        (passport, session): (PassportId, SessionId),
    ) -> Result<String, Trouble> {
        let (now, token) = (app.clock.now(), Token::<SiteEntry>::fresh(&app.random));
        conn.execute(
            sql(
                "INSERT INTO site_entries (hash, site_id, origin, session_id, passport_id, \
                 member_id, passport_epoch, member_epoch, created_at, ends_at) \
                 SELECT $1, $2, $3, $4, p.id, m.id, p.epoch, m.epoch, $6, $7 \
                 FROM passports p JOIN members m ON m.passport_id = p.id WHERE p.id = $5",
            ),
            params![
                token.hash(),
                self.site,
                format!("https://{SITE_HOST}"),
                session,
                passport,
                now,
                now.plus(Duration::from_secs(8 * 3600))
            ],
        )
        .await?;
        Ok(token.reveal())
    }
}
