//! How text messages leave the server, as the operator sets it. The secret of the gateway is sealed, is never shown, and is
//! told in no other words than those it was given for.

use protocol::phone::{Country, PhoneNumber};
use protocol::sms::Flaw;
use serde::{Deserialize, Serialize};

use super::guard::{self, Limits, Usage, Withheld};
use super::{Gateway, Sms, TextMessage};
use crate::db::Conn;
use crate::outbox::{Delivery, OutboxError, Postmark};
use crate::secret::Secret;
use crate::settings::{self, Setting};

/// How text messages leave the server.
pub const SMS: Setting<SmsSettings> = Setting::new("sms", SmsSettings::default);

/// No more countries are named than there are.
const MOST_COUNTRIES: usize = 300;
/// The longest sender and user, in characters.
const LONGEST: usize = 200;

/// The way text messages take, without the secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "transport", rename_all = "lowercase")]
pub enum Way {
    /// None: there are none.
    #[default]
    Off,
    /// Files in a folder below the data directory, for trying out.
    Folder,
    /// A gateway.
    Gateway(Gateway),
}

/// How text messages leave the server, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmsSettings {
    /// The way they take.
    pub way: Way,
    /// The countries they go to, and no other. The first is the one whose national form is read first.
    pub countries: Vec<Country>,
    /// How many there may be.
    pub limits: Limits,
    /// Whether a confirmed phone number is a name to sign in with.
    pub signs_in: bool,
}

/// Why settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsProblem {
    /// The description of the gateway.
    Recipe(Flaw),
    /// The guard of outgoing requests does not let it be asked.
    Address,
    /// The sender is too long or holds a control character.
    From,
    /// The user is too long or holds a control character.
    User,
    /// There is no secret, or it was given for another description.
    Secret,
    /// The way to the field that tells success.
    Success,
    /// No country is named.
    Countries,
}

/// The secret that goes with proposed settings.
#[derive(Clone, Debug)]
pub enum Secrecy {
    /// The stored one, if the description is the same.
    Keep,
    /// This one.
    Set(Secret<String>),
}

/// Settings somebody would like to have.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The settings.
    pub settings: SmsSettings,
    /// The secret of the gateway; of no matter when the description has no place for it.
    pub secret: Secrecy,
}

/// The settings as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The settings.
    pub settings: SmsSettings,
    /// Whether a secret lies beside them.
    pub has_secret: bool,
    /// What was sent of late.
    pub usage: Usage,
}

impl Stored {
    /// Whether the server has sent as many as it may.
    pub fn is_used_up(&self) -> bool {
        let limits = &self.settings.limits;
        let used = self.usage.hour >= limits.server_hour || self.usage.day >= limits.server_day;
        self.settings.is_on() && used
    }
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// They hold from now on; messages that wait are tried at once.
    Done,
    /// Nothing was changed.
    Refused(Vec<SmsProblem>),
}

/// What came of trying out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The message was handed over; the dialogue tells the rest.
    Delivery(Delivery),
    /// It is withheld.
    Withheld(Withheld),
    /// Nothing was tried.
    Refused(Vec<SmsProblem>),
}

impl Default for SmsSettings {
    fn default() -> Self {
        Self {
            way: Way::Off,
            countries: Vec::new(),
            limits: Limits::default(),
            signs_in: true,
        }
    }
}

impl SmsSettings {
    /// Whether phone numbers are names to sign in with.
    pub fn signs_in(&self) -> bool {
        self.signs_in && self.is_on()
    }

    /// Whether text messages leave at all.
    pub fn is_on(&self) -> bool {
        self.way != Way::Off && !self.countries.is_empty()
    }

    fn gateway(&self) -> Option<&Gateway> {
        match &self.way {
            Way::Gateway(gateway) => Some(gateway),
            Way::Off | Way::Folder => None,
        }
    }

    /// What is wrong with them, apart from the secret.
    fn problems(&self, sms: &Sms) -> Vec<SmsProblem> {
        let mut problems = Vec::new();
        let named = (1..=MOST_COUNTRIES).contains(&self.countries.len());
        if self.way != Way::Off && !named {
            problems.push(SmsProblem::Countries);
        }
        let Some(gateway) = self.gateway() else {
            return problems;
        };
        let flaws = gateway.recipe.flaws();
        let address_known = !flaws
            .iter()
            .any(|flaw| matches!(flaw, Flaw::Url | Flaw::SecretInUrl));
        problems.extend(flaws.into_iter().map(SmsProblem::Recipe));
        // Placeholders stand behind the host, so the guard can judge it as it is.
        let asked = gateway.recipe.url.split(['?', '{']).next();
        if address_known && sms.net.check(asked.unwrap_or_default()).is_err() {
            problems.push(SmsProblem::Address);
        }
        let line =
            |text: &str| text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        let checks = [
            (line(&gateway.from), SmsProblem::From),
            (
                line(&gateway.user) && !gateway.user.contains(':'),
                SmsProblem::User,
            ),
            (gateway.success.is_well_formed(), SmsProblem::Success),
        ];
        let wrong = checks.into_iter().filter(|(fits, _)| !fits);
        problems.extend(wrong.map(|(_, problem)| problem));
        problems
    }
}

