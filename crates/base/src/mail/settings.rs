//! How letters leave the server, as the operator sets it. The password of the mail server is
//! sealed, is never shown, and is never told to another server than the one it was given for.

use std::net::IpAddr;
use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};

use super::smtp::is_loopback;
use super::{Correspondent, Letter, Login, Mail, Post, Security, Smtp, Talked, Transport};
use crate::db::Conn;
use crate::outbox::{OutboxError, Postmark};
use crate::secret::Secret;
use crate::settings::{self, Setting};

/// How letters leave the server.
pub const MAIL: Setting<MailSettings> = Setting::new("mail", MailSettings::default);

/// How letters leave the server, without the password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "transport", rename_all = "lowercase")]
pub enum MailSettings {
    /// Not at all: they wait in the outbox.
    #[default]
    Off,
    /// As files in a folder, for trying out.
    Folder {
        /// The sender on every letter.
        from: Correspondent,
        /// The folder.
        folder: PathBuf,
    },
    /// Through a mail server.
    Smtp {
        /// The sender on every letter.
        from: Correspondent,
        /// The mail server.
        server: Server,
    },
}

/// A mail server, without the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// The name to log in with; none when it takes letters without.
    pub user: Option<String>,
    /// An authority in PEM that is trusted beside those of the system.
    pub authority: Option<String>,
    /// What we call ourselves; the name of this machine when none is given.
    pub hello: Option<String>,
}

/// Why settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The host is neither a name nor an address.
    Host,
    /// The port is 0.
    Port,
    /// Without TLS only a mail server on this machine is used.
    PlainElsewhere,
    /// The user name is empty or holds a control character.
    User,
    /// There is no password, or it was given for another server.
    Password,
    /// The authority is no certificate in PEM.
    Authority,
    /// What we call ourselves is no name.
    Hello,
    /// The folder has no name.
    Folder,
}

/// The password that goes with proposed settings.
#[derive(Clone, Debug)]
pub enum Password {
    /// The stored one, if the server is the same.
    Keep,
    /// This one.
    Set(Secret<String>),
}

/// Settings somebody would like to have.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The settings.
    pub settings: MailSettings,
    /// The password for the mail server; of no matter without a user name.
    pub password: Password,
}

/// The settings as they are, and whether a password lies beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The settings.
    pub settings: MailSettings,
    /// Whether there is a password.
    pub has_password: bool,
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// They hold from now on; letters that wait are tried at once.
    Done,
    /// Nothing was changed.
    Refused(Vec<Problem>),
}

/// What came of trying out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The letter was taken to the server; the dialogue tells the rest.
    Delivery(Talked),
    /// Letters do not leave with these settings.
    Off,
    /// Nothing was tried.
    Refused(Vec<Problem>),
}

impl MailSettings {
    /// What is wrong with them, apart from the password.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Off => Vec::new(),
            Self::Folder { folder, .. } if folder.as_os_str().is_empty() => vec![Problem::Folder],
            Self::Folder { .. } => Vec::new(),
            Self::Smtp { server, .. } => server.problems(),
        }
    }

    fn server(&self) -> Option<&Server> {
        match self {
            Self::Smtp { server, .. } => Some(server),
            Self::Off | Self::Folder { .. } => None,
        }
    }

    fn from(&self) -> Option<&Correspondent> {
        match self {
            Self::Off => None,
            Self::Folder { from, .. } | Self::Smtp { from, .. } => Some(from),
        }
    }

    fn post(self, password: Option<Secret<String>>) -> Option<Post> {
        let (from, transport) = match self {
            Self::Off => return None,
            Self::Folder { from, folder } => (from, Transport::Folder(folder)),
            Self::Smtp { from, server } => (from, Transport::Smtp(server.smtp(password))),
        };
        Some(Post { transport, from })
    }
}

impl Server {
    fn problems(&self) -> Vec<Problem> {
        let named = |user: &String| !user.is_empty() && !user.chars().any(char::is_control);
        let plain_elsewhere = self.security == Security::Plain && !is_loopback(&self.host);
        let checks = [
            (!is_host(&self.host), Problem::Host),
            (self.port == 0, Problem::Port),
            (plain_elsewhere, Problem::PlainElsewhere),
            (!self.user.as_ref().is_none_or(named), Problem::User),
            (
                !self.authority.as_deref().is_none_or(is_authority),
                Problem::Authority,
            ),
            (!self.hello.as_deref().is_none_or(is_host), Problem::Hello),
        ];
        let wrong = checks.into_iter().filter(|(wrong, _)| *wrong);
        wrong.map(|(_, problem)| problem).collect()
    }

