//! Trying an address: which rule would decide, and how, for whom. The very function that judges
//! requests judges this one.

use admission::Means;
use base::db::Conn;
use people::search::{self, MemberSearch};
use people::{entrance, passports};
use protocol::forward::Original;
use serde::Deserialize;
use url::{Position, Url};

use crate::signin::door;
use crate::sites::Named;
use crate::sites::site::Site;
use crate::sites::standing;
use crate::sites::verdict::{Verdict, Why, judge};
use crate::web::ui::{self, Tone};
use crate::web::{App, Ctx, PageError};

/// What the box sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    address: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    who: String,
}

/// The box, with the result of what was tried.
pub(super) struct Trial {
    pub(super) address: ui::Field,
    pub(super) method: ui::Select,
    pub(super) who: ui::Field,
    pub(super) result: Option<ui::Notice>,
}

impl Trial {
    pub(super) async fn new(
        app: &App,
        ctx: &Ctx,
        conn: &mut Conn,
        (site, named): (&Site, &Named),
        asked: &Asked,
    ) -> Result<Self, PageError> {
        let mut trouble = (None, None);
        let mut result = None;
        if !asked.address.is_empty() {
            match original(site, asked) {
                None => trouble.0 = Some(ctx.text("sites-try-address-odd")),
                Some(original) => match person(app, conn, site, &asked.who).await? {
                    Found::None => trouble.1 = Some(ctx.text("sites-try-who-unknown")),
                    Found::Many => trouble.1 = Some(ctx.text("sites-try-who-many")),
                    Found::Nobody => {
                        result = Some(said(
                            ctx,
                            (site, named),
                            &original,
                            judge(site, &original, None),
                        ));
                    }
                    Found::One(tried) => {
                        let (inputs, decision) = *tried;
                        let verdict = judge(site, &original, Some((&inputs, &decision)));
                        result = Some(said(ctx, (site, named), &original, verdict));
                    }
                },
            }
        }
        Ok(Self {
            address: ui::field("address", ctx.text("sites-try-address"))
                .hint(ctx.text("sites-try-address-hint"))
                .value(&asked.address)
                .error(trouble.0),
            method: methods(ctx, &asked.method),
            who: ui::field("who", ctx.text("sites-try-who"))
                .hint(ctx.text("sites-try-who-hint"))
                .optional(&ctx.texts)
                .value(&asked.who)
                .error(trouble.1),
            result,
        })
    }
}

fn methods(ctx: &Ctx, chosen: &str) -> ui::Select {
    let all = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let chosen = if all.contains(&chosen) { chosen } else { "GET" };
    all.into_iter()
        .fold(
            ui::select("method", ctx.text("sites-try-method")),
            |select, one| select.choice(one, one),
        )
        .chosen(chosen)
}

/// The request that was typed: a whole address, or a path at the first address of the site.
fn original(site: &Site, asked: &Asked) -> Option<Original> {
    let typed = asked.address.trim();
    let method = if asked.method.is_empty() {
        "GET"
    } else {
        &asked.method
    };
    let (origin, target) = if typed.starts_with('/') {
        let first = site.addresses.first()?;
        let origin = first.to_string().replace("*.", "any.");
        (origin, typed.to_owned())
    } else {
        let whole = if typed.contains("://") {
            typed.to_owned()
        } else {
            format!("https://{typed}")
        };
        let url = Url::parse(&whole).ok()?;
        // As the browser would send it, but for dots and slashes that it cleans away.
        let target = url[Position::BeforePath..Position::AfterQuery].to_owned();
        (url.origin().ascii_serialization(), target)
    };
    let sendable = target
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'#');
    Some(Original {
        method: method.to_owned(),
        origin: origin.parse().ok()?,
        target: sendable.then_some(target)?,
    })
}

enum Found {
    Nobody,
    None,
    Many,
    One(Box<(standing::Inputs, admission::Decision)>),
}

/// The member that was named, as they would stand right after signing in.
async fn person(app: &App, conn: &mut Conn, site: &Site, who: &str) -> Result<Found, PageError> {
    let who = who.trim();
    if who.is_empty() {
        return Ok(Found::Nobody);
    }
    let now = app.clock.now();
    let wanted = MemberSearch {
        text: who.to_owned(),
        limit: 20,
        ..MemberSearch::default()
    };
    let page = search::members(conn, site.workspace, &wanted, now).await?;
    let exact = |one: &&search::Listed| {
        one.member
            .email
            .as_deref()
            .is_some_and(|email| email.eq_ignore_ascii_case(who))
    };
    let found = page.members.iter().find(exact);
    let found = match (found, page.members.as_slice()) {
        (Some(found), _) => found,
        (None, [one]) => one,
        (None, []) => return Ok(Found::None),
        (None, _) => return Ok(Found::Many),
    };
    let id = found.member.passport;
    let (Some(person), Some(entrance)) = (
        passports::load(conn, id).await?,
        entrance::load(conn, site.workspace, id).await?,
    ) else {
        return Ok(Found::None);
    };
    let decision = door::foresee(&entrance, id, &[Means::Password], now);
    let before = standing::before(conn, site, person, entrance).await?;
    Ok(Found::One(Box::new((before, decision))))
}

/// What would happen, in words.
fn said(
    ctx: &Ctx,
    (site, named): (&Site, &Named),
    original: &Original,
    (rule, verdict): (Option<u32>, Verdict),
) -> ui::Notice {
    let found = rule.and_then(|id| site.rules.iter().find(|one| one.id == id));
    let by = match found {
        Some(rule) => {
            let path = rule.path.to_string();
            let who = named.audience(ctx, &rule.admits);
            let names = [("path", path.as_str().into()), ("who", who.as_str().into())];
            ctx.texts.with("sites-try-rule", &names)
        }
        None if matches!(
            verdict,
            Verdict::Refused(Why::SiteClosed | Why::OtherAddress | Why::PathUnclear(_))
        ) =>
        {
            String::new()
        }
        None => ctx.text("sites-try-otherwise"),
    };
    let (tone, heading, more) = match verdict {
        Verdict::Open { .. } => (Tone::Good, "sites-try-open", None),
        Verdict::SignIn => (Tone::Info, "sites-try-sign-in", None),
        Verdict::Refused(why) => (
            Tone::Warn,
            "sites-try-refused",
            Some(reason(ctx, site, why)),
        ),
    };
    let shown = format!("{} {}{}", original.method, original.origin, original.target);
    let heading = ctx
        .texts
        .with(heading, &[("request", shown.as_str().into())]);
    let text = [Some(by), more]
        .into_iter()
        .flatten()
        .filter(|one| !one.is_empty());
    ui::notice(tone, heading).text(text.collect::<Vec<_>>().join(" "))
}

fn reason(ctx: &Ctx, site: &Site, why: Why) -> String {
    let key = match why {
        Why::Rule(_) => return String::new(),
        Why::SiteClosed => "sites-try-closed",
        Why::OtherAddress => "sites-try-other-address",
        Why::PathUnclear(_) => "sites-try-path",
        Why::NoName => "sites-try-name",
        Why::Door(_) => "sites-try-door",
    };
    ctx.texts.with(key, &[("site", site.name.as_str().into())])
}
