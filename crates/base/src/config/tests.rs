use std::path::Path;

use clap::{Args, Command, FromArgMatches};

use super::*;
use crate::random::Randomness;

fn load(flags: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<Config, String> {
    let flags = Flags::given(flags).map_err(|e| e.to_string())?;
    Config::load(&flags, &Environment::of(variables)).map_err(|e| e.to_string())
}

/// A configuration file of this test's own.
fn file(text: &str) -> (tempfolder::Folder, String) {
    let folder = tempfolder::Folder::new();
    let path = folder.path().join("vestibule.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path.to_string_lossy().into_owned())
}

mod tempfolder {
    use super::*;

    pub(super) struct Folder(PathBuf);

    impl Folder {
        pub(super) fn new() -> Self {
            let name = format!("vestibule-config-{}", Randomness::system().token());
            let path = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub(super) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

#[test]
fn nothing_given_is_a_server_on_this_machine() {
    let config = load(&[], &[]).unwrap();
    assert_eq!(config.listen, ([127, 0, 0, 1], 8080).into());
    assert_eq!(config.public_url.origin(), "http://localhost:8080");
    assert_eq!(
        config.database,
        Location::Sqlite("./vestibule-data/vestibule.db".into())
    );
    assert_eq!(
        config.master_key_file,
        Path::new("./vestibule-data/master.key")
    );
    assert!(config.trusted_proxies.is_empty() && config.allow_private_outgoing.is_empty());
    assert!(config.tls.is_none() && config.hashing.threads > 0);
    assert_eq!(config.source("listen"), Source::Default);
}

#[test]
fn flags_win_over_the_environment_over_the_file() {
    let (_folder, path) = file(
        "listen = \"127.0.0.1:1\"\nlog_level = \"warn\"\nhash_queue = 7\n\
         trusted_proxies = [\"10.0.0.0/8\", \"192.0.2.7\"]\n",
    );
    let config = load(
        &[("config", &path), ("listen", "127.0.0.1:3")],
        &[
            ("VESTIBULE_LISTEN", "127.0.0.1:2"),
            ("VESTIBULE_LOG_LEVEL", "debug"),
        ],
    )
    .unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.logging.level, LogLevel::Debug);
    assert_eq!(config.hashing.queue, 7);
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.source("listen"), Source::Flag);
    assert_eq!(config.source("log_level"), Source::Environment);
    assert_eq!(
        config.source("hash_queue"),
        Source::File(path.clone().into())
    );
    let config = load(&[], &[("VESTIBULE_CONFIG", &path)]).unwrap();
    assert_eq!(config.listen.port(), 1);
}

#[test]
fn a_wrong_value_names_itself_and_its_source() {
    let (_folder, path) = file("hash_threads = 0");
    for (flags, variables, words) in [
        (
            vec![("listen", "8080")],
            vec![],
            "--listen: “8080” is not an address",
        ),
        (
            vec![],
            vec![("VESTIBULE_LOG_FORMAT", "xml")],
            "VESTIBULE_LOG_FORMAT: “xml” is neither",
        ),
        (vec![("config", path.as_str())], vec![], "hash_threads in "),
        (
            vec![("threads", "0")],
            vec![],
            "--threads: “0” is not a number",
        ),
        (
            vec![("trusted_proxies", "10.0.0.0/40")],
            vec![],
            "--trusted-proxies: “10.0.0.0/40”",
        ),
        (
            vec![("data_dir", "")],
            vec![],
            "--data-dir: the value is empty",
        ),
        (
            vec![("tls_key", "k")],
            vec![],
            "tls_key is given without tls_certificate",
        ),
        (
            vec![("tls_certificate", "c")],
            vec![],
            "tls_certificate is given without tls_key",
        ),
        (
            vec![("config", "/does/not/exist")],
            vec![],
            "the file /does/not/exist cannot be read",
        ),
    ] {
        let said = load(&flags, &variables).unwrap_err();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    let said = load(&[], &[("VESTIBULE_PUBLICURL", "x")]).unwrap_err();
    assert!(
        said.contains("VESTIBULE_PUBLICURL") && said.contains("VESTIBULE_PUBLIC_URL"),
        "{said}"
    );
    let (_folder, path) = file("lisen = \"127.0.0.1:1\"");
    let said = load(&[("config", &path)], &[]).unwrap_err();
    assert!(
        said.contains("lisen in ") && said.contains("did you mean listen?"),
        "{said}"
    );
    let (_folder, path) = file("config = \"other.toml\"");
    assert!(load(&[("config", &path)], &[]).is_err());
    let (_folder, path) = file("[listen]\nport = 1");
    let said = load(&[("config", &path)], &[]).unwrap_err();
    assert!(
        said.contains("listen in ") && said.contains("not a text"),
        "{said}"
    );
}

#[test]
fn variables_of_the_test_command_are_left_alone() {
    assert!(load(&[], &[("VESTIBULE_TEST_POSTGRES", "postgres://x")]).is_ok());
}

#[test]
fn the_public_url_is_an_origin() {
    for (given, origin, https, loopback) in [
        (
            "https://id.example.com",
            "https://id.example.com",
            true,
            false,
        ),
        (
            "https://ID.example.com:443/",
            "https://id.example.com",
            true,
            false,
        ),
        ("http://127.0.0.1:99", "http://127.0.0.1:99", false, true),
        ("http://[::1]:99", "http://[::1]:99", false, true),
        (
            "https://bücher.example",
            "https://xn--bcher-kva.example",
            true,
            false,
        ),
    ] {
        let url = PublicUrl::parse(given).unwrap();
        assert_eq!(
            (url.origin(), url.is_https(), url.is_loopback()),
            (origin, https, loopback)
        );
        assert_eq!(url.of("/sign-in"), format!("{origin}/sign-in"));
    }
    for wrong in [
        "",
        "id.example.com",
        "ftp://id.example.com",
        "https://",
        "https://id.example.com/path",
        "https://id.example.com?x",
        "https://id.example.com#x",
        "https://user:pass@id.example.com",
        "javascript:alert(1)",
    ] {
        assert!(PublicUrl::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(
        PublicUrl::localhost(true, 443).origin(),
        "https://localhost"
    );
    assert_eq!(
        PublicUrl::localhost(true, 8443),
        PublicUrl::parse("https://localhost:8443").unwrap()
    );
}

#[test]
fn with_certificate_files_the_default_address_is_https() {
    let config = load(&[("tls_certificate", "c.pem"), ("tls_key", "k.pem")], &[]).unwrap();
    assert_eq!(config.public_url.origin(), "https://localhost:8080");
}

#[test]
fn the_password_of_the_database_is_never_printed() {
    let config = load(&[("database", "postgres://me:hunter2@db/vestibule")], &[]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!config.database.to_string().contains("hunter2"));
    for wrong in [
        "mysql://me:hunter2@db/x",
        "postgres://me:hunter2@db",
        "postgres://me:hunter2@:x/y",
    ] {
        assert!(
            !load(&[("database", wrong)], &[])
                .unwrap_err()
                .contains("hunter2")
        );
    }
}

#[test]
fn flags_stand_in_the_help_of_a_command() {
    let command = Flags::augment_args(Command::new("serve"));
    let help = command.clone().render_long_help().to_string();
    assert!(help.contains("--public-url <URL>") && help.contains("VESTIBULE_PUBLIC_URL"));
    let matches = command.get_matches_from(["serve", "--listen", "127.0.0.1:5"]);
    let flags = Flags::from_arg_matches(&matches).unwrap();
    assert_eq!(
        Config::load(&flags, &Environment::default())
            .unwrap()
            .listen
            .port(),
        5
    );
}

#[test]
fn secrets_of_the_environment_are_no_options_and_print_nothing() {
    let given = [
        ("VESTIBULE_TOKEN", "vst_hunter2"),
        ("VESTIBULE_SECRET_MAIL", "hunter2"),
        ("VESTIBULE_LISTEN", "127.0.0.1:5"),
    ];
    let environment = Environment::of(&given);
    let config = Config::load(&Flags::default(), &environment).unwrap();
    assert_eq!(config.listen.port(), 5);
    assert_eq!(environment.token().unwrap().expose(), "vst_hunter2");
    let secrets = environment.secrets();
    assert_eq!(secrets.len(), 1);
    assert_eq!(secrets["VESTIBULE_SECRET_MAIL"].expose(), "hunter2");
    assert!(!format!("{environment:?}").contains("hunter2"));
    assert!(
        Environment::of(&[("VESTIBULE_TOKEN", " ")])
            .token()
            .is_none()
    );
}