    /// Whether a password given for `self` may be told to `other`.
    fn same_login(&self, other: &Self) -> bool {
        let login = |server: &Self| Self {
            hello: None,
            ..server.clone()
        };
        login(self) == login(other)
    }

    fn smtp(self, password: Option<Secret<String>>) -> Smtp {
        let login = self.user.zip(password);
        Smtp {
            host: self.host,
            port: self.port,
            security: self.security,
            login: login.map(|(name, password)| Login { name, password }),
            authority: self.authority,
            hello: self.hello,
        }
    }
}

fn is_host(text: &str) -> bool {
    let name = || text.is_ascii() && url::Host::parse(text).is_ok();
    text.len() <= 253 && (text.parse::<IpAddr>().is_ok() || name())
}

fn is_authority(pem: &str) -> bool {
    let mut roots = RootCertStore::empty();
    let mut each = CertificateDer::pem_slice_iter(pem.as_bytes());
    let all = each.all(|found| found.is_ok_and(|certificate| roots.add(certificate).is_ok()));
    all && !roots.is_empty()
}

impl Mail {
    /// The settings as they are.
    ///
    /// # Errors
    /// When the database does not do its part.
    pub async fn settings(&self, conn: &mut Conn) -> Result<Stored, OutboxError> {
        Ok(Stored {
            settings: settings::load(conn, &MAIL).await?,
            has_password: settings::load_sealed(conn, &MAIL).await?.is_some(),
        })
    }

    /// Saves settings in the caller's transaction, if they can be used.
    ///
    /// # Errors
    /// When the database does not do its part or the password cannot be sealed.
    pub async fn save(&self, conn: &mut Conn, proposal: &Proposal) -> Result<Saved, OutboxError> {
        let password = match self.password(conn, proposal).await? {
            Ok(password) => password,
            Err(problems) => return Ok(Saved::Refused(problems)),
        };
        let way = (&MAIL, &proposal.settings);
        self.outbox.set_way::<Self, _>(conn, way, password).await?;
        Ok(Saved::Done)
    }

    /// Sends a letter with settings that need not be saved, and tells what was said.
    ///
    /// # Errors
    /// When the database does not do its part or the stored password cannot be opened.
    pub async fn try_out(
        &self,
        proposal: &Proposal,
        letter: &Letter,
    ) -> Result<Tried, OutboxError> {
        let found = self
            .password(&mut self.outbox.db.read().await?, proposal)
            .await?;
        let password = match found {
            Ok(password) => password,
            Err(problems) => return Ok(Tried::Refused(problems)),
        };
        let Some(post) = proposal.settings.clone().post(password) else {
            return Ok(Tried::Off);
        };
        let mark = Postmark {
            id: self.outbox.random.token(),
            at: self.outbox.clock.now(),
        };
        Ok(Tried::Delivery(post.talk(letter, &mark).await))
    }

    /// The way out that holds now; `None` when there is none.
    ///
    /// # Errors
    /// When the database does not do its part or the password cannot be opened.
    pub async fn post(&self) -> Result<Option<Post>, OutboxError> {
        let mut conn = self.outbox.db.read().await?;
        let settings = settings::load(&mut conn, &MAIL).await?;
        if let Some(transport) = self.instead.clone() {
            let anybody = || Correspondent::new("vestibule@example.com", None).ok();
            let from = settings.from().cloned().or_else(anybody);
            return Ok(from.map(|from| Post { transport, from }));
        }
        let password = self.outbox.secret_of(&mut conn, &MAIL).await?;
        Ok(settings.post(password))
    }

    /// The password for the proposed settings, or what is wrong with them.
    async fn password(
        &self,
        conn: &mut Conn,
        proposal: &Proposal,
    ) -> Result<Result<Option<Secret<String>>, Vec<Problem>>, OutboxError> {
        let mut problems = proposal.settings.problems();
        let server = proposal.settings.server();
        let Some(server) = server.filter(|server| server.user.is_some()) else {
            return Ok(if problems.is_empty() {
                Ok(None)
            } else {
                Err(problems)
            });
        };
        let found = match &proposal.password {
            Password::Set(secret) => Some(secret.clone()),
            Password::Keep => {
                let stored = settings::load(conn, &MAIL).await?;
                let same = stored.server().is_some_and(|old| old.same_login(server));
                if same {
                    self.outbox.secret_of(conn, &MAIL).await?
                } else {
                    None
                }
            }
        };
        let found = found.filter(|secret| !secret.expose().is_empty());
        if found.is_none() {
            problems.push(Problem::Password);
        }
        Ok(if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        })
    }
}
