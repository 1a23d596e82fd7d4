//! The entry functions. They panic when a promise is broken and return otherwise.

use std::sync::OnceLock;

use protocol::api::{EntityTag, EntityTags, Field, IdempotencyKey, SealedCursor, Shape, TokenText};
use protocol::blueprint::{Grammar, Identity, Item, Key, Kind, Section};
use protocol::forward::{Audience, Chosen, Forwarded, Rule, SiteAddress, choose, header_text};
use protocol::jose::{Algorithm, Expect, Jwk, JwkSet, KeySet, SigningKey, TokenType};
use protocol::oauth::authorization::{NamedClient, RequestObject};
use protocol::oauth::device::DeviceRequest;
use protocol::oauth::token::{Grant, MachineGrant};
use protocol::oauth::{
    AssertionDue, ClientAssertion, ClientAuth, ClientFacts, Delivery, GrantType, Params,
    PresentedClient, RedirectUri, RevocationRequest, Scope, Scopes, TokenRequest, bearer_token,
};
use protocol::oauth::{DpopDue, DpopProof, UserCode, access_token, dpop_thumbprint};
use protocol::oauth::{Metadata, MetadataChange};
use protocol::oidc::{ClaimsRequest, LogoutRequest};
use protocol::phone::{Country, PhoneNumber};
use protocol::picture::{self, Format, Part};
use protocol::sms::{Filling, Recipe};

const ISSUER: &str = "https://id.example";
const BACK: [&str; 3] = [
    "https://app.example/cb?x=1",
    "http://127.0.0.1/cb",
    "com.example.app:/cb",
];

/// No bytes are a token, unless the key signed them.
pub fn jws_verify(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for expect in [Expect::JwtOrAbsent, Expect::Exactly(TokenType::Jwt)] {
        assert!(keys().verify(text, expect).is_err(), "accepted: {text:?}");
    }
    // With a genuine header in front the fuzzer reaches what lies behind it.
    let signed = genuine_token();
    if let Some((header, _)) = signed.split_once('.') {
        let token = format!("{header}.{text}");
        if let Ok(verified) = keys().verify(&token, Expect::Exactly(TokenType::Jwt)) {
            assert_eq!(token, *signed, "another text was accepted");
            assert!(verified.claims().is_ok());
        }
    }
    if let Ok(set) = JwkSet::parse(bytes) {
        let _ = KeySet::from_jwks(set);
    }
    if let Ok(key) = Jwk::parse(bytes) {
        let again = Jwk::parse(key.to_json().to_string().as_bytes());
        assert_eq!(
            again.as_ref(),
            Ok(&key),
            "a key does not survive being written"
        );
        assert_eq!(key.thumbprint().len(), 43);
    }
}

/// An answer goes to a registered address or nowhere, and a granted request keeps the rules.
pub fn authorization_request(bytes: &[u8]) {
    let Ok(query) = std::str::from_utf8(bytes) else {
        return;
    };
    let good = "client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1&response_type=code\
        &scope=openid";
    for text in [query.to_owned(), format!("{good}&{query}")] {
        let Ok(params) = Params::from_query(&text) else {
            continue;
        };
        for confidential in [false, true] {
            let client = client(confidential);
            let Ok(named) = NamedClient::read(&params) else {
                continue;
            };
            let Ok(addressed) = named.addressed(Some(&client)) else {
                continue;
            };
            match addressed.check() {
                Ok(request) => {
                    assert!(client.may_return_to(request.return_to.redirect_uri()));
                    assert!(request.scopes.contains(Scope::OpenId));
                    assert!(request.challenge.is_some() || confidential);
                }
                Err(refused) => check_delivery(refused.delivery(ISSUER), confidential),
            }
        }
    }
}

fn check_delivery(delivery: Delivery, confidential: bool) {
    match delivery {
        Delivery::Redirect(url) => check_answer(&url, confidential),
        Delivery::Post { action, fields } => {
            assert!(action.starts_with("http"), "a form for {action}");
            let query = url(&fields);
            check_answer(&format!("{}?{query}", base(&action)), confidential);
        }
    }
}

