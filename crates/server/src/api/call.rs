//! A call: read, and found good before anything is done. The checks stand in one order for every operation:
//! token, scope, workspace or operator, what is accepted, query, body.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Path, Request};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;
use base::db::Conn;
use people::{Passport, workspaces};
use protocol::api::{EntityTag, EntityTags};
use serde_json::Value;
use url::form_urlencoded;

use super::fields;
use super::operation::{BASE, Operation, Verb};
use super::paging;
use crate::signin::acting::{Acting, Doing};
use crate::tokens::{AtTheMachine, Caller};
use crate::web::{ApiError, App, Ctx, Mistake};

/// The largest body, in bytes, without the files in it.
const LARGEST: usize = 256 * 1024;
/// The most parameters of a query.
const MOST_PARAMETERS: usize = 50;

/// See the module.
pub(super) struct Call {
    pub(super) app: App,
    pub(super) ctx: Ctx,
    pub(super) caller: Caller,
    pub(super) operation: &'static Operation,
    pub(super) headers: HeaderMap,
    /// The path as it was called.
    pub(super) path: String,
    places: BTreeMap<String, String>,
    pub(super) query: BTreeMap<String, Value>,
    pub(super) body: Value,
}

/// A call in a workspace, by somebody with the rights of its administrators.
pub(super) struct InWorkspace {
    pub(super) call: Call,
    pub(super) acting: Acting,
}

/// A call on one's own passport.
pub(super) struct OnPassport {
    pub(super) call: Call,
    pub(super) person: Passport,
    pub(super) doing: Doing,
}

/// A call on the server, by an operator.
pub(super) struct OnServer {
    pub(super) call: Call,
    pub(super) doing: Doing,
}

impl Call {
    /// Reads the token and asks for the scope; the rest is read by [`Self::read`].
    async fn begin(request: &mut Request, app: &App) -> Result<Self, ApiError> {
        let found = request.extensions().get::<Ctx>().cloned();
        let ctx = found.ok_or_else(|| ApiError::internal("a call without its context"))?;
        let route = request.extensions().get::<MatchedPath>().cloned();
        let operation = route.and_then(|route| named(request.method().as_str(), route.as_str()));
        let operation =
            operation.ok_or_else(|| ApiError::internal("a call without its operation"))?;
        let caller = match request.extensions().get::<AtTheMachine>() {
            Some(here) => Caller::at_the_machine(*here),
            None => Caller::of(app, &ctx, request.headers()).await?,
        };
        if let Some(scope) = operation.scope {
            caller.want(scope)?;
        }
        Ok(Self {
            app: app.clone(),
            ctx,
            caller,
            operation,
            headers: request.headers().clone(),
            path: request.uri().path().to_owned(),
            places: BTreeMap::new(),
            query: BTreeMap::new(),
            body: Value::Null,
        })
    }

    async fn read(&mut self, request: Request) -> Result<(), ApiError> {
        if !takes_json(&self.headers) {
            return Err(ApiError::NotAcceptable);
        }
        let query = request.uri().query().unwrap_or_default().to_owned();
        self.query = parameters(self.operation, &query)?;
        if let Some(shape) = &self.operation.body {
            let patch = self.operation.verb == Verb::Patch;
            let most = LARGEST + self.operation.files * fields::LONGEST_FILE;
            self.body = body(request, patch, most).await?;
            let violations = shape.violations(&self.body);
            if !violations.is_empty() {
                let mistakes = violations.into_iter().map(Mistake::from);
                return Err(ApiError::Unfit(mistakes.collect()));
            }
        }
        Ok(())
    }

    /// The text at a place of the address.
    pub(super) fn place(&self, name: &str) -> &str {
        self.places
            .get(name)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// The identifier at a place of the address.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it cannot be one.
    pub(super) fn id<T>(&self, name: &str, parse: fn(&str) -> Option<T>) -> Result<T, ApiError> {
        parse(self.place(name)).ok_or(ApiError::NotFound)
    }

    /// A text of the query.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// Whether a field was sent, be it `null`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.body.get(field).is_some()
    }

    /// Compares what is there with what the caller read: `If-Match` is needed for changes and heeded
    /// everywhere. To be asked in the transaction of the change.
    ///
    /// # Errors
    /// [`ApiError::Changed`], [`ApiError::Unconditional`].
    pub(super) fn meant(&self, current: &Value) -> Result<(), ApiError> {
        match self.condition(&header::IF_MATCH)? {
            None if self.operation.is_change() => Err(ApiError::Unconditional),
            Some(tags) if !tags.allows_change_of(&tag(current)) => Err(ApiError::Changed),
            _ => Ok(()),
        }
    }

    /// The tags of a condition.
    pub(super) fn condition(&self, name: &HeaderName) -> Result<Option<EntityTags>, ApiError> {
        let mut lines = Vec::new();
        for line in self.headers.get_all(name) {
            lines.push(line.to_str().map_err(|_| odd_condition(name))?);
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let parsed = EntityTags::parse(&lines.join(", "));
        parsed.map(Some).map_err(|_| odd_condition(name))
    }
}

fn odd_condition(name: &HeaderName) -> ApiError {
    ApiError::Unreadable(format!(
        "`{name}` is `*` or a list of entity tags in quotes."
    ))
}

/// The tag of a representation.
pub(super) fn tag(value: &Value) -> EntityTag {
    EntityTag::of(value.to_string().as_bytes())
}

/// The operation of a method at a route. `HEAD` is a `GET` without its body.
fn named(method: &str, route: &str) -> Option<&'static Operation> {
    let method = if method == "HEAD" { "GET" } else { method };
    let path = route.strip_prefix(BASE)?;
    super::operations().find(|one| one.verb.word() == method && one.path == path)
}

