//! The gateway as the operator describes it, and a message handed over to it.

use std::time::Duration;

use protocol::sms::{Filling, Flaw, Judged, Method, Recipe, Request, Success, scrubbed};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::TextMessage;
use crate::net::{Net, NetError, Outgoing, Reply};
use crate::outbox::{Delivery, Outcome};

/// An answer is never read further.
const ANSWER: usize = 64 * 1024;
/// A gateway has so long to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// So much of an answer is shown after a test, in characters.
const SHOWN: usize = 2000;

/// A gateway, without its secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// The request for one message.
    #[serde(flatten)]
    pub recipe: Recipe,
    /// What stands for `{from}`.
    pub from: String,
    /// What stands for `{user}`.
    pub user: String,
    /// How its success is recognised.
    pub success: Success,
}

impl Gateway {
    /// Whether a secret given for `self` may be told in the words of `other`.
    pub(super) fn same_account(&self, other: &Self) -> bool {
        (&self.recipe, &self.user) == (&other.recipe, &other.user)
    }

    /// Hands a message over. What is kept of the answer repeats neither the number nor what the message says.
    pub(super) async fn send(&self, net: &Net, message: &TextMessage, secret: &str) -> Delivery {
        match self.ask(net, message, secret).await {
            Asked::Never(delivery) => delivery,
            Asked::Answered(reply, judged) => {
                // Of a yes nothing is kept: gateways repeat what they were told.
                let words = match judged {
                    Judged::Taken => String::new(),
                    Judged::Refused | Judged::Later => {
                        let told = self.without(&reply.body, secret);
                        scrubbed(&without_words(&told, &message.words))
                    }
                };
                let answer = format!("{} {words}", reply.status.as_u16());
                Delivery::new(outcome(judged), answer.trim_end().to_owned())
            }
        }
    }

    /// The same for a test, with the dialogue: the description as it was typed, and the whole answer.
    pub(super) async fn try_out(&self, net: &Net, message: &TextMessage, secret: &str) -> Delivery {
        let recipe = &self.recipe;
        let mut dialogue = vec![format!("> {} {}", recipe.method.word(), recipe.url)];
        let headers = recipe.headers.iter();
        dialogue.extend(headers.map(|(name, value)| format!("> {name}: {value}")));
        let kind = recipe.format.content_type();
        dialogue.extend(kind.map(|kind| format!("> content-type: {kind}")));
        dialogue.extend(recipe.body.lines().map(|line| format!("> {line}")));
        let mut delivery = match self.ask(net, message, secret).await {
            Asked::Never(delivery) => delivery,
            Asked::Answered(reply, judged) => {
                let told = self.without(&reply.body, secret);
                let told: String = told.chars().take(SHOWN).collect();
                let status = format!("< {}", reply.status);
                let lines = told.lines().map(|line| format!("< {line}"));
                let dialogue = [status].into_iter().chain(lines).collect();
                Delivery {
                    outcome: outcome(judged),
                    answer: reply.status.to_string(),
                    dialogue,
                }
            }
        };
        dialogue.append(&mut delivery.dialogue);
        Delivery {
            dialogue,
            ..delivery
        }
    }

    /// An answer without the secret, should it be repeated there in any form.
    fn without(&self, body: &[u8], secret: &str) -> String {
        let filling = Filling {
            to: "",
            digits: "",
            text: "",
            from: &self.from,
            user: &self.user,
            secret,
        };
        filling.without_secret(&String::from_utf8_lossy(body))
    }

    async fn ask(&self, net: &Net, message: &TextMessage, secret: &str) -> Asked {
        let filling = Filling {
            to: message.to.e164(),
            digits: message.to.digits(),
            text: &message.words,
            from: &self.from,
            user: &self.user,
            secret,
        };
        let outgoing = self.recipe.request(&filling).and_then(outgoing);
        let Ok(outgoing) = outgoing else {
            let words = "the gateway's description cannot be used".to_owned();
            return Asked::Never(Delivery::new(Outcome::Refused, words));
        };
        match net.send(outgoing).await {
            Ok(reply) => {
                let judged = self.success.judge(reply.status.as_u16(), &reply.body);
                Asked::Answered(reply, judged)
            }
            // Nobody knows whether it was sent; once more would cost once more.
            Err(cause @ (NetError::TooLarge(_) | NetError::Unanswered(_))) => {
                Asked::Never(Delivery::new(Outcome::Refused, cause.to_string()))
            }
            Err(cause) => Asked::Never(Delivery::new(Outcome::Later, cause.to_string())),
        }
    }
}

enum Asked {
    /// There was no answer to judge.
    Never(Delivery),
    Answered(Reply, Judged),
}

const fn outcome(judged: Judged) -> Outcome {
    match judged {
        Judged::Taken => Outcome::Accepted,
        Judged::Refused => Outcome::Refused,
        Judged::Later => Outcome::Later,
    }
}

fn outgoing(request: Request) -> Result<Outgoing, Flaw> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let name = HeaderName::try_from(name.as_str()).map_err(|_| Flaw::Header)?;
        let mut value = HeaderValue::try_from(value.as_str()).map_err(|_| Flaw::Header)?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
    };
    Ok(Outgoing {
        method,
        url: request.url,
        headers,
        body: request.body.into_bytes(),
        limit: ANSWER,
        timeout: PATIENCE,
    })
}

/// An answer without the words of the message, should they be repeated there.
fn without_words(told: &str, message: &str) -> Vec<u8> {
    let mut told = told.to_owned();
    let apart = |sign: char| sign.is_whitespace() || sign == ',';
    let mut words: Vec<&str> = message.split(apart).collect();
    words.retain(|word| word.chars().count() > 2);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        told = told.replace(word, "…");
    }
    told.into_bytes()
}