fn base(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// The fields of a form as a query, in which every byte is escaped.
fn url(fields: &[(&'static str, String)]) -> String {
    let escaped = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<String>()
    };
    let field = |(name, value): &(&'static str, String)| format!("{name}={}", escaped(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// The answer begins with a registered address and its parameters are each there once.
fn check_answer(url: &str, confidential: bool) {
    let (base, query) = url.split_once('?').expect("an answer has a query");
    let registered = BACK.iter().any(|uri| uri.split('?').next() == Some(base));
    let loopback = !confidential && base.starts_with("http://127.0.0.1:");
    assert!(registered || loopback, "redirected to {base}");
    assert!(
        url.bytes().all(|byte| byte.is_ascii_graphic()),
        "unsafe in a header: {url:?}"
    );
    let params = Params::from_query(query).expect("our own answer can be read");
    assert_eq!(params.repeated(), None);
    assert!(params.get("error").is_some() && params.get("iss") == Some(ISSUER));
}

/// What can be registered is plain; what is accepted at use is what was registered.
pub fn redirect_uri(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(uri) = text.parse::<RedirectUri>() {
        assert!(uri.is(text));
        let lower = text.to_ascii_lowercase();
        assert!(!text.contains(['\\', '#', '*', ' ']) && text.is_ascii());
        assert!(!lower.starts_with("javascript:") && !lower.starts_with("data:"));
        if let Some(host) = text.strip_prefix("http://") {
            let local = ["127.0.0.1", "[::1]", "localhost"]
                .iter()
                .any(|it| host.starts_with(it));
            assert!(local, "plain http to {host}");
        }
    }
    let app = client(true);
    assert_eq!(app.may_return_to(text), BACK.contains(&text));
    let native = client(false);
    if native.may_return_to(text) && !BACK.contains(&text) {
        assert!(
            text.starts_with("http://127.0.0.1:") && text.ends_with("/cb"),
            "{text}"
        );
        let port = text
            .trim_start_matches("http://127.0.0.1:")
            .trim_end_matches("/cb");
        assert!(port.parse::<u16>().is_ok_and(|port| port > 0), "{text}");
    }
}

/// The header ends at the first line break; the body follows.
pub fn token_request(bytes: &[u8]) {
    let at = bytes.iter().position(|byte| *byte == b'\n');
    let (header, body) = match at {
        Some(at) => (std::str::from_utf8(&bytes[..at]).ok(), &bytes[at + 1..]),
        None => (None, bytes),
    };
    if let Ok(request) = TokenRequest::parse(header, body) {
        let id = request.client.client_id();
        assert!(!id.is_empty() && id.len() <= 256);
        assert!(request.client.proof(client(false).auth).is_err() || header.is_none());
        if let Grant::ClientCredentials(machine) = &request.grant {
            let granted = machine.granted(Scopes::all()).unwrap_or(Scopes::NONE);
            assert!(granted.is_subset(MachineGrant::of_machines()));
            assert!(machine.resources.len() <= 20);
        }
    }
    if let Ok(request) = RevocationRequest::parse(header, body) {
        assert!(!request.token.expose().is_empty());
    }
    if let Ok(token) = bearer_token(header) {
        assert!(token.expose().bytes().all(|byte| byte.is_ascii_graphic()));
    }
}

/// No bytes are a proof unless a key signed them, and what a proof says is bounded.
pub fn dpop_proof(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let due = DpopDue {
        method: "POST",
        url: "https://id.example/oidc/token",
        access_token: None,
        now: 1_800_000_000,
    };
    // With a genuine key in front the fuzzer reaches what lies behind it.
    for header in [text.to_owned(), format!("{CARRYING}.{text}")] {
        if let Ok(proof) = DpopProof::parse(&header) {
            assert_eq!(proof.thumbprint().len(), 43);
            assert!(!proof.id().is_empty() && proof.id().len() <= 256);
            let _ = proof.check(&due);
        }
    }
    if let Some(jkt) = dpop_thumbprint(text) {
        assert_eq!(jkt.len(), 43);
    }
    if let Ok((_, token)) = access_token(Some(text)) {
        assert!(token.expose().bytes().all(|byte| byte.is_ascii_graphic()));
    }
}

/// The header of a proof with the key of RFC 9449.
const CARRYING: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4\
    dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFq\
    SG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";

/// Nobody is proved by what no key signed; what is signed proves its subject alone, for us, once and soon.
pub fn client_assertion(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let due = AssertionDue {
        client_id: "app",
        issuer: ISSUER,
        endpoints: &["https://id.example/oidc/token"],
        now: 1_800_000_000,
    };
    let said = ClientAssertion::said_subject(text);
    assert!(said.is_none_or(|id| !id.is_empty() && id.is_ascii()));
    assert!(
        ClientAssertion::verify(text, keys(), &due).is_err(),
        "{text:?}"
    );
    // A form that holds it names the client it is looked up by, and one way of proving it.
    for body in [text.to_owned(), format!("{ASSERTED}{text}")] {
        let Ok(params) = Params::from_query(&body) else {
            continue;
        };
        if let Ok(client) = PresentedClient::read(None, &params) {
            let id = params.get("client_id");
            assert!(id.is_none_or(|id| id == client.client_id()));
            let proofs = ["client_secret", "client_assertion"];
            assert!(
                proofs
                    .iter()
                    .filter(|name| params.get(name).is_some())
                    .count()
                    < 2
            );
        }
    }
    // What a key of the client signs has to fit all the same.
    let Ok(claims) = protocol::json::object(bytes) else {
        return;
    };
    let signed = signing().sign(TokenType::Jwt, &claims).expect("a token");
    if let Ok(taken) = ClientAssertion::verify(&signed, keys(), &due) {
        assert!(claims["iss"] == "app" && claims["sub"] == "app");
        assert!(taken.jti == claims["jti"] && !taken.jti.is_empty());
        let left = taken.remember_until - due.now;
        assert!((1..=3700).contains(&left), "{left}");
        assert!(claims["aud"].to_string().contains("https://id.example"));
        assert!(!claims["aud"].to_string().contains("evil"));
    }
}

/// The beginning of a form with an assertion of the subject `app`.
const ASSERTED: &str = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
    &client_assertion=e30.eyJzdWIiOiJhcHAifQ.AAAA&";

/// A code is eight letters of the alphabet, however it was typed, and reads itself again.
pub fn user_code(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(code) = UserCode::parse(typed) {
        assert_eq!(code.letters().len(), UserCode::LENGTH);
        assert!(code.letters().bytes().all(|byte| byte.is_ascii_uppercase()));
        assert_eq!(UserCode::parse(&code.to_string()).as_ref(), Some(&code));
    }
    if let Ok(request) = DeviceRequest::parse(None, bytes) {
        assert!(!request.client.client_id().is_empty());
        if let Ok(scopes) = request.scopes(Scopes::all()) {
            assert!(scopes.contains(Scope::OpenId));
        }
    }
}

/// Whatever comes behind it, an exchange is of one access token for another.
pub fn exchange_request(bytes: &[u8]) {
    let good = b"client_id=app&grant_type=urn:ietf:params:oauth:grant-type:token-exchange\
        &subject_token=t&subject_token_type=urn:ietf:params:oauth:token-type:access_token&";
    for body in [bytes.to_vec(), [good.as_slice(), bytes].concat()] {
        let Ok(request) = TokenRequest::parse(None, &body) else {
            continue;
        };
        if let Grant::TokenExchange(asked) = request.grant {
            assert!(!asked.subject_token.expose().is_empty());
            let actor = Params::from_body(&body).map(|all| all.all("actor_token").next().is_some());
            assert!(!actor.unwrap_or_default(), "an actor was taken");
        }
    }
}

/// Nobody is sent to an address that is not registered, and no hint is believed unsigned.
pub fn logout_request(bytes: &[u8]) {
    let Ok(params) = Params::from_body(bytes) else {
        return;
    };
    let Ok(request) = LogoutRequest::read(&params) else {
        return;
    };
    let Ok(identified) = request.identified(keys(), ISSUER) else {
        return;
    };
    let client = client(true);
    if let Ok(logout) = identified.resolved(Some(&client)) {
        assert!(logout.hint.is_none(), "an unsigned hint was believed");
        if let Some(back) = logout.return_to {
            assert!(BACK.contains(&back.redirect_uri()));
            assert!(back.bare().bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }
}

fn auth_of(confidential: bool) -> ClientAuth {
    if confidential {
        ClientAuth::Secret
    } else {
        ClientAuth::None
    }
}

/// The object ends at the first line break; the query beside it follows. Nothing unsigned is an object, and
/// what the client signed keeps within its bounds.
pub fn request_object(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (object, query) = text.split_once('\n').unwrap_or((text, "client_id=app"));
    let Ok(outer) = Params::from_query(query) else {
        return;
    };
    let at = (ISSUER, 1_000);
    assert!(RequestObject::verify(object, &outer, keys(), at).is_err());
    // Signed by the client itself the fuzzer reaches what lies behind the signature.
    let Ok(members) = protocol::json::object(object.as_bytes()) else {
        return;
    };
    let signed = signing()
        .sign(TokenType::RequestObject, &members)
        .expect("a token");
    if let Ok(object) = RequestObject::verify(&signed, &outer, keys(), at) {
        assert_eq!(object.params.get("client_id"), outer.get("client_id"));
        assert!(object.expires_at > 900 && object.expires_at < 1_000 + 3_700);
        assert_eq!(object.params.get("request"), None);
        let _ = NamedClient::read(&object.params);
    }
}

/// What is kept of the parameter is known, small, and reads back as the same.
pub fn claims_parameter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(claims) = ClaimsRequest::parse(text) {
        let again = ClaimsRequest::parse(&claims.to_string());
        assert_eq!(again.as_ref(), Ok(&claims));
        let none = claims.limited_to(Scopes::NONE);
        assert_eq!(none.scopes(), Scopes::NONE, "more than the client may hear");
    }
}

fn client(confidential: bool) -> ClientFacts {
    let uris: Vec<RedirectUri> = BACK
        .iter()
        .map(|uri| uri.parse().expect("registered"))
        .collect();
    ClientFacts {
        client_id: "app".into(),
        auth: auth_of(confidential),
        redirect_uris: uris.clone(),
        post_logout_redirect_uris: uris,
        allowed_scopes: Scopes::all(),
        grants: GrantType::USUAL.to_vec(),
        ..ClientFacts::default()
    }
}

/// Keys that live as long as the process: one of each algorithm, and a token of the first.
fn fixture() -> &'static (KeySet, String, SigningKey) {
    static FIXTURE: OnceLock<(KeySet, String, SigningKey)> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let signing =
            Algorithm::ALL.map(|algorithm| SigningKey::generate(algorithm).expect("a key").0);
        let claims: [(&str, &str); 0] = [];
        let claims: std::collections::BTreeMap<_, _> = claims.into_iter().collect();
        let token = signing[0].sign(TokenType::Jwt, &claims).expect("a token");
        let keys = signing
            .iter()
            .map(|key| key.verifying_key().expect("its public half"));
        let set = KeySet::new(keys);
        let [first, ..] = signing;
        (set, token, first)
    })
}

fn signing() -> &'static SigningKey {
    &fixture().2
}

fn keys() -> &'static KeySet {
    &fixture().0
}