impl Sms {
    /// The settings as they are, with what was used of them.
    ///
    /// # Errors
    /// When the database does not do its part.
    pub async fn settings(&self, conn: &mut Conn) -> Result<Stored, OutboxError> {
        Ok(Stored {
            settings: settings::load(conn, &SMS).await?,
            has_secret: settings::load_sealed(conn, &SMS).await?.is_some(),
            usage: guard::usage(conn, self.outbox.clock.now()).await?,
        })
    }

    /// Saves settings in the caller's transaction, if they can be used.
    ///
    /// # Errors
    /// When the database does not do its part or the secret cannot be sealed.
    pub async fn save(&self, conn: &mut Conn, proposal: &Proposal) -> Result<Saved, OutboxError> {
        let secret = match self.secret(conn, proposal).await? {
            Ok(secret) => secret,
            Err(problems) => return Ok(Saved::Refused(problems)),
        };
        let way = (&SMS, &proposal.settings);
        self.outbox.set_way::<Self, _>(conn, way, secret).await?;
        Ok(Saved::Done)
    }

    /// Sends a message with settings that need not be saved, and tells what was said. Numbers that are not for people
    /// get none, and it counts.
    ///
    /// # Errors
    /// When the database does not do its part or the stored secret cannot be opened.
    pub async fn try_out(
        &self,
        proposal: &Proposal,
        to: &PhoneNumber,
        words: String,
    ) -> Result<Tried, OutboxError> {
        let now = self.outbox.clock.now();
        let mut conn = self.outbox.db.write().await?;
        let secret = match self.secret(&mut conn, proposal).await? {
            Ok(secret) => secret.unwrap_or_else(none),
            Err(problems) => return Ok(Tried::Refused(problems)),
        };
        let settings = &proposal.settings;
        if let Err(why) = settings.admits(to) {
            return Ok(Tried::Withheld(why));
        }
        if let Err(why) = guard::allow_test(&mut conn, &settings.limits, now).await? {
            return Ok(Tried::Withheld(why));
        }
        conn.commit().await?;
        let message = TextMessage {
            to: to.clone(),
            words,
            until: now,
        };
        if let Way::Gateway(gateway) = &settings.way {
            let delivery = gateway.try_out(&self.net, &message, secret.expose()).await;
            return Ok(Tried::Delivery(delivery));
        }
        let mark = Postmark {
            id: self.outbox.random.token(),
            at: now,
        };
        let handed = self
            .hand_over(&settings.way, secret.expose(), (&message, &mark))
            .await;
        Ok(handed.map_or(Tried::Withheld(Withheld::Off), Tried::Delivery))
    }

    /// The way that holds now, and the secret for it.
    pub(super) async fn way(&self) -> Result<(Way, Secret<String>), OutboxError> {
        let mut conn = self.outbox.db.read().await?;
        let settings = settings::load(&mut conn, &SMS).await?;
        let secret = self.outbox.secret_of(&mut conn, &SMS).await?;
        Ok((settings.way, secret.unwrap_or_else(none)))
    }

    /// The secret for the proposed settings, or what is wrong with them.
    async fn secret(
        &self,
        conn: &mut Conn,
        proposal: &Proposal,
    ) -> Result<Result<Option<Secret<String>>, Vec<SmsProblem>>, OutboxError> {
        let mut problems = proposal.settings.problems(self);
        let gateway = proposal.settings.gateway();
        let Some(gateway) = gateway.filter(|gateway| gateway.recipe.wants_secret()) else {
            return Ok(if problems.is_empty() {
                Ok(None)
            } else {
                Err(problems)
            });
        };
        let found = match &proposal.secret {
            Secrecy::Set(secret) => Some(secret.clone()),
            Secrecy::Keep => {
                let stored = settings::load(conn, &SMS).await?;
                let same = stored
                    .gateway()
                    .is_some_and(|old| old.same_account(gateway));
                if same {
                    self.outbox.secret_of(conn, &SMS).await?
                } else {
                    None
                }
            }
        };
        let usable = |secret: &Secret<String>| {
            let text = secret.expose();
            !text.is_empty() && text.len() <= 2000 && !text.chars().any(char::is_control)
        };
        let found = found.filter(usable);
        if found.is_none() {
            problems.push(SmsProblem::Secret);
        }
        Ok(if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        })
    }
}

const fn none() -> Secret<String> {
    Secret::new(String::new())
}
