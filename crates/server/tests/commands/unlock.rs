//! `vestibule unlock`: a way back in, made at the machine itself.

use base::clock::Clock;
use base::config::{Config, Environment, Flags};
use base::hash::Cost;
use base::random::Randomness;
use base::secret::Secret;
use people::identifiers::{self, Named};
use people::passports::{self, Profile};
use people::{EmailAddress, Fresh, Name, PassportId};
use server::signin::choose_password;
use server::start::{self, Outside};

use super::{Folder, Running, said, vestibule};

/// An operator in a server that does not run yet.
async fn operator(folder: &Folder) -> PassportId {
    let home = folder.home().to_string_lossy().into_owned();
    let flags = Flags::given(&[("data_dir", home.as_str())]).unwrap();
    let config = Config::load(&flags, &Environment::of(&[])).unwrap();
    let outside = Outside {
        clock: Clock::system(),
        random: Randomness::system(),
        cost: Cost::cheap(),
        mail: None,
        sms: None,
    };
    let app = start::start(config, outside).await.unwrap().app;
    let password = Secret::new("seven quiet otters swim".to_owned());
    let hash = app.passwords.hash(password).await.unwrap();
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let name = Name::parse("Anna Nowak").unwrap();
    let email = Named::Email(EmailAddress::parse("anna@falke.example.com").unwrap());
    let mut conn = app.db.write().await.unwrap();
    let profile = Profile::new(&name, "en");
    let person = passports::create(&mut conn, fresh, profile)
        .await
        .unwrap()
        .id;
    passports::set_operator(&mut conn, person, true)
        .await
        .unwrap();
    identifiers::verify(&mut conn, fresh, person, &email)
        .await
        .unwrap();
    choose_password(&mut conn, person, &hash, fresh.now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    person
}

#[tokio::test]
async fn an_operator_who_is_shut_out_gets_a_link() {
    let folder = Folder::fresh();
    operator(&folder).await;
    let server = Running::start(&folder.home(), &[]);
    let url = format!("http://localhost:{}", server.port);
    let unlocked = vestibule(&folder.home())
        .args(["unlock", "Anna@falke.example.com", "--public-url", &url])
        .output()
        .unwrap();
    let words = said(&unlocked);
    assert_eq!(unlocked.status.code(), Some(0), "{words}");
    assert!(!words.contains("does not run the server"), "{words}");
    let link = words
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with(&url));
    let page = server.get(link.unwrap().strip_prefix(&url).unwrap());
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("anna@falke.example.com"), "{page}");
    assert!(page.contains("name=\"password\""), "{page}");
}

#[tokio::test]
async fn nobody_is_unlocked_by_a_slip() {
    let folder = Folder::fresh();
    operator(&folder).await;
    for wrong in ["nobody@falke.example.com", "@", ""] {
        let output = vestibule(&folder.home()).args(["unlock", wrong]).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said(&output).contains("nobody here signs in with"),
            "{wrong}"
        );
    }
}