fn genuine_token() -> &'static String {
    &fixture().1
}

/// What a script sends to the API beside its path: token, conditions, keys, cursors and a body. What is taken
/// is written back as it came, and nothing is taken that a column or a header could not hold.
pub fn api_request(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(protocol::json::object(bytes).is_err(), "no text, and JSON");
        return;
    };
    for line in text.lines() {
        if let Some(token) = TokenText::parse(line) {
            assert_eq!(TokenText::write(token.body()), line);
        }
        if let Ok(key) = IdempotencyKey::parse(line) {
            assert!((1..=255).contains(&key.as_str().len()));
            assert!(key.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
        }
        if let Some(cursor) = SealedCursor::parse(line) {
            assert!(!cursor.place.contains('\0'));
            assert_eq!(SealedCursor::write(&cursor.place, &cursor.seal), line);
        }
        if let Ok(tags) = EntityTags::parse(line) {
            let tag = EntityTag::of(line.as_bytes());
            assert!(!tags.allows_change_of(&tag) || tags.holds(&tag));
        }
    }
    let Ok(members) = protocol::json::object(bytes) else {
        return;
    };
    let value = serde_json::Value::Object(members);
    let violations = BODY.violations(&value);
    assert!(violations.iter().all(|one| one.pointer.len() < 1000));
    if violations.is_empty() {
        assert!(
            value["name"]
                .as_str()
                .is_some_and(|name| !name.contains('\0') && !name.is_empty())
        );
        let known = ["name", "kind", "count", "tags"];
        assert!(
            value
                .as_object()
                .is_some_and(|all| all.keys().all(|name| known.contains(&name.as_str())))
        );
    }
}

