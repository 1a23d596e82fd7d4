//! Many people chosen in the list, and one deed for all of them: first a page that says what happens to whom, then each
//! in a transaction of its own, with the rules, events and letters that one has.

mod choice;
mod doing;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use base::db::Conn;
use people::members::{self, Member, Role};
use people::search;

use self::choice::{Choice, Deed};
use self::doing::{one, target};
use super::chosen;
use super::filters::Choices;
use super::wish::Wish;
use crate::inside;
use crate::signin;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Confirmation, Form as FormTop, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// The most people at once.
const MOST: usize = 500;
/// Open sessions are counted for no more than so many.
const COUNTED: usize = 50;

/// The ticks of the list and what can be done to those ticked. The form begins before the table.
#[derive(Template)]
#[template(path = "workspaces/people/many_bar.html")]
pub(super) struct Bar {
    pub(super) form: FormTop,
    legend: String,
    hint: String,
    said: String,
    none: String,
    page: String,
    all: Option<ui::Checkbox>,
    buttons: Vec<ui::SubmitButton>,
}

impl askama::filters::HtmlSafe for Bar {}

/// The bar below the list; `has_more` when the list goes on beyond this page.
pub(super) fn bar(ctx: &Ctx, base: &str, wish: &Wish, has_more: bool) -> Bar {
    let form = ui::get_form(format!("{base}/chosen")).id("chosen");
    let button = |deed: Deed| {
        let words = ctx.text(deed.button());
        ui::submit(words).named("what", deed.word()).secondary()
    };
    Bar {
        form: wish
            .pairs()
            .fold(form, |form, (name, value)| form.with(name, value)),
        legend: ctx.text("people-many"),
        hint: ctx.text("people-many-hint"),
        said: ctx.text("people-many-chosen"),
        none: ctx.text("people-many-none"),
        page: ctx.text("people-many-page"),
        all: has_more.then(|| ui::checkbox("all", ctx.text("people-many-all"))),
        buttons: Deed::ALL.map(button).to_vec(),
    }
}

#[derive(Template)]
#[template(path = "workspaces/people/many.html")]
struct Page {
    frame: Frame,
    refusal: Option<ui::Notice>,
    confirmation: Option<Confirmation>,
}

/// `GET …/people/chosen`: what would happen, and to whom.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    // What PostgreSQL takes in no text stands in no address of ours.
    let readable = Some(query).filter(|query| !query.contains("%00"));
    let read = readable.and_then(|query| serde_html_form::from_str::<Choice>(&query).ok());
    let choice = read.unwrap_or_default();
    let back = choice.wish().address(&chosen::list(&admin));
    let Some(deed) = Deed::from_word(&choice.what) else {
        return Ok(shown(
            &nothing(&app, &ctx, &admin, ("people-many-none", back)).await?,
        ));
    };
    let asked = Asked::load(&app, &admin, deed, &choice).await?;
    if asked.too_many {
        return Ok(shown(
            &nothing(&app, &ctx, &admin, ("people-many-too-many", back)).await?,
        ));
    }
    if asked.members.is_empty() {
        let key = if asked.left > 0 {
            "people-many-nobody-fits"
        } else {
            "people-many-none"
        };
        return Ok(shown(&nothing(&app, &ctx, &admin, (key, back)).await?));
    }
    Ok(shown(
        &page(&app, &ctx, &admin, (&asked, &choice, None)).await?,
    ))
}

/// The page that says why there is nothing to do, with the way back.
async fn nothing(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    (key, back): (&str, String),
) -> Result<Page, PageError> {
    let frame = inside::workspace(app, ctx, admin, "people-title", "people").await?;
    let refusal = ui::notice(Tone::Warn, ctx.text(key));
    Ok(Page {
        frame,
        refusal: Some(refusal.action(back, ctx.text("people-many-back"))),
        confirmation: None,
    })
}

/// Those a deed is meant for.
struct Asked {
    deed: Deed,
    members: Vec<Member>,
    /// Chosen ones to whom it cannot be done.
    left: usize,
    too_many: bool,
}

impl Asked {
    async fn load(
        app: &App,
        admin: &Entered,
        deed: Deed,
        choice: &Choice,
    ) -> Result<Self, PageError> {
        let (workspace, now) = (admin.workspace.id, app.clock.now());
        let mut conn = app.db.read().await?;
        let ids = if choice.all.is_empty() {
            choice.ids()
        } else {
            let sought = choice.wish().search();
            search::everybody(&mut conn, workspace, &sought, (MOST + 1, now)).await?
        };
        let mut asked = Self {
            deed,
            members: Vec::new(),
            left: 0,
            too_many: ids.len() > MOST,
        };
        for id in ids.into_iter().take(MOST) {
            // Somebody of another workspace is nobody here.
            let Some(member) = members::load(&mut conn, workspace, id).await? else {
                continue;
            };
            let is_self = deed == Deed::Dismiss && member.id == admin.member.id;
            if deed.fits(&member) && !is_self {
                asked.members.push(member);
            } else {
                asked.left += 1;
            }
        }
        Ok(asked)
    }
}

