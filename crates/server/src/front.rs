//! What is answered before the routes are asked: the documents that every application fetches and that are the same
//! for all. Everything else, and whatever goes wrong here, is for the routes behind.
//!
//! Such an answer is the one the routes would give, with the same headers, counted and logged the same way. It
//! names nobody and sets no cookie, so nothing of the edge is left out but its work.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use tower::Service;

use crate::oidc;
use crate::web::App;

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

impl<S, B> Service<Request<B>> for Front<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Unpin + Send,
    B: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.routes.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let document = oidc::document_at(request.uri().path());
        let Some(route) = document.filter(|_| request.method() == Method::GET) else {
            return Answering::ByRoutes(self.routes.call(request));
        };
        // The routes that said they are ready are the ones to ask.
        let spare = self.routes.clone();
        let mut routes = std::mem::replace(&mut self.routes, spare);
        let app = self.app.clone();
        Answering::Here(Box::pin(async move {
            match answer(&app, route, request.headers()).await {
                Some(response) => Ok(response),
                None => routes.call(request).await,
            }
        }))
    }
}

/// The document at this route.
async fn answer(app: &App, route: &'static str, sent: &HeaderMap) -> Option<Response> {
    let started = app.clock.monotonic();
    let response: Response<Body> = oidc::document(app, route, sent).await?;
    let (status, took) = (response.status(), started.elapsed());
    app.metrics.request(route, status, took);
    tracing::debug!(path = route, status = status.as_u16(), "answered");
    Some(response)
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