/// A body with a field of each kind.
const BODY: Shape = Shape::Record(
    "Body",
    &[
        Field::needed("name", Shape::Text(1, 9, "a"), "A text."),
        Field::free("kind", Shape::Word(&["one", "two"]), "A word."),
        Field::free("count", Shape::Maybe(&Shape::Whole(0, 9, 1)), "A number."),
        Field::free("tags", Shape::List(&Shape::Id, 3), "Identifiers."),
    ],
);

/// What a proxy says is plain or nothing; no spelling of a closed path is open, no other host is ours.
pub fn forwarded_request(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    assert!(
        header_text(text)
            .bytes()
            .all(|byte| (0x20..0x7f).contains(&byte))
    );
    let mut parts = text.split('\n');
    let mut part = |otherwise| {
        parts
            .next()
            .filter(|one| !one.is_empty())
            .unwrap_or(otherwise)
    };
    let (uri, host) = (part("/"), part("wiki.example"));
    let (method, proto) = (part("GET"), part("https"));
    let said = Forwarded {
        method: vec![Some(method)],
        proto: vec![Some(proto)],
        host: vec![Some(host)],
        uri: vec![Some(uri)],
    };
    let Ok(original) = said.read() else { return };
    assert!(original.target.starts_with('/') && original.target.is_ascii());
    let site: SiteAddress = "wiki.example".parse().expect("an address");
    if site.covers(&original.origin) {
        assert_eq!(original.origin.to_string(), "https://wiki.example");
    }
    let rule = |id, path: &str, admits| Rule {
        id,
        path: path.parse().expect("a pattern"),
        methods: Vec::new(),
        admits,
    };
    let rules = [
        rule(1, "/admin/*", Audience::Nobody),
        rule(2, "/*", Audience::Everybody),
    ];
    if let Chosen::Rule(found) = choose(&rules, &original.method, &original.target)
        && found.id == 2
    {
        let path = original.raw_path().to_ascii_lowercase();
        let first = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        assert!(first != "admin" && !path.contains("//") && !path.contains("/../"));
    }
}

