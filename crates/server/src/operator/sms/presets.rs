//! Descriptions to begin with: what gateways of a kind usually want. Names, sender and secret are left to the operator.

use super::Typed;

/// Their names, as in the texts.
pub const PRESETS: [&str; 3] = ["twilio", "smsapi", "json"];

/// Fills the form with a description; one nobody knows changes nothing.
pub(super) fn fill(typed: &mut Typed, name: &str) {
    let lines: [&str; 6] = match name {
        "twilio" => [
            "https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json",
            "Authorization: Basic {basic}",
            "form",
            "To={to}\nFrom={from}\nBody={text}",
            "sid",
            "",
        ],
        "smsapi" => [
            "https://api.smsapi.com/sms.do",
            "Authorization: Bearer {secret}",
            "form",
            "to={digits}\nfrom={from}\nmessage={text}\nformat=json\nencoding=utf-8",
            "count",
            "1",
        ],
        "json" => [
            "https://sms.example.com/v1/messages",
            "Authorization: Bearer {secret}",
            "json",
            "{\n  \"to\": \"{to}\",\n  \"from\": \"{from}\",\n  \"text\": \"{text}\"\n}",
            "",
            "",
        ],
        _ => return,
    };
    let [url, headers, format, body, field, value] = lines.map(str::to_owned);
    "gateway".clone_into(&mut typed.transport);
    "post".clone_into(&mut typed.method);
    (typed.url, typed.headers, typed.format, typed.body) = (url, headers, format, body);
    (typed.success_field, typed.success_value) = (field, value);
}

#[cfg(test)]
mod tests {
    use base::sms::Way;

    use super::*;

    #[test]
    fn every_preset_can_be_used_as_it_is() {
        for name in PRESETS {
            let mut typed = Typed::default();
            fill(&mut typed, name);
            let proposal = typed.proposal().unwrap();
            let Way::Gateway(gateway) = proposal.settings.way else {
                panic!("{name} is no gateway");
            };
            assert_eq!(gateway.recipe.flaws(), [], "{name}");
            assert!(gateway.recipe.wants_secret(), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_changes_nothing() {
        let mut typed = Typed::default();
        fill(&mut typed, "x");
        assert_eq!(typed.url, "");
    }
}
