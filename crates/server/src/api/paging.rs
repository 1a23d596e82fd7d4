//! Pages of lists: so many at a time, and a sealed cursor that leads on. A cursor serves the list and the
//! filters it was made for, and nothing else.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use protocol::api::{Field, SealedCursor, Shape};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::answer;
use super::call::Call;
use crate::web::{ApiError, Mistake};

/// How many stand on a page when nothing is said, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 200;

/// What every list takes.
pub(super) const PARAMETERS: &[Field] = &[
    Field::free(
        "limit",
        Shape::Whole(1, MOST, USUAL),
        "How many at most; 50 when nothing is said.",
    ),
    Field::free(
        "cursor",
        Shape::Text(1, 4096, "AvKZ…"),
        "Where the page begins, as `next` of the page before says.",
    ),
];

impl Call {
    /// How many are wanted.
    pub(super) fn limit(&self) -> u32 {
        let limit = self.query.get("limit").and_then(Value::as_i64);
        u32::try_from(limit.unwrap_or(USUAL)).unwrap_or(1)
    }

    /// The place the page begins behind.
    ///
    /// # Errors
    /// [`ApiError::Unfit`] when the cursor is not one we made for this list.
    pub(super) fn place_in_list(&self) -> Result<Option<String>, ApiError> {
        let Some(text) = self.text("cursor") else {
            return Ok(None);
        };
        let stamped = |found: &SealedCursor| {
            self.app
                .csrf
                .is_stamp(&self.list(), &found.place, &found.seal)
        };
        match SealedCursor::parse(text).filter(stamped) {
            Some(found) => Ok(Some(found.place)),
            None => {
                let words = "Not a cursor of this list with these filters.";
                Err(ApiError::Unfit(vec![Mistake::parameter(
                    "cursor", "form", words,
                )]))
            }
        }
    }

    /// Path and filters.
    fn list(&self) -> String {
        format!("{}?{}", self.path, self.filters(&[]))
    }

    fn filters(&self, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in &self.query {
            if matches!(name.as_str(), "limit" | "cursor") {
                continue;
            }
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            query.append_pair(name, &text);
        }
        query.extend_pairs(more);
        query.finish()
    }

    /// A page, and where the next one is.
    pub(super) fn page(
        &self,
        items: Vec<Value>,
        next: Option<String>,
    ) -> Result<Response, ApiError> {
        let next = next.map(|place| {
            let seal = self.app.csrf.stamp(&self.list(), &place);
            let cursor = SealedCursor::write(&place, &seal);
            let limit = self.limit().to_string();
            let query = self.filters(&[("limit", limit.as_str()), ("cursor", cursor.as_str())]);
            format!("{}?{query}", self.path)
        });
        let mut response = answer::one(self, &json!({"items": items, "next": next}))?;
        if let Some(next) = next
            && let Ok(link) = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))
        {
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    }

    /// A page of a list that is read whole: ordered by identifier, so that a page begins where the last one
    /// ended, whatever came or went meanwhile.
    pub(super) fn slice(&self, mut all: Vec<(String, Value)>) -> Result<Response, ApiError> {
        let after = self.place_in_list()?.unwrap_or_default();
        all.retain(|(id, _)| *id > after);
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let limit = usize::try_from(self.limit()).unwrap_or(1);
        let more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| more).map(|(id, _)| id.clone());
        self.page(all.into_iter().map(|(_, value)| value).collect(), next)
    }

    /// The identifier the page begins behind, in a list ordered by identifier.
    ///
    /// # Errors
    /// As [`Self::place_in_list`].
    pub(super) fn behind<T>(&self, parse: fn(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
        let place = self.place_in_list()?;
        let parsed = place.map(|place| parse(&place).ok_or_else(odd_place));
        parsed.transpose()
    }

    /// Cuts a list that was asked for one more than fit on the page; the place the next page begins behind.
    pub(super) fn cut<T>(&self, found: &mut Vec<T>, place: fn(&T) -> String) -> Option<String> {
        let limit = usize::try_from(self.limit()).unwrap_or(1);
        let more = found.len() > limit;
        found.truncate(limit);
        found.last().filter(|_| more).map(place)
    }
}

/// A cursor we sealed ourselves and cannot read.
pub(super) fn odd_place() -> ApiError {
    let words = "Not a cursor of this list.";
    ApiError::Unfit(vec![Mistake::parameter("cursor", "form", words)])
}
