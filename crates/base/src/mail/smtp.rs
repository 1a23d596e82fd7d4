//! Delivery to a mail server over SMTP, step by step, so that the dialogue can be shown.

use std::net::IpAddr;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Noop;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;

use super::channel;
use crate::outbox::{Delivery, Outcome};
use crate::secret::Secret;

/// How long one delivery may take.
const WHOLE: Duration = Duration::from_secs(60);
/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);
/// Of a server's answer no more is kept.
const LONGEST_ANSWER: usize = 500;

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins plain and must change to TLS before anything is said; usual on port 587.
    StartTls,
    /// TLS from the first byte; usual on port 465.
    Tls,
    /// None. Only to this very machine.
    Plain,
}

/// Who we are to the mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user name.
    pub name: String,
    /// The password.
    pub password: Secret<String>,
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// Who we are; none when it takes letters from anybody on its network.
    pub login: Option<Login>,
    /// An authority in PEM that is trusted beside those of the system.
    pub authority: Option<String>,
    /// What we call ourselves; the name of this machine when none is given.
    pub hello: Option<String>,
}

/// What was said so far, and how it went wrong.
struct Broken {
    outcome: Outcome,
    words: String,
}

impl From<Error> for Broken {
    fn from(cause: Error) -> Self {
        // Only the server's own 5xx is final: what is set wrong on our side gets put right.
        let outcome = if cause.is_permanent() {
            Outcome::Refused
        } else {
            Outcome::Later
        };
        let mut words = cause.to_string();
        let mut deeper = std::error::Error::source(&cause);
        while let Some(next) = deeper {
            let more = next.to_string();
            if !words.contains(&more) {
                words = format!("{words}: {more}");
            }
            deeper = next.source();
        }
        Self {
            outcome,
            words: brief(&words),
        }
    }
}

impl Broken {
    /// Something other than the letter is wrong: the login, TLS, the settings. That gets put
    /// right one day, so the letter waits.
    fn later(self) -> Self {
        Self {
            outcome: Outcome::Later,
            ..self
        }
    }

    /// What is found out on this side once the letter is on the table cannot be helped: the
    /// server does not take addresses of this kind.
    fn in_letter(cause: Error) -> Self {
        let hopeless = cause.is_client();
        let broken = Self::from(cause);
        if hopeless {
            return Self {
                outcome: Outcome::Refused,
                ..broken
            };
        }
        broken
    }

    /// The way to the server is not there or not safe.
    fn way(cause: impl ToString) -> Self {
        Self {
            outcome: Outcome::Later,
            words: brief(&cause.to_string()),
        }
    }
}

impl Smtp {
    /// Delivers a composed letter; without one, only finds out whether one would be heard.
    pub(super) async fn deliver(&self, message: Option<&Message>) -> Delivery {
        let mut dialogue = Vec::new();
        let talk = self.talk(message, &mut dialogue);
        let ended = match tokio::time::timeout(WHOLE, talk).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(broken)) => Err(broken),
            Err(_) => Err(Broken {
                outcome: Outcome::Later,
                words: "the server took too long".into(),
            }),
        };
        let (outcome, answer) = match ended {
            Ok(answer) => (Outcome::Accepted, answer),
            Err(broken) => (broken.outcome, broken.words),
        };
        dialogue.push(answer.clone());
        Delivery {
            outcome,
            answer,
            dialogue,
        }
    }

    async fn talk(
        &self,
        message: Option<&Message>,
        said: &mut Vec<String>,
    ) -> Result<String, Broken> {
        let mut connection = self.connect(said).await?;
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.name.clone(), login.password.expose().clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let answer = connection.auth(&mechanisms, &credentials).await;
            let answer = answer.map_err(|cause| Broken::from(cause).later())?;
            said.push(format!("AUTH as {}: {}", login.name, spoken(&answer)));
        }
        let answer = match message {
            Some(message) => connection
                .send(message.envelope(), &message.formatted())
                .await
                .map_err(Broken::in_letter)?,
            None => connection.command(Noop).await?,
        };
        // All is said already; how the farewell goes changes nothing.
        let _ = connection.quit().await;
        Ok(spoken(&answer))
    }

    async fn connect(&self, said: &mut Vec<String>) -> Result<AsyncSmtpConnection, Broken> {
        if self.security == Security::Plain && !is_loopback(&self.host) {
            let words = "without TLS only a mail server on this machine is used".to_owned();
            return Err(Broken {
                outcome: Outcome::Later,
                words,
            });
        }
        let given = self.hello.clone().map(ClientId::Domain);
        let hello = given.unwrap_or_default();
        let server = (self.host.as_str(), self.port);
        let tcp = tokio::time::timeout(CONNECT, TcpStream::connect(server)).await;
        let tcp = tcp
            .map_err(|_| Broken::way("nobody answered in time"))?
            .map_err(Broken::way)?;
        said.push(format!("connected to {}:{}", self.host, self.port));
        let (host, pem) = (self.host.as_str(), self.authority.as_deref());
        let stream: Box<dyn AsyncTokioStream> = match self.security {
            Security::Plain => Box::new(tcp),
            Security::Tls => Box::new(channel::tls(tcp, host, pem).await.map_err(Broken::way)?),
            Security::StartTls => {
                let upgraded = channel::starttls(tcp, &hello.to_string(), host, pem).await;
                Box::new(upgraded.map_err(Broken::way)?)
            }
        };
        if self.security != Security::Plain {
            said.push("the connection is encrypted".to_owned());
        }
        let connection = AsyncSmtpConnection::connect_with_transport(stream, &hello)
            .await
            .map_err(|cause| Broken::from(cause).later())?;
        said.push(brief(&connection.server_info().to_string()));
        Ok(connection)
    }
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The code and the words of an answer, as the server gave them.
fn spoken(answer: &Response) -> String {
    let words: Vec<&str> = answer.message().collect();
    brief(&format!("{} {}", answer.code(), words.join(" ")))
}

/// One line of a bearable length, whatever a server says.
fn brief(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_ANSWER)
        .collect()
}
