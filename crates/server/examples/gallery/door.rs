//! Pages of the door.

use askama::Template;
use server::web::ui::{self, Brand, Card, ErrorSummary, Field, Page, Texts, Tone, Verdict};

use crate::Shown;

#[derive(Template)]
#[template(path = "gallery/sign_in.html")]
struct SignIn {
    card: Card,
    words: Words,
    login: Field,
}

#[derive(Template)]
#[template(path = "gallery/password.html")]
struct Password {
    card: Card,
    words: Words,
    login: Field,
    password: Field,
}

#[derive(Template)]
#[template(path = "gallery/set_up.html")]
struct SetUp {
    card: Card,
    summary: ErrorSummary,
    fields: Vec<Field>,
    words: Words,
}

/// What the pages say, long enough in each language to see how it runs.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) sign_in: &'static str,
    pub(crate) login: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) passkey: &'static str,
    pub(crate) forgotten: &'static str,
    pub(crate) password: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) lead: &'static str,
}

pub(crate) fn words(texts: &Texts) -> Words {
    match texts.language().code() {
        "de" => Words {
            sign_in: "Anmelden",
            login: "Anmeldename, E-Mail oder Telefon",
            go_on: "Weiter",
            passkey: "Mit einem Passkey anmelden",
            forgotten: "Passwort oder Anmeldename vergessen",
            password: "Passwort",
            wrong: "Name und Passwort passen nicht zusammen. Prüfen Sie beides oder setzen Sie ein neues Passwort.",
            lead: "Sicherheitseinstellungen und Wiederherstellungscodes Ihres Passes.",
        },
        "pl" => Words {
            sign_in: "Logowanie",
            login: "Login, e-mail lub telefon",
            go_on: "Dalej",
            passkey: "Zaloguj kluczem dostępu",
            forgotten: "Odzyskaj hasło lub login",
            password: "Hasło",
            wrong: "Nazwa i hasło nie pasują do siebie. Sprawdź oba pola albo ustaw nowe hasło.",
            lead: "Ustawienia bezpieczeństwa i kody odzyskiwania paszportu.",
        },
        "ru" => Words {
            sign_in: "Вход",
            login: "Логин, почта или телефон",
            go_on: "Продолжить",
            passkey: "Войти с ключом доступа",
            forgotten: "Восстановить пароль или логин",
            password: "Пароль",
            wrong: "Имя и пароль не подходят друг к другу. Проверьте оба поля или задайте новый пароль.",
            lead: "Настройки безопасности и коды восстановления вашего паспорта.",
        },
        _ => Words {
            sign_in: "Sign in",
            login: "Login, e-mail or phone",
            go_on: "Continue",
            passkey: "Sign in with a passkey",
            forgotten: "Password or login forgotten",
            password: "Password",
            wrong: "Name and password do not match. Check both, or set a new password.",
            lead: "Security settings and recovery codes of your passport.",
        },
    }
}

fn card(texts: &Texts, words: &Words) -> Card {
    let mut page = Page::new(texts, words.sign_in, "/sign-in");
    page.csrf = "token".into();
    page.help = Some("sign-in");
    Card { page, wide: false }
}

pub(crate) fn pages(texts: &Texts) -> askama::Result<Vec<Shown>> {
    let words = words(texts);
    Ok(vec![
        ("sign-in", sign_in(texts, &words).render()?),
        ("password-wrong", password(texts, &words).render()?),
        ("set-up-errors", set_up(texts, &words).render()?),
    ])
}

fn sign_in(texts: &Texts, words: &Words) -> SignIn {
    SignIn {
        card: card(texts, words),
        login: ui::login_name("login", words.login).autofocus(),
        words: words.clone(),
    }
}

fn password(texts: &Texts, words: &Words) -> Password {
    let mut card = card(texts, words);
    card.page.has_error = true;
    card.page.place = "Falke Werkzeugbau".into();
    card.page.brand = Some(Brand {
        name: "Falke Werkzeugbau".into(),
        logo: None,
        logo_dark: None,
        welcome: None,
        stylesheet: None,
    });
    Password {
        card,
        login: ui::login_name("username", words.login)
            .value("anna.nowak@falke.example")
            .read_only(),
        password: ui::password("password", words.password, texts)
            .enter_key("go")
            .error(words.wrong)
            .autofocus(),
        words: words.clone(),
    }
}

fn set_up(texts: &Texts, words: &Words) -> SetUp {
    let mut card = card(texts, words);
    card.wide = true;
    card.page.has_error = true;
    card.page.notice = None;
    let strength = Verdict::new("/strength", texts)
        .rule("At least 12 characters", true)
        .rule("Not among the passwords that leaked elsewhere", false)
        .sentence("Weak: a common word. Three more words make it strong.");
    SetUp {
        card,
        summary: ui::error_summary(texts).error("name", words.wrong).error(
            "email",
            "This address has no @. Write it as name@company.example.",
        ),
        fields: vec![
            ui::field("name", words.login)
                .autocomplete("name")
                .error(words.wrong),
            ui::email("email", "E-Mail")
                .value("anna.falke.example")
                .hint(words.lead)
                .error("This address has no @. Write it as name@company.example."),
            ui::field("nick", "Nickname").optional(texts),
            ui::password("new", words.password, texts).judged(strength),
        ],
        words: words.clone(),
    }
}

/// A notice in each tone.
pub(crate) fn notices() -> Vec<ui::Notice> {
    vec![
        ui::saved("Anna Nowak was added.").text("The invitation is on its way."),
        ui::notice(Tone::Info, "A new version is there").action("/operator", "See what changed"),
        ui::notice(Tone::Warn, "No mail server is set").text("Nobody gets links or codes."),
        ui::notice(Tone::Bad, "The directory has not answered since 20:47"),
    ]
}
