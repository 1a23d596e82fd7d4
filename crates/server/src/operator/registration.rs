//! Who may register: by invitation only, mailboxes of given domains, or everybody.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::registration::{By, Registration};
use serde::Deserialize;

use super::acts;
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "operator/registration.html")]
struct Page {
    frame: Frame,
    who: ui::Radios,
    domains: ui::Field,
    by: ui::Radios,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    who: String,
    #[serde(default)]
    domains: String,
    #[serde(default)]
    by: String,
}

async fn page(
    (app, ctx): (&App, &Ctx),
    operator: &Operator,
    (who, domains, by): (&str, &str, By),
    wrong: Option<String>,
) -> Result<Page, PageError> {
    let mut frame =
        inside::operator(app, ctx, operator, "inside-registration", "registration").await?;
    frame.page.has_error = wrong.is_some();
    let words = |part: &str| ctx.text(&format!("operator-registration-{part}"));
    let radios = ["by-invitation", "domains", "open"]
        .iter()
        .fold(ui::radios("who", words("who")), |radios, one| {
            radios.explained(one, words(one), words(&format!("{one}-why")))
        });
    let ways = By::ALL
        .iter()
        .fold(ui::radios("by", words("by")), |radios, one| {
            let (one, why) = (one.word(), format!("by-{}-why", one.word()));
            radios.explained(one, words(&format!("by-{one}")), words(&why))
        });
    Ok(Page {
        frame,
        by: ways.chosen(by.word()),
        who: radios.chosen(who),
        domains: ui::textarea("domains", words("list"))
            .hint(words("list-hint"))
            .value(domains)
            .optional(&ctx.texts)
            .error(wrong),
    })
}

/// `GET /operator/registration`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let (set, by) = acts::registration(&mut app.db.read().await?).await?;
    let domains = match &set {
        Registration::Domains(domains) => domains.join("\n"),
        Registration::ByInvitation | Registration::Open => String::new(),
    };
    let chosen = (acts::registration_word(&set), domains.as_str(), by);
    Ok(shown(&page((&app, &ctx), &operator, chosen, None).await?))
}

/// `POST /operator/registration`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let by = By::from_word(&typed.by).unwrap_or(By::Email);
    let set = match typed.who.as_str() {
        "by-invitation" => Registration::ByInvitation,
        "open" => Registration::Open,
        "domains" => match Registration::domains(&typed.domains) {
            Ok(set) => set,
            Err(odd) => {
                let name = [("name", odd.as_str().into())];
                let wrong = ctx.texts.with("operator-registration-odd", &name);
                let typed = (typed.who.as_str(), typed.domains.as_str(), by);
                let page = page((&app, &ctx), &operator, typed, Some(wrong)).await?;
                return Ok(rejected(&page));
            }
        },
        _ => return Err(PageError::UnreadableForm),
    };
    let mut conn = app.db.write().await?;
    acts::set_registration(&operator.doing(&app, &ctx), &mut conn, (&set, by)).await?;
    conn.commit().await?;
    Ok(Flash::new("operator-registration-saved").redirect(&ctx, "/operator/registration"))
}
