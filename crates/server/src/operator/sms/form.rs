//! The form of the settings of text messages: what is typed, and what is wrong beside each field.

use base::secret::Secret;
use base::sms::{Gateway, Limits, Proposal, Secrecy, SmsProblem, SmsSettings, Way, Withheld};
use protocol::phone::Country;
use protocol::sms::{Flaw, Format, Method, Recipe, Success};
use serde::Deserialize;

use super::presets;
use crate::web::Ctx;
use crate::web::ui;

/// No limit is larger.
const MOST: u32 = 1_000_000;

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    #[serde(rename = "do")]
    deed: String,
    pub(super) transport: String,
    countries: String,
    signs_in: Option<String>,
    from: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: String,
    pub(super) format: String,
    pub(super) body: String,
    user: String,
    secret: String,
    pub(super) success_field: String,
    pub(super) success_value: String,
    number_hour: String,
    number_day: String,
    network_hour: String,
    passport_day: String,
    server_hour: String,
    server_day: String,
    /// Where the test goes.
    pub(super) to: String,
}

/// The Fluent keys of what is wrong, by field.
#[derive(Clone, Debug, Default)]
pub struct Wrong(Vec<(&'static str, &'static str)>);

impl Wrong {
    /// The mistakes the settings themselves name.
    pub fn of(problems: &[SmsProblem]) -> Self {
        Self(problems.iter().map(|problem| named(*problem)).collect())
    }

    /// The number of the test is none.
    pub(super) fn to() -> Self {
        Self(vec![("to", "texting-number-odd")])
    }

    /// Why the test is not sent.
    pub(super) fn withheld(why: Withheld) -> Self {
        Self(vec![match why {
            Withheld::Off => ("transport", "texting-nothing-to-try"),
            Withheld::Country => ("to", "texting-country-not-named"),
            Withheld::Number => ("to", "texting-no-mobile"),
            Withheld::TooManyToNumber | Withheld::TooManyFromHere | Withheld::TooManyAtAll => {
                ("to", "texting-limit-reached")
            }
        }])
    }

    /// Each field with the key of what is wrong with it.
    pub fn fields(&self) -> &[(&'static str, &'static str)] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, ctx: &Ctx, field: &str) -> Option<String> {
        let mut all = self.0.iter();
        let found = all.find(|(name, _)| *name == field);
        found.map(|(_, key)| ctx.text(key))
    }
}

const fn named(problem: SmsProblem) -> (&'static str, &'static str) {
    match problem {
        SmsProblem::Recipe(Flaw::Url) => ("url", "texting-url-odd"),
        SmsProblem::Recipe(Flaw::SecretInUrl) => ("url", "texting-url-secret"),
        SmsProblem::Recipe(Flaw::Header) => ("headers", "texting-headers-odd"),
        SmsProblem::Recipe(Flaw::Body) => ("body", "texting-body-odd"),
        SmsProblem::Recipe(Flaw::Placeholder) => ("body", "texting-placeholder-odd"),
        SmsProblem::Recipe(Flaw::Missing) => ("body", "texting-placeholder-missing"),
        SmsProblem::Address => ("url", "texting-url-private"),
        SmsProblem::From => ("from", "texting-line-odd"),
        SmsProblem::User => ("user", "texting-line-odd"),
        SmsProblem::Secret => ("secret", "texting-secret-again"),
        SmsProblem::Success => ("success_field", "texting-success-odd"),
        SmsProblem::Countries => ("countries", "texting-countries-missing"),
    }
}

