//! An import while it runs and after: how far it is, what it refused and why.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use protocol::csv;
use serde::Deserialize;

use super::acts;
use super::page::{badge, path};
use super::roster::Why;
use super::store::{Import, State as Stand};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// Refused rows on the page; the file has all.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "import/progress.html")]
struct Page {
    frame: Frame,
    list: String,
    badge: ui::Badge,
    progress: Option<ui::Progress>,
    counts: ui::SummaryList,
    refused: Option<ui::Table>,
    download: String,
    stop: Option<ui::PostButton>,
}

/// A form without fields.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The page of an import that is no draft any more.
pub(super) async fn show(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    import: &Import,
) -> Result<Response, PageError> {
    let frame = inside::workspace(app, ctx, admin, "import-one", "people").await?;
    let mut conn = app.db.read().await?;
    let rows = acts::refused_rows(&mut conn, import, (-1, SHOWN)).await?;
    drop(conn);
    let texts = &ctx.texts;
    let list = path(&admin.workspace.address);
    let here = format!("{list}/{}", import.id);
    let runs = import.state == Stand::Running;
    let table = || {
        ui::table(texts.get("import-refused-rows"))
            .titled()
            .column(ui::column(texts.get("import-line")))
            .column(ui::column(texts.get("import-row")))
            .column(ui::column(texts.get("import-why")))
            .rows(rows.iter().map(|(_, record, reason)| {
                ui::row(record.line.to_string())
                    .cell(record.cells.join(" · "))
                    .cell(ctx.text(why(*reason)))
            }))
    };
    let left = (import.total - import.next).to_string();
    Ok(shown(&Page {
        badge: badge(ctx, import.state),
        progress: runs.then(|| {
            let title = texts.get("import-one");
            ui::progress(title, import.next, import.total, &here, texts)
        }),
        counts: ui::summary_list()
            .row(texts.get("import-invited"), import.invited.to_string())
            .row(texts.get("import-refused"), import.refused.to_string())
            .row(texts.get("import-left"), left),
        refused: (!rows.is_empty()).then(table),
        download: format!("{here}/refused.csv"),
        stop: runs.then(|| {
            ui::post_button(format!("{here}/stop"), &ctx.csrf, texts.get("import-stop")).quiet()
        }),
        list,
        frame,
    }))
}

/// Why a row invited nobody, as a key of a text.
pub(super) const fn why(why: Why) -> &'static str {
    match why {
        Why::NoName => "import-why-name-missing",
        Why::OddName => "people-name-odd",
        Why::NoEmail => "import-why-email-missing",
        Why::OddEmail => "import-why-email-odd",
        Why::NoContact => "import-why-contact-missing",
        Why::OddPhone => "import-why-phone-odd",
        Why::PhonesOff => "texting-phones-off",
        Why::Country => "texting-no-such-country",
        Why::NoMobile => "texting-no-mobile",
        Why::TooMany => "import-why-phone-limit",
        Why::OddRole => "import-why-role-odd",
        Why::Administrator => "import-why-administrator",
        Why::OddDepartment => "import-why-department",
        Why::OddLanguage => "import-why-language",
        Why::Doubled => "import-why-doubled",
        Why::Member => "import-why-member",
        Why::Invited => "import-why-invited",
        Why::Dismissed => "import-why-dismissed",
    }
}

/// `POST …/stop`: nobody else is invited.
pub(super) async fn stop(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let import = acts::find(&mut conn, admin.workspace.id, &id).await?;
    let here = format!("{}/{}", path(&admin.workspace.address), import.id);
    if !acts::stop(&acting, &mut conn, import.id).await? {
        return Ok(Flash::new("people-unchanged").redirect(&ctx, &here));
    }
    conn.commit().await?;
    Ok(Flash::new("import-stopped").redirect(&ctx, &here))
}

/// `GET …/refused.csv`: the rows that invited nobody, to be mended and sent again. No cell of it is a formula.
pub(super) async fn refused(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let import = acts::find(&mut conn, admin.workspace.id, &id).await?;
    let most = u32::try_from(csv::MOST_RECORDS).unwrap_or(u32::MAX);
    let rows = acts::refused_rows(&mut conn, &import, (-1, most)).await?;
    let head = acts::head(&mut conn, &import).await?;
    drop(conn);
    // Table programs take a file for UTF-8 when it begins so.
    let mut text = "\u{FEFF}".to_owned();
    if let Some(mut head) = head {
        head.push(ctx.text("import-why"));
        text.push_str(&csv::record(head));
    }
    for (_, record, reason) in rows {
        let mut cells = record.cells;
        cells.push(ctx.text(why(reason)));
        text.push_str(&csv::record(cells));
    }
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_static("attachment; filename=\"refused.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
