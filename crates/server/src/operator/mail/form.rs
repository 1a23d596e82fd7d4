//! The form of the mail settings: what is typed, and what is wrong beside each field.

use std::path::PathBuf;

use base::mail::{Correspondent, MailSettings, Password, Problem, Proposal, Security, Server};
use base::secret::Secret;
use serde::Deserialize;

use crate::web::Ctx;
use crate::web::ui;

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    #[serde(rename = "do")]
    deed: String,
    pub(super) transport: String,
    from: String,
    from_name: String,
    host: String,
    port: String,
    security: String,
    user: String,
    password: String,
    folder: String,
    /// Where the test goes.
    pub(super) to: String,
}

/// The Fluent keys of what is wrong, by field.
#[derive(Clone, Debug, Default)]
pub struct Wrong(Vec<(&'static str, &'static str)>);

impl Wrong {
    /// The mistakes the settings themselves name.
    pub fn of(problems: &[Problem]) -> Self {
        Self(problems.iter().map(|problem| named(*problem)).collect())
    }

    /// The address of the test is none.
    pub(super) fn to() -> Self {
        Self(vec![("to", "operator-mail-address-odd")])
    }

    /// There is nothing to try out.
    pub(super) fn off() -> Self {
        Self(vec![("transport", "operator-mail-nothing-to-try")])
    }

    /// Each field with the key of what is wrong with it.
    pub fn fields(&self) -> &[(&'static str, &'static str)] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, ctx: &Ctx, field: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, key)| ctx.text(key))
    }
}

const fn named(problem: Problem) -> (&'static str, &'static str) {
    match problem {
        Problem::Host => ("host", "operator-mail-host-odd"),
        Problem::Port => ("port", "operator-mail-port-odd"),
        Problem::PlainElsewhere => ("security", "operator-mail-plain-elsewhere"),
        Problem::User => ("user", "operator-mail-user-odd"),
        Problem::Password => ("password", "operator-mail-password-again"),
        Problem::Authority => ("host", "operator-mail-authority-odd"),
        Problem::Hello => ("host", "operator-mail-hello-odd"),
        Problem::Folder => ("folder", "operator-mail-folder-missing"),
    }
}

impl Typed {
    /// The form of what is stored; the password is never part of a page.
    pub fn of(settings: &MailSettings) -> Self {
        let base = Self {
            port: "587".into(),
            security: "starttls".into(),
            ..Self::default()
        };
        let sender = |from: &Correspondent| {
            (
                from.address().to_owned(),
                from.name().unwrap_or_default().to_owned(),
            )
        };
        match settings {
            MailSettings::Off => Self {
                transport: "off".into(),
                ..base
            },
            MailSettings::Folder { from, folder } => {
                let (from, from_name) = sender(from);
                let folder = folder.display().to_string();
                Self {
                    transport: "folder".into(),
                    from,
                    from_name,
                    folder,
                    ..base
                }
            }
            MailSettings::Smtp { from, server } => {
                let (from, from_name) = sender(from);
                Self {
                    transport: "smtp".into(),
                    from,
                    from_name,
                    host: server.host.clone(),
                    port: server.port.to_string(),
                    security: word(server.security).to_owned(),
                    user: server.user.clone().unwrap_or_default(),
                    ..Self::default()
                }
            }
        }
    }

    /// Each field but the password with what stands in it.
    pub fn values(&self) -> [(&'static str, &str); 8] {
        [
            ("transport", &self.transport),
            ("from", &self.from),
            ("from_name", &self.from_name),
            ("host", &self.host),
            ("port", &self.port),
            ("security", &self.security),
            ("user", &self.user),
            ("folder", &self.folder),
        ]
    }

    pub(super) fn is_test(&self) -> bool {
        self.deed == "test"
    }

    /// The settings that are meant.
    ///
    /// # Errors
    /// [`Wrong`], by field.
    pub fn proposal(&self) -> Result<Proposal, Wrong> {
        let settings = match self.transport.as_str() {
            "smtp" => MailSettings::Smtp {
                from: self.sender()?,
                server: self.server()?,
            },
            "folder" => MailSettings::Folder {
                from: self.sender()?,
                folder: PathBuf::from(self.folder.trim()),
            },
            _ => MailSettings::Off,
        };
        let password = match self.password.as_str() {
            "" => Password::Keep,
            typed => Password::Set(Secret::new(typed.to_owned())),
        };
        Ok(Proposal { settings, password })
    }

    fn sender(&self) -> Result<Correspondent, Wrong> {
        let name = Some(self.from_name.trim()).filter(|name| !name.is_empty());
        Correspondent::new(self.from.trim(), name)
            .map_err(|_| Wrong(vec![("from", "operator-mail-address-odd")]))
    }

    fn server(&self) -> Result<Server, Wrong> {
        let port = self
            .port
            .trim()
            .parse()
            .map_err(|_| Wrong::of(&[Problem::Port]))?;
        let security = match self.security.as_str() {
            "tls" => Security::Tls,
            "plain" => Security::Plain,
            _ => Security::StartTls,
        };
        let user = Some(self.user.trim().to_owned()).filter(|user| !user.is_empty());
        let host = self.host.trim().to_owned();
        Ok(Server {
            host,
            port,
            security,
            user,
            authority: None,
            hello: None,
        })
    }
}

const fn word(security: Security) -> &'static str {
    match security {
        Security::StartTls => "starttls",
        Security::Tls => "tls",
        Security::Plain => "plain",
    }
}