impl Typed {
    /// The form of what is stored; the secret is never part of a page.
    pub fn of(settings: &SmsSettings) -> Self {
        let limits = &settings.limits;
        let codes: Vec<&str> = settings.countries.iter().map(Country::code).collect();
        let base = Self {
            countries: codes.join(", "),
            signs_in: settings.signs_in.then(|| "on".to_owned()),
            number_hour: limits.number_hour.to_string(),
            number_day: limits.number_day.to_string(),
            network_hour: limits.network_hour.to_string(),
            passport_day: limits.passport_day.to_string(),
            server_hour: limits.server_hour.to_string(),
            server_day: limits.server_day.to_string(),
            method: Method::default().word().to_ascii_lowercase(),
            format: Format::default().word().to_owned(),
            ..Self::default()
        };
        let gateway = match &settings.way {
            Way::Off => {
                return Self {
                    transport: "off".into(),
                    ..base
                };
            }
            Way::Folder => {
                return Self {
                    transport: "folder".into(),
                    ..base
                };
            }
            Way::Gateway(gateway) => gateway,
        };
        let recipe = &gateway.recipe;
        let headers = recipe.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        Self {
            transport: "gateway".into(),
            from: gateway.from.clone(),
            method: recipe.method.word().to_ascii_lowercase(),
            url: recipe.url.clone(),
            headers: headers.join("\n"),
            format: recipe.format.word().to_owned(),
            body: recipe.body.clone(),
            user: gateway.user.clone(),
            success_field: gateway.success.field.clone(),
            success_value: gateway.success.value.clone(),
            ..base
        }
    }

    /// Each field but the secret with what stands in it.
    pub fn values(&self) -> [(&'static str, &str); 17] {
        [
            ("transport", &self.transport),
            ("countries", &self.countries),
            ("from", &self.from),
            ("method", &self.method),
            ("url", &self.url),
            ("headers", &self.headers),
            ("format", &self.format),
            ("body", &self.body),
            ("user", &self.user),
            ("success_field", &self.success_field),
            ("success_value", &self.success_value),
            ("number_hour", &self.number_hour),
            ("number_day", &self.number_day),
            ("network_hour", &self.network_hour),
            ("passport_day", &self.passport_day),
            ("server_hour", &self.server_hour),
            ("server_day", &self.server_day),
        ]
    }

    /// The form as a preset fills it; empty for one nobody knows.
    pub fn preset(name: &str) -> Self {
        let mut typed = Self::of(&SmsSettings::default());
        presets::fill(&mut typed, name);
        typed
    }

    /// Whether phone numbers are to be names to sign in with.
    pub const fn signs_in(&self) -> bool {
        self.signs_in.is_some()
    }

    pub(super) fn is_test(&self) -> bool {
        self.deed == "test"
    }

    /// The settings that are meant.
    ///
    /// # Errors
    /// [`Wrong`], by field.
    pub fn proposal(&self) -> Result<Proposal, Wrong> {
        let way = match self.transport.as_str() {
            "gateway" => Way::Gateway(self.gateway()?),
            "folder" => Way::Folder,
            _ => Way::Off,
        };
        let settings = SmsSettings {
            way,
            countries: self.countries()?,
            limits: self.limits()?,
            signs_in: self.signs_in.is_some(),
        };
        let secret = match self.secret.trim() {
            "" => Secrecy::Keep,
            typed => Secrecy::Set(Secret::new(typed.to_owned())),
        };
        Ok(Proposal { settings, secret })
    }

    fn countries(&self) -> Result<Vec<Country>, Wrong> {
        let mut found = Vec::new();
        let parts = self.countries.split([',', ';', ' ', '\n', '\r', '\t']);
        for part in parts.filter(|part| !part.is_empty()) {
            let country = Country::parse(part);
            let country =
                country.map_err(|_| Wrong(vec![("countries", "texting-countries-odd")]))?;
            if !found.contains(&country) {
                found.push(country);
            }
        }
        Ok(found)
    }

    fn limits(&self) -> Result<Limits, Wrong> {
        let usual = Limits::default();
        let read = |field: &'static str, text: &str, usual: u32| match text.trim() {
            "" => Ok(usual),
            text => {
                let number = text.parse::<u32>().ok().filter(|number| *number <= MOST);
                number.ok_or_else(|| Wrong(vec![(field, "texting-limit-odd")]))
            }
        };
        Ok(Limits {
            number_hour: read("number_hour", &self.number_hour, usual.number_hour)?,
            number_day: read("number_day", &self.number_day, usual.number_day)?,
            network_hour: read("network_hour", &self.network_hour, usual.network_hour)?,
            passport_day: read("passport_day", &self.passport_day, usual.passport_day)?,
            server_hour: read("server_hour", &self.server_hour, usual.server_hour)?,
            server_day: read("server_day", &self.server_day, usual.server_day)?,
        })
    }

