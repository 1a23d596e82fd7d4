//! THE list of options. A flag, a variable and a key of the file are all made from one line here.

/// One option of the server.
pub(super) struct Known {
    /// The key in the file; `VESTIBULE_DATA_DIR` follows from it.
    pub(super) key: &'static str,
    /// The flag without its dashes.
    pub(super) flag: &'static str,
    /// What stands for the value in the help.
    pub(super) value: &'static str,
    /// The help, one sentence.
    pub(super) help: &'static str,
}

macro_rules! options {
    ($($key:ident $flag:literal $value:literal $help:literal;)*) => {
        /// Every option, in the order of the help.
        pub(super) const OPTIONS: &[Known] =
            &[$(Known { key: stringify!($key), flag: $flag, value: $value, help: $help }),*];
    };
}

options! {
    config "config" "FILE" "Read options from this TOML file";
    data_dir "data-dir" "DIR" "Where the database, the keys and other files lie [default: ./vestibule-data]";
    listen "listen" "ADDR" "Address and port to listen on [default: 127.0.0.1:8080]";
    public_url "public-url" "URL" "Where browsers reach the server, without a path [default: http://localhost and the port]";
    database "database" "sqlite|postgres://…" "Which database to use [default: sqlite, a file in the data directory]";
    tls_certificate "tls-certificate" "FILE" "Certificate chain in PEM; with it the server speaks https itself";
    tls_key "tls-key" "FILE" "Private key of the certificate in PEM";
    trusted_proxies "trusted-proxies" "CIDR,…" "Proxies whose X-Forwarded headers are believed [default: none]";
    master_key_file "master-key-file" "FILE" "The key that seals secrets in the database [default: master.key in the data directory]";
    log_format "log-format" "human|json" "How log lines are written [default: human]";
    log_level "log-level" "LEVEL" "error, warn, info, debug or trace [default: info]";
    threads "threads" "N" "Threads that answer requests [default: one per core]";
    hash_threads "hash-threads" "N" "Threads that hash passwords [default: one per core]";
    hash_queue "hash-queue" "N" "Password checks that may wait before others are told to come later [default: 128]";
    dpop_nonce "dpop-nonce" "true|false" "Whether proofs of keys (DPoP) must bring a nonce of the server [default: false]";
    allow_private_outgoing "allow-private-outgoing" "CIDR,…" "Private networks that outgoing requests may reach [default: none]";
}

/// Variables with this prefix are ours.
pub(super) const PREFIX: &str = "VESTIBULE_";
/// Variables of the test command, which are nothing to the server.
pub(super) const TEST_PREFIX: &str = "VESTIBULE_TEST_";

impl Known {
    /// `VESTIBULE_DATA_DIR` for `data_dir`.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.to_ascii_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_is_its_key_with_dashes() {
        assert!(
            OPTIONS
                .iter()
                .all(|option| option.flag == option.key.replace('_', "-"))
        );
    }
}
