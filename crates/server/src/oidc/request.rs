//! Reading what applications send: the body of a form, and who says they send it.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use protocol::oauth::{self, ErrorAnswer, ErrorCode, Params};

use super::error::OAuthError;
use crate::web::{App, Ctx};

/// A form as an application sends it: no cookie, no hidden field, its own `Authorization` header.
pub(super) struct ClientForm {
    /// The one `Authorization` header.
    pub(super) authorization: Option<String>,
    /// All headers.
    pub(super) headers: HeaderMap,
    /// The body.
    pub(super) body: Bytes,
}

impl FromRequest<App> for ClientForm {
    type Rejection = OAuthError;

    async fn from_request(request: Request, _: &App) -> Result<Self, OAuthError> {
        let authorization = authorization(request.headers())?;
        if !is_form(request.headers()) {
            return Err(refused(
                "The body must be application/x-www-form-urlencoded.",
            ));
        }
        let ctx = request.extensions().get::<Ctx>().cloned();
        let (parts, body) = request.into_parts();
        let body = whole(body).await?;
        if let Some(ctx) = ctx {
            ctx.bring(body.as_ref());
        }
        Ok(Self {
            authorization,
            headers: parts.headers,
            body,
        })
    }
}

/// Whether the body is said to be a form.
pub(super) fn is_form(sent: &HeaderMap) -> bool {
    let kind = sent.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.to_str().is_ok_and(oauth::is_form))
}

/// The whole body, if it is not larger than any request needs to be.
pub(super) async fn whole(body: Body) -> Result<Bytes, OAuthError> {
    let read = axum::body::to_bytes(body, Params::MAX_LENGTH);
    read.await.map_err(|_| OAuthError::TooLarge)
}

/// The `Authorization` header, given once.
pub(super) fn authorization(headers: &HeaderMap) -> Result<Option<String>, OAuthError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => match line.to_str() {
            Ok(line) => Ok(Some(line.to_owned())),
            Err(_) => Err(refused("The Authorization header cannot be read.")),
        },
        (Some(_), Some(_)) => Err(refused("There are two Authorization headers.")),
    }
}

fn refused(description: &'static str) -> OAuthError {
    ErrorAnswer::new(ErrorCode::InvalidRequest, description).into()
}
