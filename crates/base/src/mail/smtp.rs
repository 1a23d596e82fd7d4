//! Delivery to a mail server over SMTP, step by step, so that the dialogue can be shown.

use std::net::IpAddr;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use serde::{Deserialize, Serialize};

use super::{Delivery, Outcome};
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
}

impl Smtp {
    /// Delivers a composed letter.
    pub(super) async fn deliver(&self, message: &Message) -> Delivery {
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

    async fn talk(&self, message: &Message, said: &mut Vec<String>) -> Result<String, Broken> {
        let mut connection = self.connect(said).await?;
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.name.clone(), login.password.expose().clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let answer = connection.auth(&mechanisms, &credentials).await;
            let answer = answer.map_err(|cause| Broken::from(cause).later())?;
            said.push(format!("AUTH as {}: {}", login.name, spoken(&answer)));
        }
        let answer = connection
            .send(message.envelope(), &message.formatted())
            .await?;
        // The letter is accepted already; how the farewell goes changes nothing.
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
        let hello = ClientId::default();
        let at_once = match self.security {
            Security::Tls => Some(self.tls()?),
            Security::StartTls | Security::Plain => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &hello, at_once, None)
                .await
                .map_err(|cause| Broken::from(cause).later())?;
        said.push(format!("connected to {}:{}", self.host, self.port));
        if self.security == Security::StartTls {
            let upgraded = connection.starttls(self.tls()?, &hello).await;
            upgraded.map_err(|cause| Broken::from(cause).later())?;
        }
        if self.security != Security::Plain {
            said.push("the connection is encrypted".to_owned());
        }
        said.push(brief(&connection.server_info().to_string()));
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters, Broken> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.authority {
            let certificate = Certificate::from_pem(pem.as_bytes());
            let certificate = certificate.map_err(|cause| Broken::from(cause).later())?;
            builder = builder.add_root_certificate(certificate);
        }
        builder
            .build_rustls()
            .map_err(|cause| Broken::from(cause).later())
    }
}

fn is_loopback(host: &str) -> bool {
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
