//! What is answered before the routes are asked: documents that are the same for all, and what machines ask at
//! every turn, where all is well: may this request pass, is this token alive. Everything else, and whatever is not
//! well, is for the routes behind.
//!
//! Such an answer is the one the routes would give, with the same headers, and counted the same way. It sets no
//! cookie and writes nothing down but that a session is used, so nothing of the edge is left out but its work.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use protocol::oauth::Params;
use tower::Service;

use crate::web::{App, secure};
use crate::{oidc, sites};

/// The largest body that is read here, in bytes: larger than an introspection has to be.
const LARGEST: u64 = 8 * 1024;

/// The routes with this before them.
#[derive(Clone, Debug)]
pub struct Front<S> {
    app: App,
    routes: S,
}

impl<S> Front<S> {
    /// Before `routes`.
    pub fn before(routes: S, app: App) -> Self {
        Self { app, routes }
    }
}

/// What is known here, by its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Document(&'static str),
    Site(&'static str),
    Introspection,
}

impl Known {
    fn of(request: &Request) -> Option<Self> {
        let uri = request.uri();
        match *request.method() {
            Method::GET => {
                let document = oidc::document_at(uri.path()).map(Self::Document);
                let site = || sites::asked_at(uri).map(|(route, _)| Self::Site(route));
                document.or_else(site)
            }
            Method::POST if uri.path() == oidc::INTROSPECTION && uri.query().is_none() => {
                let length = request.body().size_hint().exact();
                length
                    .is_some_and(|length| length <= LARGEST)
                    .then_some(Self::Introspection)
            }
            _ => None,
        }
    }

    const fn route(self) -> &'static str {
        match self {
            Self::Document(route) | Self::Site(route) => route,
            Self::Introspection => oidc::INTROSPECTION,
        }
    }

    /// The answer, or the request as it came.
    async fn answer(self, app: &App, request: Request) -> Result<Response, Request> {
        match self {
            Self::Document(route) => {
                let found = oidc::document(app, route, request.headers()).await;
                found.ok_or(request)
            }
            Self::Site(_) => {
                let (parts, body) = request.into_parts();
                let passed = passed(app, &parts).await;
                passed.ok_or_else(|| Request::from_parts(parts, body))
            }
            Self::Introspection => introspected(app, request).await,
        }
    }
}

async fn passed(app: &App, asked: &Parts) -> Option<Response> {
    let (_, site) = sites::asked_at(&asked.uri)?;
    let ConnectInfo(peer) = asked.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let mut response = sites::pass(app, (site, peer.ip()), &asked.headers).await?;
    secure(&mut response, app.config.public_url.is_https());
    Some(response)
}

async fn introspected(app: &App, request: Request) -> Result<Response, Request> {
    let (parts, body) = request.into_parts();
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let Ok(body) = axum::body::to_bytes(body, most).await else {
        // Whoever sent it is gone. What the routes get is refused unread, as a body without an end is.
        let unreadable = vec![0; Params::MAX_LENGTH + 1];
        return Err(Request::from_parts(parts, Body::from(unreadable)));
    };
    match oidc::introspected(app, &parts.headers, &body).await {
        Some(mut response) => {
            secure(&mut response, app.config.public_url.is_https());
            Ok(response)
        }
        None => Err(Request::from_parts(parts, Body::from(body))),
    }
}

impl<S, B> Service<Request<B>> for Front<S>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Unpin + Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.routes.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let request = request.map(Body::new);
        let Some(known) = Known::of(&request) else {
            return Answering::ByRoutes(self.routes.call(request));
        };
        // The routes that said they are ready are the ones to ask.
        let spare = self.routes.clone();
        let mut routes = std::mem::replace(&mut self.routes, spare);
        let app = self.app.clone();
        Answering::Here(Box::pin(async move {
            let started = app.clock.monotonic();
            match known.answer(&app, request).await {
                Ok(response) => {
                    let (status, took) = (response.status(), started.elapsed());
                    app.metrics.request(known.route(), status, took);
                    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                    let (path, status) = (known.route(), status.as_u16());
                    tracing::debug!(path, status, took_us, "answered");
                    Ok(response)
                }
                Err(request) => routes.call(request).await,
            }
        }))
    }
}

/// An answer on its way.
pub enum Answering<F> {
    /// From here.
    Here(Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>),
    /// From the routes.
    ByRoutes(F),
}

impl<F> Future for Answering<F>
where
    F: Future<Output = Result<Response, Infallible>> + Unpin,
{
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Here(answering) => answering.as_mut().poll(cx),
            Self::ByRoutes(answering) => Pin::new(answering).poll(cx),
        }
    }
}
