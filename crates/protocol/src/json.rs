//! JSON from outsiders, read strictly: a member named twice is an error at any depth.
//!
//! Two readers of the same text may disagree about which of two equal names counts; refusing the
//! text leaves nothing to disagree about. Nesting is limited by `serde_json` (128 levels).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Why a text is not accepted as JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, too deeply nested, a repeated member, or something after the end.
    #[error("not strict JSON: {0}")]
    Syntax(String),
    /// JSON, but not an object.
    #[error("not a JSON object")]
    NotAnObject,
}

/// Reads exactly one JSON object.
///
/// # Errors
/// [`JsonError`] when the bytes are anything else, or when any object in it repeats a member.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>, JsonError> {
    let Strict(value) =
        serde_json::from_slice(bytes).map_err(|error| JsonError::Syntax(error.to_string()))?;
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(JsonError::NotAnObject),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated members")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("number out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Strict(value))) = map.next_entry::<String, Strict>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("repeated member"));
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#"{"a":[1,-2,3.5,null,true,"x"],"b":{"c":"ü"}}"#;
        let members = object(text.as_bytes()).unwrap();
        assert_eq!(
            Value::Object(members),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }

    #[test]
    fn refuses_repeated_members_at_any_depth() {
        for text in [
            r#"{"alg":"none","alg":"ES256"}"#,
            r#"{"alg":"none","\u0061lg":"ES256"}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":[{"b":1,"b":2}]}"#,
        ] {
            assert!(
                matches!(object(text.as_bytes()), Err(JsonError::Syntax(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_not_one_object() {
        assert_eq!(object(b"[]"), Err(JsonError::NotAnObject));
        assert_eq!(object(b"null"), Err(JsonError::NotAnObject));
        for text in [
            "",
            "{",
            "{}x",
            "{}{}",
            "{'a':1}",
            "{\"a\":1,}",
            "\u{feff}{}",
        ] {
            assert!(
                matches!(object(text.as_bytes()), Err(JsonError::Syntax(_))),
                "{text}"
            );
        }
        assert!(object(b"{\"a\":\"\xff\"}").is_err());
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        assert!(object(deep.as_bytes()).is_err());
    }
}
