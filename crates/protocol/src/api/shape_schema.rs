//! Shapes as JSON Schema (draft 2020-12, as OpenAPI 3.1 speaks it), and examples made of them.

use serde_json::{Map, Value, json};

use super::shape::{Field, Shape};

impl Shape {
    /// The schema. Objects with a name are referred to as `#/components/schemas/…`.
    pub fn schema(&self) -> Value {
        match self {
            Self::Text(least, most, example) => json!({
                "type": "string", "minLength": least, "maxLength": most,
                "pattern": "^[^\\u0000]*$", "examples": [example],
            }),
            Self::Id => json!({
                "type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{25}$",
                "minLength": 26, "maxLength": 26,
            }),
            Self::Moment => json!({"type": "string", "format": "date-time"}),
            Self::Whole(least, most, _) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Self::Flag(_) => json!({"type": "boolean"}),
            Self::Word(words) => json!({"type": "string", "enum": words}),
            Self::List(inner, most) => {
                json!({"type": "array", "items": inner.schema(), "maxItems": most})
            }
            Self::Maybe(inner) | Self::Rarely(inner) => {
                json!({"anyOf": [inner.schema(), {"type": "null"}]})
            }
            Self::Record(name, _) => json!({"$ref": format!("#/components/schemas/{name}")}),
            Self::Facts => json!({"type": "object"}),
        }
    }

    /// Puts the schema of every named object in it into `components`.
    pub fn components(&self, components: &mut Map<String, Value>) {
        match self {
            Self::List(inner, _) | Self::Maybe(inner) | Self::Rarely(inner) => {
                inner.components(components)
            }
            Self::Record(name, fields) => {
                components.insert((*name).to_owned(), object(fields));
                for field in *fields {
                    field.shape.components(components);
                }
            }
            _ => {}
        }
    }

    /// A value of this shape.
    pub fn example(&self) -> Value {
        match self {
            Self::Text(_, _, example) => json!(example),
            Self::Id => json!("01kasr4m2c8q1v5w9x3y7z2b4d"),
            Self::Moment => json!("2026-11-24T18:30:00.000Z"),
            Self::Whole(_, _, example) => json!(example),
            Self::Flag(example) => json!(example),
            Self::Word(words) => json!(words.first()),
            Self::List(inner, _) => json!([inner.example()]),
            Self::Maybe(inner) => inner.example(),
            Self::Rarely(_) => Value::Null,
            Self::Record(_, fields) => {
                let member = |field: &Field| (field.name.to_owned(), field.shape.example());
                Value::Object(fields.iter().map(member).collect())
            }
            Self::Facts => json!({"role": "employee"}),
        }
    }
}

/// The schema of an object: its fields and no others.
fn object(fields: &[Field]) -> Value {
    let property = |field: &Field| {
        let mut schema = field.shape.schema();
        if let Value::Object(members) = &mut schema {
            members.insert("description".to_owned(), json!(field.about));
        }
        (field.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = fields.iter().map(property).collect();
    let needed: Vec<&str> = fields
        .iter()
        .filter(|field| field.needed)
        .map(|field| field.name)
        .collect();
    let mut schema = json!({
        "type": "object", "properties": properties, "additionalProperties": false,
    });
    if let (Value::Object(members), false) = (&mut schema, needed.is_empty()) {
        members.insert("required".to_owned(), json!(needed));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOY: Shape = Shape::Record(
        "Toy",
        &[
            Field::needed("id", Shape::Id, "Its name."),
            Field::free("size", Shape::Maybe(&Shape::Whole(1, 9, 5)), "How big."),
            Field::free("seen", Shape::Moment, "When."),
            Field::free("lost", Shape::Rarely(&Shape::Moment), "When."),
        ],
    );
    const BOX: Shape = Shape::Record(
        "Box",
        &[Field::needed(
            "toys",
            Shape::List(&TOY, 3),
            "What is in it.",
        )],
    );

    #[test]
    fn an_example_fits_its_own_shape() {
        assert_eq!(BOX.violations(&BOX.example()), []);
        assert_eq!(BOX.example()["toys"][0]["lost"], Value::Null);
    }

    #[test]
    fn every_named_object_is_described_once() {
        let mut components = Map::new();
        BOX.components(&mut components);
        assert_eq!(components.keys().collect::<Vec<_>>(), ["Box", "Toy"]);
        assert_eq!(components["Box"]["required"], json!(["toys"]));
        let toys = &components["Box"]["properties"]["toys"];
        assert_eq!(toys["items"]["$ref"], "#/components/schemas/Toy");
        assert_eq!(components["Toy"]["additionalProperties"], json!(false));
        assert_eq!(
            components["Toy"]["properties"]["size"]["anyOf"][1]["type"],
            "null"
        );
    }
}
