//! Delivery to a mail server over SMTP, step by step, so that the dialogue can be shown.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Noop;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;

use super::channel::{self, Channel};
use super::stop::{Broken, Stop};
use super::transcript::Transcript;
use crate::net::address::is_place;
use crate::outbox::{Delivery, Outcome};
use crate::secret::Secret;

/// How long one delivery may take.
const WHOLE: Duration = Duration::from_secs(60);
/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);

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

/// What came of a talk, and where it stopped before the letter was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talked {
    /// What came of it.
    pub delivery: Delivery,
    /// Where it stopped.
    pub stop: Option<Stop>,
}

impl Smtp {
    /// Delivers a composed letter; without one, only finds out whether one would be heard.
    pub(super) async fn deliver(&self, message: Option<&Message>) -> Talked {
        let transcript = Transcript::new(self.login.as_ref());
        let talk = self.talk(message, &transcript);
        let ended = match tokio::time::timeout(WHOLE, talk).await {
            Ok(ended) => ended,
            Err(_) => Err(Broken::later(Stop::Silent, "the server took too long")),
        };
        let (outcome, answer, stop) = match ended {
            Ok(answer) => (Outcome::Accepted, answer, None),
            Err(broken) => (broken.outcome, broken.words, Some(broken.stop)),
        };
        let answer = transcript.clean(&answer);
        if stop.is_some() {
            transcript.note(&answer);
        }
        let dialogue = transcript.lines();
        let delivery = Delivery {
            outcome,
            answer,
            dialogue,
        };
        Talked { delivery, stop }
    }

    async fn talk(
        &self,
        message: Option<&Message>,
        transcript: &Transcript,
    ) -> Result<String, Broken> {
        let mut connection = self.connect(transcript).await?;
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.name.clone(), login.password.expose().clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let answer = connection.auth(&mechanisms, &credentials).await;
            answer.map_err(|cause| Broken::at_login(&cause, transcript))?;
        }
        let answer = match message {
            Some(message) => connection
                .send(message.envelope(), &message.formatted())
                .await
                .map_err(|cause| Broken::in_letter(&cause, transcript))?,
            None => connection
                .command(Noop)
                .await
                .map_err(|cause| Broken::talking(&cause, transcript))?,
        };
        // All is said already; how the farewell goes changes nothing.
        let _ = connection.quit().await;
        Ok(spoken(&answer))
    }

    async fn connect(&self, transcript: &Transcript) -> Result<AsyncSmtpConnection, Broken> {
        if self.security == Security::Plain && !is_loopback(&self.host) {
            let words = "without TLS only a mail server on this machine is used";
            return Err(Broken::later(Stop::Forbidden, words));
        }
        let given = self.hello.clone().map(ClientId::Domain);
        let hello = given.unwrap_or_default();
        let tcp = self.reach(transcript).await?;
        let (host, pem) = (self.host.as_str(), self.authority.as_deref());
        let stream: Box<dyn AsyncTokioStream> = match self.security {
            Security::Plain => Box::new(Channel::plain(tcp, transcript)),
            Security::Tls => Box::new(channel::tls(tcp, (host, pem), transcript).await?),
            Security::StartTls => {
                let said = hello.to_string();
                Box::new(channel::starttls(tcp, &said, (host, pem), transcript).await?)
            }
        };
        AsyncSmtpConnection::connect_with_transport(stream, &hello)
            .await
            .map_err(|cause| {
                let broken = Broken::talking(&cause, transcript);
                Broken::later(broken.stop, broken.words)
            })
    }

    /// Stands before the server's door: at one of the addresses of its name, all of which must be places for letters.
    async fn reach(&self, transcript: &Transcript) -> Result<TcpStream, Broken> {
        let silent = |_| Broken::later(Stop::Silent, "nobody answered in time");
        let server = (self.host.as_str(), self.port);
        let found = tokio::time::timeout(CONNECT, tokio::net::lookup_host(server)).await;
        let found = found.map_err(silent)?;
        let found: Vec<SocketAddr> = found
            .map_err(|cause| Broken::later(Stop::Name, cause))?
            .collect();
        if found.is_empty() {
            return Err(Broken::later(Stop::Name, "the name leads nowhere"));
        }
        if !found.iter().all(|address| is_place(address.ip())) {
            let words = "the name leads to an address that no mail is taken to";
            return Err(Broken::later(Stop::Forbidden, words));
        }
        let tcp = tokio::time::timeout(CONNECT, TcpStream::connect(found.as_slice())).await;
        let tcp = tcp.map_err(silent)?;
        let tcp = tcp.map_err(|cause| Broken::connecting(&cause))?;
        transcript.note(&format!("connected to {}:{}", self.host, self.port));
        Ok(tcp)
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
    format!("{} {}", answer.code(), words.join(" "))
}