async fn page(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    (asked, choice, wrong): (&Asked, &Choice, Option<String>),
) -> Result<Page, PageError> {
    let texts = &ctx.texts;
    let mut frame = inside::workspace(app, ctx, admin, "people-title", "people").await?;
    frame.page.has_error = wrong.is_some();
    let count = i64::try_from(asked.members.len()).unwrap_or(i64::MAX);
    let question = texts.with(asked.deed.question(), &[("count", count.into())]);
    frame.page.title.clone_from(&question);
    let base = chosen::list(admin);
    let back = choice.wish().address(&base);
    let names = asked.members.iter().map(|one| one.name.as_str());
    let action = format!("{base}/chosen");
    let mut all = ui::confirmation(question, action, &ctx.csrf, back, texts)
        .concerns(names, asked.members.len(), texts)
        .with("what", asked.deed.word());
    for (name, value) in choice.wish().pairs() {
        all = all.with(name, value);
    }
    for member in &asked.members {
        all = all.with("member", member.id);
    }
    if asked.left > 0 {
        let left = i64::try_from(asked.left).unwrap_or(i64::MAX);
        all = all.undo(texts.with("people-many-left", &[("count", left.into())]));
    }
    Ok(Page {
        confirmation: Some(details(app, ctx, admin, (all, asked, choice, wrong)).await?),
        refusal: None,
        frame,
    })
}

/// What belongs to each deed: where to, or what ends.
async fn details(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    (all, asked, choice, wrong): (Confirmation, &Asked, &Choice, Option<String>),
) -> Result<Confirmation, PageError> {
    let texts = &ctx.texts;
    let words = texts.get(asked.deed.button());
    let mut conn = app.db.read().await?;
    Ok(match asked.deed {
        Deed::Group => {
            let choices = Choices::of(&mut conn, admin.workspace.id).await?;
            let mut select = ui::select("to_group", texts.get("people-group"))
                .choice("", texts.get("people-many-choose"));
            for group in choices.groups.iter().filter(|one| !one.acts_on_others()) {
                select = select.choice(group.id, &group.name);
            }
            all.choice(select.error(wrong).chosen(&choice.to_group))
                .harmless(words)
        }
        Deed::Department => {
            let tree = super::fields::tree(&mut conn, admin.workspace.id).await?;
            let select = super::fields::choice_named(
                "to_department",
                texts,
                &tree,
                "people-department-none",
            );
            all.choice(select.error(wrong).chosen(&choice.to_department))
                .harmless(words)
        }
        Deed::Again => all
            .happens(texts.get("people-many-again-happens"))
            .harmless(words),
        Deed::Withdraw => all
            .happens(texts.get("people-withdraw-happens"))
            .button(words),
        Deed::Dismiss => {
            let ends = what_ends(ctx, &mut conn, &asked.members).await?;
            all.happens(texts.get("people-many-dismiss-happens"))
                .ends(texts.get("people-ends"), ends)
                .happens(texts.get("people-dismiss-undo"))
                .button(words)
        }
    })
}

/// What ends at once, counted over all of them.
async fn what_ends(ctx: &Ctx, conn: &mut Conn, all: &[Member]) -> Result<Vec<String>, PageError> {
    let texts = &ctx.texts;
    let mut ends = Vec::new();
    if all.len() <= COUNTED {
        let mut sessions = 0_i64;
        for member in all {
            let open = signin::sessions_of(conn, member.passport, ctx.at).await?;
            sessions += i64::try_from(open.len()).unwrap_or(i64::MAX);
        }
        ends.push(texts.with("people-ends-sessions", &[("count", sessions.into())]));
    }
    ends.push(texts.get("people-ends-applications"));
    let admins = all.iter().filter(|one| one.role == Role::Administrator);
    let admins = i64::try_from(admins.count()).unwrap_or(i64::MAX);
    if admins > 0 {
        ends.push(texts.with("people-many-ends-rights", &[("count", admins.into())]));
    }
    Ok(ends)
}

/// `POST …/people/chosen`: does it to those the page before named, one by one.
pub(super) async fn act(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Form(choice): Form<Choice>,
) -> Result<Response, PageError> {
    let deed = Deed::from_word(&choice.what).ok_or(PageError::UnreadableForm)?;
    let to = match target(&app, &admin, deed, &choice).await? {
        Ok(to) => to,
        Err(key) => {
            let asked = Asked::load(&app, &admin, deed, &choice).await?;
            let wrong = Some(ctx.text(key));
            return Ok(rejected(
                &page(&app, &ctx, &admin, (&asked, &choice, wrong)).await?,
            ));
        }
    };
    let (ids, acting) = (choice.ids(), admin.acting(&app, &ctx));
    if ids.len() > MOST {
        return Err(PageError::TooLarge);
    }
    let mut done = 0_i64;
    for id in &ids {
        let is_self = deed == Deed::Dismiss && *id == admin.member.id;
        done += i64::from(!is_self && one(&acting, *id, to).await?);
    }
    let left = i64::try_from(ids.len()).unwrap_or(i64::MAX) - done;
    let said = Flash::new(deed.done())
        .with("count", done)
        .with("left", left);
    Ok(said.redirect(&ctx, &choice.wish().address(&chosen::list(&admin))))
}