    fn gateway(&self) -> Result<Gateway, Wrong> {
        let mut headers = Vec::new();
        for line in self
            .headers
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let (name, value) = line
                .split_once(':')
                .ok_or_else(|| Wrong::of(&[SmsProblem::Recipe(Flaw::Header)]))?;
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        let method = Method::ALL.into_iter();
        let mut method = method.filter(|one| one.word().eq_ignore_ascii_case(&self.method));
        let mut format = Format::ALL
            .into_iter()
            .filter(|one| one.word() == self.format);
        Ok(Gateway {
            recipe: Recipe {
                method: method.next().unwrap_or_default(),
                url: self.url.trim().to_owned(),
                headers,
                format: format.next().unwrap_or_default(),
                body: self.body.replace("\r\n", "\n").trim().to_owned(),
            },
            from: self.from.trim().to_owned(),
            user: self.user.trim().to_owned(),
            success: Success {
                field: self.success_field.trim().to_owned(),
                value: self.success_value.trim().to_owned(),
            },
        })
    }
}

/// The fields, with what is wrong beside each.
pub(in crate::operator) struct Fields {
    pub(super) transport: ui::Radios,
    pub(super) countries: ui::Field,
    pub(super) signs_in: ui::Checkbox,
    pub(super) from: ui::Field,
    pub(super) method: ui::Select,
    pub(super) url: ui::Field,
    pub(super) headers: ui::Field,
    pub(super) format: ui::Select,
    pub(super) body: ui::Field,
    pub(super) user: ui::Field,
    pub(super) secret: ui::Field,
    pub(super) success_field: ui::Field,
    pub(super) success_value: ui::Field,
    pub(super) limits: Vec<ui::Field>,
    pub(super) to: ui::Field,
}

impl Fields {
    pub(super) fn new(ctx: &Ctx, (typed, wrong): (&Typed, &Wrong), has_secret: bool) -> Self {
        let label = |key: &str| ctx.text(&format!("texting-{key}"));
        let field = |name: &str, key: &str, value: &str| {
            ui::field(name, label(key))
                .value(value)
                .error(wrong.at(ctx, name))
                .autocomplete("off")
        };
        let area = |name: &str, value: &str, rows: u8| {
            ui::textarea(name, label(name))
                .hint(label(&format!("{name}-hint")))
                .value(value)
                .rows(rows)
                .mono()
                .error(wrong.at(ctx, name))
        };
        Self {
            transport: transport(ctx, typed).error(wrong.at(ctx, "transport")),
            countries: field("countries", "countries", &typed.countries)
                .hint(label("countries-hint")),
            signs_in: ui::checkbox("signs_in", label("signs-in"))
                .hint(label("signs-in-hint"))
                .ticked(typed.signs_in.is_some()),
            from: field("from", "from", &typed.from).hint(label("from-hint")),
            method: method(ctx, typed),
            url: field("url", "url", &typed.url)
                .hint(label("url-hint"))
                .mono(),
            headers: area("headers", &typed.headers, 3),
            format: format(ctx, typed),
            body: area("body", &typed.body, 6),
            user: field("user", "user", &typed.user)
                .hint(label("user-hint"))
                .optional(&ctx.texts),
            secret: ui::password("secret", label("secret"), &ctx.texts)
                .autocomplete("off")
                .hint(has_secret.then(|| label("secret-kept")))
                .error(wrong.at(ctx, "secret")),
            success_field: field("success_field", "success-field", &typed.success_field)
                .hint(label("success-field-hint"))
                .optional(&ctx.texts)
                .mono(),
            success_value: field("success_value", "success-value", &typed.success_value)
                .optional(&ctx.texts)
                .mono(),
            limits: limits(ctx, typed, wrong),
            to: field("to", "to", &typed.to).kind("tel"),
        }
    }
}

