//! The last page before there is a passport: what one is called and a password. For whoever registers and for whoever joins
//! with a link.

use admission::Means;
use askama::Template;
use axum::response::Response;
use base::db::Conn;
use base::hash::PasswordHash;
use base::secret::Secret;
use people::identifiers::{self, Verified};
use people::passports::{self, Profile};
use people::{Contact, Fresh, Name, Passport};
use serde::Deserialize;

use crate::signin::{PasswordRules, choose_password, password_strength};
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, PageError, card, rejected};

/// The page.
#[derive(Template)]
#[template(path = "signup/passport.html")]
pub struct Page {
    /// The card around it; whoever is joined stands above it.
    pub card: Card,
    words: String,
    action: &'static str,
    token: String,
    username: Field,
    name: Field,
    password: Field,
}

/// What it sends.
#[derive(Deserialize)]
pub struct Typed {
    /// The link once more.
    #[serde(default)]
    pub token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// A name and a password that will do.
pub struct Chosen {
    name: Name,
    hash: PasswordHash,
}

impl Page {
    /// The page for whoever has proved `contact`; `action` is where it is sent to.
    pub fn new(ctx: &Ctx, (action, token): (&'static str, &str), contact: &Contact) -> Self {
        let texts = &ctx.texts;
        let (words, label) = match contact {
            Contact::Email(_) => ("signup-new-text", "signup-email"),
            Contact::Phone(_) => ("signup-new-text-phone", "signup-phone"),
        };
        Self {
            card: card(ctx, "signup-new-title"),
            words: texts.get(words),
            action,
            token: token.to_owned(),
            username: ui::login_name("username", texts.get(label))
                .value(contact.as_str())
                .read_only(),
            name: ui::field("name", texts.get("signup-name")).autocomplete("name"),
            password: ui::password("password", texts.get("invitation-password"), texts)
                .autocomplete("new-password")
                .judged(password_strength(texts)),
        }
    }

    /// What was chosen, or the page once more with all that is wrong. `own` is what no password may be made of.
    ///
    /// # Errors
    /// When the password cannot be hashed now.
    pub async fn read(
        mut self,
        app: &App,
        ctx: &Ctx,
        (typed, own): (Typed, &[&str]),
    ) -> Result<Result<Chosen, Response>, PageError> {
        let name = Name::parse(&typed.name);
        let own: Vec<&str> = own.iter().copied().chain([typed.name.as_str()]).collect();
        let judged = PasswordRules::default().judge(&typed.password, &own);
        let (name, judged) = match (name, judged) {
            (Ok(name), Ok(())) => {
                let hash = app.passwords.hash(Secret::new(typed.password)).await?;
                return Ok(Ok(Chosen { name, hash }));
            }
            wrong => wrong,
        };
        self.card.page.has_error = true;
        let odd = name.is_err().then(|| ctx.text("profile-name-odd"));
        self.name = self.name.value(&typed.name).error(odd);
        let weak = judged.err();
        let weak = weak.map(|weak| weak.words(&ctx.texts, PasswordRules::default()));
        self.password = self.password.error(weak);
        Ok(Err(rejected(&self)))
    }
}

/// Makes the passport in the caller's transaction; nothing when the address or number became somebody's meanwhile, and then
/// the transaction must be dropped.
///
/// # Errors
/// What the database says.
pub async fn create(
    (app, ctx): (&App, &Ctx),
    conn: &mut Conn,
    contact: &Contact,
    chosen: &Chosen,
) -> Result<Option<Passport>, PageError> {
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let profile = Profile::new(&chosen.name, ctx.language.code());
    let person = passports::create(conn, fresh, profile).await?;
    let verified = identifiers::verify(conn, fresh, person.id, &contact.named()).await?;
    let Verified::Now(_) = verified else {
        return Ok(None);
    };
    choose_password(conn, person.id, &chosen.hash, fresh.now).await?;
    Ok(Some(person))
}

/// What whoever made it has proved.
pub const fn proved(contact: &Contact) -> [Means; 2] {
    let link = match contact {
        Contact::Email(_) => Means::EmailLink,
        Contact::Phone(_) => Means::PhoneText,
    };
    [link, Means::Password]
}