/// A section with every kind of key, which refers to itself.
static THINGS: Section = Section {
    name: "things",
    one: "thing",
    under: None,
    identity: Some(Identity {
        key: "name",
        fold: str::to_lowercase,
    }),
    keys: &[
        Key::must("name", Kind::Text(any_text), "say it"),
        Key::may("texts", Kind::Texts(any_text, 3), "texts"),
        Key::may("word", Kind::Word(&["one", "two"]), "a word"),
        Key::may("words", Kind::Words(&["one", "two"]), "words"),
        Key::may("whole", Kind::Whole(0, 9), "a number"),
        Key::may("flag", Kind::Flag, "yes or no"),
        Key::may("secret", Kind::Secret, "a secret"),
        Key::may("under", Kind::One("things"), "another"),
        Key::may("beside", Kind::Some("things"), "others"),
    ],
    check: Section::no_check,
};

fn any_text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// A mistake has a place in the text and nothing in it moves a cursor; what is read names only what is there.
pub fn blueprint(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let grammar = Grammar::new([&THINGS]);
    for text in [text.to_owned(), format!("[[things]]\nname = \"a\"\n{text}")] {
        match protocol::blueprint::read(&text, &grammar) {
            Ok(root) => check_things(root.items("things")),
            Err(mistakes) => {
                assert!(!mistakes.is_empty());
                for one in mistakes {
                    let lines = text.split('\n').count();
                    assert!(
                        (1..=lines).contains(&one.at.line) && one.at.column >= 1,
                        "{one}"
                    );
                    assert!(!one.to_string().chars().any(char::is_control));
                }
            }
        }
    }
}

fn check_things(things: &[Item]) {
    let known: Vec<String> = things
        .iter()
        .filter_map(|one| one.text("name"))
        .map(str::to_lowercase)
        .collect();
    assert_eq!(known.len(), things.len());
    for one in things {
        let named = one
            .text("under")
            .into_iter()
            .filter(|name| !name.is_empty())
            .chain(one.texts("beside"));
        assert!(
            named
                .map(str::to_lowercase)
                .all(|name| known.contains(&name))
        );
    }
}

/// A client that registers itself gets nothing that works without a person, and a change is of itself only.
pub fn client_metadata(bytes: &[u8]) {
    match Metadata::of_new_client(bytes) {
        Ok(metadata) => check_metadata(&metadata),
        Err(refusal) => assert!(refusal.to_string().is_ascii()),
    }
    if let Ok(change) = MetadataChange::of_client(bytes, "app") {
        check_metadata(&change.metadata);
        assert!(MetadataChange::of_client(bytes, "other").is_err());
        assert!(Metadata::of_new_client(bytes).is_err());
    }
}