fn transport(ctx: &Ctx, typed: &Typed) -> ui::Radios {
    let label = |key: &str| ctx.text(&format!("texting-{key}"));
    let radios = ui::radios("transport", label("transport"));
    let ways = ["gateway", "folder", "off"].iter();
    ways.fold(radios, |radios, way| {
        radios.explained(
            way,
            label(&format!("{way}-way")),
            label(&format!("{way}-hint")),
        )
    })
    .chosen(&typed.transport)
}

fn method(ctx: &Ctx, typed: &Typed) -> ui::Select {
    let select = ui::select("method", ctx.text("texting-method"));
    let words = Method::ALL.iter().map(|method| method.word());
    words
        .fold(select, |select, word| {
            select.choice(word.to_ascii_lowercase(), word)
        })
        .chosen(&typed.method)
}

fn format(ctx: &Ctx, typed: &Typed) -> ui::Select {
    let select = ui::select("format", ctx.text("texting-format"));
    let words = Format::ALL.iter().map(|format| format.word());
    words
        .fold(select, |select, word| {
            select.choice(word, ctx.text(&format!("texting-format-{word}")))
        })
        .chosen(&typed.format)
}

fn limits(ctx: &Ctx, typed: &Typed, wrong: &Wrong) -> Vec<ui::Field> {
    let all = typed.values();
    let limits = all
        .iter()
        .filter(|(name, _)| name.ends_with("_hour") || name.ends_with("_day"));
    let field = |(name, value): &(&str, &str)| {
        let key = format!("texting-{}", name.replace('_', "-"));
        ui::field(*name, ctx.text(&key))
            .value(value)
            .error(wrong.at(ctx, name))
            .keyboard("numeric")
            .short()
    };
    limits.map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            transport: "gateway".into(),
            countries: "de, PL;at DE".into(),
            url: " https://sms.example/x ".into(),
            headers: "Authorization: Bearer {secret}\r\n\r\nX-App:  door\r\n".into(),
            method: "put".into(),
            format: "form".into(),
            body: "to={to}\r\nm={text}".into(),
            secret: "s3cret".into(),
            number_hour: "2".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn what_is_stored_comes_back_into_the_form_without_the_secret() {
        let proposal = typed().proposal().unwrap();
        assert!(matches!(proposal.secret, Secrecy::Set(_)));
        let codes: Vec<_> = proposal
            .settings
            .countries
            .iter()
            .map(Country::code)
            .collect();
        assert_eq!(codes, ["DE", "PL", "AT"]);
        let again = Typed::of(&proposal.settings);
        assert_eq!(again.headers, "Authorization: Bearer {secret}\nX-App: door");
        assert_eq!(
            (again.method.as_str(), again.format.as_str()),
            ("put", "form")
        );
        assert_eq!(
            (again.number_hour.as_str(), again.number_day.as_str()),
            ("2", "6")
        );
        assert_eq!(again.secret, "");
        let once_more = again.proposal().unwrap();
        assert_eq!(once_more.settings, proposal.settings);
        assert!(matches!(once_more.secret, Secrecy::Keep));
    }

    #[test]
    fn a_wrong_field_is_named() {
        let wrong = |change: &dyn Fn(&mut Typed)| {
            let mut one = typed();
            change(&mut one);
            one.proposal().unwrap_err().0[0].0
        };
        assert_eq!(
            wrong(&|one| one.countries = "DE, Germany".into()),
            "countries"
        );
        assert_eq!(wrong(&|one| one.server_day = "many".into()), "server_day");
        assert_eq!(wrong(&|one| one.server_day = "-1".into()), "server_day");
        assert_eq!(
            wrong(&|one| one.network_hour = "1000001".into()),
            "network_hour"
        );
        assert_eq!(wrong(&|one| one.headers = "no colon".into()), "headers");
    }
}