/// The fields, with what is wrong beside each.
pub(in crate::operator) struct Fields {
    pub(super) transport: ui::Radios,
    pub(super) from: ui::Field,
    pub(super) from_name: ui::Field,
    pub(super) host: ui::Field,
    pub(super) port: ui::Field,
    pub(super) security: ui::Select,
    pub(super) user: ui::Field,
    pub(super) password: ui::Field,
    pub(super) folder: ui::Field,
    pub(super) to: ui::Field,
}

impl Fields {
    pub(super) fn new(ctx: &Ctx, typed: &Typed, wrong: &Wrong, has_password: bool) -> Self {
        let label = |key: &str| ctx.text(&format!("operator-mail-{key}"));
        let field = |name: &str, key: &str, value: &str| {
            ui::field(name, label(key))
                .value(value)
                .error(wrong.at(ctx, name))
                .autocomplete("off")
        };
        let transport = ["smtp", "folder", "off"].iter().fold(
            ui::radios("transport", label("transport")),
            |radios, way| {
                let words = if *way == "smtp" {
                    label(way)
                } else {
                    label(&format!("{way}-way"))
                };
                radios.explained(way, words, label(&format!("{way}-hint")))
            },
        );
        let security = ["starttls", "tls", "plain"]
            .iter()
            .fold(ui::select("security", label("security")), |select, way| {
                select.choice(way, label(way))
            });
        let kept = has_password.then(|| label("password-kept"));
        Self {
            transport: transport
                .chosen(&typed.transport)
                .error(wrong.at(ctx, "transport")),
            from: field("from", "from", &typed.from).kind("email"),
            from_name: field("from_name", "from-name", &typed.from_name).optional(&ctx.texts),
            host: field("host", "host", &typed.host),
            port: field("port", "port", &typed.port)
                .keyboard("numeric")
                .short(),
            security: security
                .chosen(&typed.security)
                .error(wrong.at(ctx, "security")),
            user: field("user", "user", &typed.user).optional(&ctx.texts),
            password: ui::password("password", label("password"), &ctx.texts)
                .autocomplete("new-password")
                .hint(kept)
                .error(wrong.at(ctx, "password")),
            folder: field("folder", "folder", &typed.folder).mono(),
            to: field("to", "to", &typed.to).kind("email"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp() -> Typed {
        Typed {
            transport: "smtp".into(),
            from: "door@falke.example.com".into(),
            host: "mail.falke.example.com".into(),
            port: "465".into(),
            security: "tls".into(),
            user: "door".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn what_is_stored_comes_back_into_the_form_without_the_password() {
        let proposal = Typed {
            password: "secret of the mail server".into(),
            ..smtp()
        }
        .proposal();
        let proposal = proposal.unwrap();
        assert!(matches!(proposal.password, Password::Set(_)));
        let again = Typed::of(&proposal.settings);
        assert_eq!(
            (again.host.as_str(), again.port.as_str()),
            ("mail.falke.example.com", "465")
        );
        assert_eq!(
            (again.security.as_str(), again.user.as_str()),
            ("tls", "door")
        );
        assert_eq!(again.password, "");
    }

    #[test]
    fn a_wrong_field_is_named() {
        let wrong = |typed: Typed| typed.proposal().unwrap_err().0[0].0;
        assert_eq!(
            wrong(Typed {
                port: "x".into(),
                ..smtp()
            }),
            "port"
        );
        assert_eq!(
            wrong(Typed {
                from: "nobody".into(),
                ..smtp()
            }),
            "from"
        );
        assert_eq!(
            wrong(Typed {
                from: "a@b.example\r\nBcc: x@y.example".into(),
                ..smtp()
            }),
            "from"
        );
    }

    #[test]
    fn an_empty_password_keeps_the_old_one() {
        assert!(matches!(
            smtp().proposal().unwrap().password,
            Password::Keep
        ));
    }
}
