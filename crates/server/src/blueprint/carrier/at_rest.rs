//! Calls to a data directory at rest: the router of the server within this process, called as whoever is at the
//! machine. Whoever can read the data directory has its keys and its database; the audit trail says that it
//! was done there.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::Request;
use http::header::{CONTENT_TYPE, ETAG, HOST, IF_MATCH};
use serde_json::Value;
use tower::ServiceExt;

use super::super::Trouble;
use super::{Ask, BASE, Told};
use crate::tokens::AtTheMachine;
use crate::web::App;

/// The most bytes of an answer.
const LARGEST: usize = 64 << 20;

/// The server within this process.
pub struct AtRest {
    app: App,
    router: Router,
    place: String,
}

impl AtRest {
    /// A server over this state, with its router; where the data lies, in words.
    pub fn over(app: App, router: Router, place: &str) -> Self {
        Self {
            app,
            router,
            place: place.to_owned(),
        }
    }

    /// Where the data lies.
    pub(super) fn place(&self) -> String {
        self.place.clone()
    }

    /// Carries a call.
    pub(super) async fn carry(&self, ask: &Ask) -> Result<Told, Trouble> {
        let url = &self.app.config.public_url;
        let host = url
            .origin()
            .split_once("://")
            .map_or(url.host(), |(_, rest)| rest);
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(format!("{BASE}{}", ask.path))
            .header(HOST, host);
        if ask.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        for (name, text) in [(IF_MATCH, &ask.tag), (super::IDEMPOTENCY_KEY, &ask.key)] {
            if let Some(text) = text {
                request = request.header(name, text);
            }
        }
        let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut request = request.body(Body::from(body)).map_err(Trouble::odd)?;
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        request.extensions_mut().insert(ConnectInfo(here));
        request.extensions_mut().insert(AtTheMachine::here());
        let answer = self.router.clone().oneshot(request).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, LARGEST).await.map_err(Trouble::odd)?;
        let tag = parts.headers.get(ETAG).and_then(|line| line.to_str().ok());
        Ok(Told {
            status: parts.status,
            tag: tag.map(str::to_owned),
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        })
    }
}