fn check_metadata(metadata: &Metadata) {
    assert!(!metadata.redirect_uris.is_empty());
    assert!(metadata.grants.contains(&GrantType::AuthorizationCode));
    let usual = |grant: &GrantType| GrantType::USUAL.contains(grant);
    assert!(metadata.grants.iter().all(usual));
    assert!(metadata.scopes.is_subset(Metadata::most_scopes()));
    assert!(metadata.jwks.is_none() || metadata.jwks_uri.is_none());
}

/// Whatever is sent as a picture, what comes out is two small pictures of our own making, or a reason. The first bytes
/// choose the part; a form with parts is read on the way.
pub fn picture_intake(bytes: &[u8]) {
    if let Some((head, body)) = bytes.split_at_checked(4)
        && let Ok(parts) = protocol::parts::read("b", body)
    {
        assert!(
            parts
                .iter()
                .all(|part| part.content.len() < body.len() && head.len() == 4)
        );
    }
    let part = bytes.last_chunk::<3>().map(|[x, y, side]| Part {
        x: u32::from(*x),
        y: u32::from(*y),
        side: u32::from(*side),
    });
    for part in [None, part] {
        if let Ok(made) = picture::photo(bytes, part) {
            assert!(made.large.len() < 300_000 && made.small.len() < 30_000);
            assert_eq!(Format::of(&made.small), Ok(Format::Jpeg));
            assert!(
                picture::photo(&made.large, None).is_ok(),
                "what was made is taken again"
            );
        }
    }
    if let Ok(made) = picture::logo(bytes) {
        assert_eq!(Format::of(&made.large), Ok(Format::Png));
        assert!(
            picture::logo(&made.large).is_ok(),
            "what was made is taken again"
        );
    }
}
/// A phone number that is taken is kept in one form, which is read again as the same.
pub fn phone_number(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    for country in [None, Country::parse("DE").ok(), Country::parse("US").ok()] {
        let Ok(number) = PhoneNumber::parse(&typed, country) else {
            continue;
        };
        assert!(PhoneNumber::looks_like_one(&typed));
        let kept = number.e164();
        assert!(kept.len() <= 16 && kept.strip_prefix('+').is_some_and(all_digits));
        assert_eq!(PhoneNumber::parse(kept, None).as_ref(), Ok(&number));
        assert_eq!(number.masked().chars().count(), kept.len());
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whatever a message says and however a gateway is described, the request has the shape of the description; what is
/// kept of an answer is short.
pub fn sms_request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (described, said) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let fixed = r#"{"to":"{to}","text":["{text}"]}"#;
    for body in [described, fixed] {
        let recipe = Recipe {
            url: "https://sms.example/{user}".to_owned(),
            body: body.to_owned(),
            ..Recipe::default()
        };
        let filling = Filling {
            to: "+491713920012",
            digits: "491713920012",
            text: said,
            from: said,
            user: said,
            secret: "the secret",
        };
        let Ok(request) = recipe.request(&filling) else {
            assert!(body != fixed);
            continue;
        };
        assert!(request.url.starts_with("https://sms.example/"));
        assert!(serde_json::from_str::<serde_json::Value>(&request.body).is_ok());
        assert!(
            body != fixed || !request.body.contains("the secret") || said.contains("the secret")
        );
    }
    assert!(protocol::sms::scrubbed(bytes).chars().count() <= 300);
}

/// A file of people is read or refused within its bounds, and what is written of it is read back with no cell that
/// begins a formula.
pub fn csv_file(bytes: &[u8]) {
    use protocol::csv::{self, LONGEST_CELL, MOST_CELLS, MOST_RECORDS};
    let Ok(records) = csv::read(bytes) else {
        return;
    };
    assert!(!records.is_empty() && records.len() <= MOST_RECORDS);
    for one in records {
        assert!(one.line > 0 && !one.cells.is_empty() && one.cells.len() <= MOST_CELLS);
        for cell in &one.cells {
            assert!(cell.len() < LONGEST_CELL + 4);
        }
        let head = "h,".repeat(MOST_CELLS);
        let text = format!("{head}\r\n{}", csv::record(&one.cells));
        if let Ok(again) = csv::read(text.replacen(",\r\n", "\r\n", 1).as_bytes()) {
            let safe: Vec<String> = one.cells.iter().map(|cell| csv::safe(cell)).collect();
            for cell in &safe {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
            assert_eq!(again.last().map(|last| &last.cells), Some(&safe));
        }
    }
}