/// Whether the caller takes JSON (RFC 9110 section 12.5.1).
fn takes_json(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return true;
    }
    let takes = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let none = parts.any(|part| {
            matches!(
                part.to_ascii_lowercase().as_str(),
                "q=0" | "q=0.0" | "q=0.00" | "q=0.000"
            )
        });
        !none
            && matches!(
                kind.as_str(),
                "" | "*/*" | "application/*" | "application/json"
            )
    };
    lines.any(|line| line.to_str().is_ok_and(|line| line.split(',').any(takes)))
}

/// The parameters of a query, each known and at most once.
fn parameters(operation: &Operation, query: &str) -> Result<BTreeMap<String, Value>, ApiError> {
    let (mut found, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (name, text) in form_urlencoded::parse(query.as_bytes()).take(MOST_PARAMETERS + 1) {
        let of_lists = paging::PARAMETERS.iter().filter(|_| operation.is_list());
        let field = operation
            .query
            .iter()
            .chain(of_lists)
            .find(|field| field.name == name);
        let Some(field) = field else {
            let name: String = name.chars().take(100).collect();
            mistakes.push(Mistake::parameter(
                &name,
                "unknown",
                "There is no such parameter.",
            ));
            continue;
        };
        let value = field.shape.from_query(&text);
        let violation = field.shape.violations(&value).into_iter().next();
        if let Some(violation) = violation {
            mistakes.push(Mistake::parameter(
                field.name,
                violation.code,
                violation.detail,
            ));
        } else if found.insert(field.name.to_owned(), value).is_some() {
            mistakes.push(Mistake::parameter(
                field.name,
                "doubled",
                "It is there twice.",
            ));
        }
    }
    if mistakes.is_empty() {
        Ok(found)
    } else {
        Err(ApiError::Unfit(mistakes))
    }
}

/// The body as a JSON object.
async fn body(request: Request, patch: bool, most: usize) -> Result<Value, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let fits =
        essence == "application/json" || (patch && essence == "application/merge-patch+json");
    if !fits {
        return Err(ApiError::MediaType);
    }
    let bytes: Bytes = axum::body::to_bytes(request.into_body(), most)
        .await
        .map_err(|_| ApiError::TooLarge)?;
    match protocol::json::object(&bytes) {
        Ok(members) => Ok(Value::Object(members)),
        Err(cause) => Err(ApiError::Unreadable(format!("The body is {cause}."))),
    }
}

impl FromRequest<App> for Call {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, ApiError> {
        let mut call = Self::begin(&mut request, app).await?;
        call.places = places(&mut request, app).await?;
        call.read(request).await?;
        Ok(call)
    }
}

async fn places(request: &mut Request, app: &App) -> Result<BTreeMap<String, String>, ApiError> {
    let (mut parts, body) = std::mem::take(request).into_parts();
    let path = Path::<Vec<(String, String)>>::from_request_parts(&mut parts, app).await;
    *request = Request::from_parts(parts, body);
    let Path(found) = path.map_err(|_| ApiError::NotFound)?;
    Ok(found.into_iter().collect())
}

impl FromRequest<App> for InWorkspace {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, ApiError> {
        let mut call = Call::begin(&mut request, app).await?;
        call.places = places(&mut request, app).await?;
        let acting = call
            .caller
            .acting(app, &call.ctx, call.place("workspace"))
            .await?;
        call.read(request).await?;
        Ok(Self { call, acting })
    }
}

impl InWorkspace {
    /// A transaction that holds the workspace, so that what is compared stays as it is until it is
    /// changed.
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn write(&self) -> Result<Conn, ApiError> {
        let mut conn = self.call.app.db.write().await?;
        workspaces::lock(&mut conn, self.acting.workspace.id).await?;
        Ok(conn)
    }
}

impl FromRequest<App> for OnServer {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, ApiError> {
        let mut call = Call::begin(&mut request, app).await?;
        call.places = places(&mut request, app).await?;
        let doing = call.caller.operating(app, &call.ctx)?;
        call.read(request).await?;
        Ok(Self { call, doing })
    }
}

impl FromRequest<App> for OnPassport {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, ApiError> {
        let mut call = Call::begin(&mut request, app).await?;
        let (person, doing) = call.caller.on_own_passport(app, &call.ctx)?;
        call.read(request).await?;
        Ok(Self {
            call,
            person,
            doing,
        })
    }
}

/// What a handler answers.
pub(super) type Answer = Result<Response, ApiError>;

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn json_is_taken_unless_it_is_refused() {
        let takes = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT, HeaderValue::from_str(line).unwrap());
            }
            takes_json(&headers)
        };
        assert!(takes(&[]) && takes(&["*/*"]) && takes(&["text/html, application/*;q=0.1"]));
        assert!(takes(&["text/html", "Application/JSON"]));
        assert!(
            !takes(&["text/html"])
                && !takes(&["application/json;q=0"])
                && !takes(&["application/xml"])
        );
    }
}
