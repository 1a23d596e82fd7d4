//! The secret of a gateway in every form in which an answer may repeat it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use url::form_urlencoded::byte_serialize;

use super::{Filling, percent_encoded};

/// What stands in its place.
const MASK: &str = "•••";

impl Filling<'_> {
    /// A text without the secret, and without account and secret together, as they are, as an address, a form, JSON, HTML or
    /// base64 would hold them.
    pub fn without_secret(&self, text: &str) -> String {
        let mut forms = Vec::new();
        if !self.secret.is_empty() {
            let both = format!("{}:{}", self.user, self.secret);
            for bare in [self.secret, both.as_str()] {
                forms.push(bare.to_owned());
                for base64 in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                    forms.push(base64.encode(bare));
                }
            }
        }
        let mut all: Vec<String> = forms.iter().flat_map(|bare| disguised(bare)).collect();
        all.append(&mut forms);
        // The longest first, so that none is broken by a shorter one within it.
        all.sort_by_key(|form| std::cmp::Reverse(form.len()));
        all.dedup();
        all.iter()
            .fold(text.to_owned(), |text, form| text.replace(form, MASK))
    }
}

/// The forms in which one text may stand within another.
fn disguised(bare: &str) -> Vec<String> {
    let in_address = percent_encoded(bare);
    let in_form: String = byte_serialize(bare.as_bytes()).collect();
    let in_json = json(bare, char::is_control);
    let in_ascii = json(bare, |sign| sign.is_control() || !sign.is_ascii());
    vec![
        small(&in_address),
        small(&in_form),
        in_json.replace('/', "\\/"),
        in_ascii.replace('/', "\\/"),
        capital(&in_ascii),
        html(bare, "&#39;"),
        html(bare, "&#x27;"),
        html(bare, "'"),
        in_address,
        in_form,
        in_json,
        in_ascii,
    ]
}

/// As within the quotation marks of JSON, with those signs as numbers.
fn json(bare: &str, as_number: impl Fn(char) -> bool) -> String {
    let mut made = String::with_capacity(bare.len());
    for sign in bare.chars() {
        match sign {
            '"' | '\\' => made.extend(['\\', sign]),
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            sign if as_number(sign) => {
                let mut units = [0; 2];
                let units = sign.encode_utf16(&mut units);
                made.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
            sign => made.push(sign),
        }
    }
    made
}

fn html(bare: &str, quote: &str) -> String {
    bare.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', quote)
}

/// With the hexadecimal digits behind each percent sign small.
fn small(encoded: &str) -> String {
    behind(encoded, "%", 2, str::to_ascii_lowercase)
}

/// With those behind each `\u` capital.
fn capital(encoded: &str) -> String {
    behind(encoded, "\\u", 4, str::to_ascii_uppercase)
}

fn behind(encoded: &str, sign: &str, digits: usize, change: fn(&str) -> String) -> String {
    let mut parts = encoded.split(sign);
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        made.push_str(sign);
        match part.split_at_checked(digits) {
            Some((number, rest)) => {
                made.push_str(&change(number));
                made.push_str(rest);
            }
            None => made.push_str(part),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Method, Recipe};
    use super::*;
    use proptest::prelude::*;

    fn filling<'a>(user: &'a str, secret: &'a str) -> Filling<'a> {
        Filling {
            to: "+491713920012",
            digits: "491713920012",
            text: "hello",
            from: "",
            user,
            secret,
        }
    }

    #[test]
    fn it_is_hidden_in_every_form_gateways_repeat_it_in() {
        let secret = "ab+/ \"ü'&9";
        let one = filling("acme", secret);
        for told in [
            r#"ab+/ "ü'&9"#,
            "ab%2B%2F%20%22%C3%BC%27%269",
            "ab%2b%2f%20%22%c3%bc%27%269",
            "ab%2B%2F+%22%C3%BC%27%269",
            r#"ab+/ \"ü'&9"#,
            r#"ab+\/ \"ü'&9"#,
            r#"ab+\/ \"\u00fc'&9"#,
            r#"ab+/ \"\u00FC'&9"#,
            "ab+/ &quot;ü&#39;&amp;9",
            "ab+/ &quot;ü&#x27;&amp;9",
            "YWIrLyAiw7wnJjk=",
            "YWIrLyAiw7wnJjk",
            "YWNtZTphYisvICLDvCcmOQ==",
            "YWNtZTphYisvICLDvCcmOQ%3D%3D",
        ] {
            let hidden = one.without_secret(&format!("<{told}>"));
            assert_eq!(hidden, "<•••>", "{told}");
        }
        assert_eq!(one.without_secret("status 17"), "status 17");
        assert_eq!(filling("acme", "").without_secret("acme:"), "acme:");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Whatever a description makes of the secret, an answer that repeats the whole request does not show it.
        #[test]
        fn no_request_that_is_repeated_shows_it(secret in "[!-~]{6,20}", user in "[a-z]{0,6}", at in 0_usize..2) {
            let (format, body) = [
                (Format::Form, "to={to}\nm={text}\nkey={secret}"),
                (Format::Json, r#"{"to":"{to}","m":"{text}","key":"{secret}"}"#),
            ][at];
            let recipe = Recipe {
                method: Method::Post,
                url: "https://sms.example/send".to_owned(),
                headers: vec![
                    ("authorization".to_owned(), "Basic {basic}".to_owned()),
                    ("x-key".to_owned(), "{secret}".to_owned()),
                ],
                format,
                body: body.to_owned(),
            };
            let one = filling(&user, &secret);
            let request = recipe.request(&one).unwrap();
            let values: Vec<&str> = request.headers.iter().map(|(_, value)| value.as_str()).collect();
            let told = format!("{} {}", values.join(" "), request.body);
            let hidden = one.without_secret(&told);
            prop_assert_eq!(hidden.matches(MASK).count(), 3, "{}", hidden);
        }
    }
}
