//! What the pages of one application share: finding it, the head with the tabs, and saving.

use axum::response::Response;

use super::path;
use crate::inside;
use crate::oidc::{Application, ApplicationDraft, ApplicationId, Mistakes, acts, prepare};
use crate::signin::door::Entered;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, PageError};

/// The pages of one application, in the order of their tabs: the end of the address, and the text.
const PAGES: [(&str, &str); 5] = [
    ("", "applications-tab-settings"),
    ("/proof", "applications-tab-proof"),
    ("/tokens", "applications-tab-tokens"),
    ("/acting", "applications-tab-acting"),
    ("/sign-out", "applications-tab-sign-out"),
];

/// The frame of a page of one application, with what stands above every one of them.
pub(super) struct Head {
    pub(super) frame: Frame,
    pub(super) badge: ui::Badge,
    pub(super) tabs: ui::Tabs,
    /// The address of the application.
    pub(super) own: String,
}

/// The application of the address, in this workspace.
pub(super) async fn find(app: &App, entered: &Entered, id: &str) -> Result<Application, PageError> {
    let id = ApplicationId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let found = Application::load(&mut conn, entered.workspace.id, id).await?;
    found.ok_or(PageError::NotFound)
}

/// The head of the page whose address ends with `here`.
pub(super) async fn head(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    application: &Application,
    here: &str,
) -> Result<Head, PageError> {
    let frame = inside::workspace(app, ctx, entered, "inside-applications", "applications");
    let mut frame = frame.await?;
    frame.page.title.clone_from(&application.name);
    let own = format!("{}/{}", path(entered), application.id);
    let tabs = PAGES
        .iter()
        .fold(ui::tabs(&application.name), |tabs, (end, key)| {
            tabs.tab(format!("{own}{end}"), ctx.text(key), *end == here)
        });
    let badge = match application.disabled_at {
        Some(_) => ui::badge(Tone::Warn, ctx.text("applications-disabled")),
        None => ui::badge(Tone::Good, ctx.text("applications-enabled")),
    };
    Ok(Head {
        frame,
        badge,
        tabs,
        own,
    })
}

/// Checks a draft and changes the application by it; leads back to the page ending with `here`.
pub(super) async fn save(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (known, draft): (&Application, &ApplicationDraft),
    here: &str,
) -> Result<Result<Response, Mistakes>, PageError> {
    let draft = match draft.check() {
        Ok(draft) => draft,
        Err(wrong) => return Ok(Err(wrong)),
    };
    prepare(app, &draft).await.map_err(PageError::internal)?;
    let to = format!("{}/{}{here}", path(entered), known.id);
    let mut conn = app.db.write().await?;
    let acting = entered.acting(app, ctx);
    let changed = acts::change(&acting, &mut conn, known, &draft).await?;
    if changed.is_none() {
        return Ok(Ok(
            Flash::new("applications-changed-meanwhile").redirect(ctx, &to)
        ));
    }
    conn.commit().await?;
    Ok(Ok(Flash::new("applications-saved").redirect(ctx, &to)))
}
