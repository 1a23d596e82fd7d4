//! Ready-made configurations of proxies, with the values of one site. The manual shows the same texts.

use base::config::Config;

use crate::sites::site::Site;

/// A proxy that can ask us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proxy {
    /// Names it in addresses.
    pub(super) key: &'static str,
    /// Its own name.
    pub(super) name: &'static str,
    text: &'static str,
}

/// All of them, in the order in which they are shown.
pub(super) const ALL: [Proxy; 3] = [
    Proxy {
        key: "nginx",
        name: "nginx",
        text: include_str!("../snippets/nginx.conf"),
    },
    Proxy {
        key: "caddy",
        name: "Caddy",
        text: include_str!("../snippets/Caddyfile"),
    },
    Proxy {
        key: "traefik",
        name: "Traefik",
        text: include_str!("../snippets/traefik.yml"),
    },
];

/// What stands in the texts for a site at `wiki.example.com` and a server on the same machine; the
/// manual shows them so.
const SITE: &str = "0123456789abcdefghjkmnpqrs";
const ADDRESS: &str = "https://wiki.example.com";
const HOST: &str = "wiki.example.com";
const INSIDE: &str = "http://127.0.0.1:8080";

impl Proxy {
    /// The configuration for this site.
    pub(super) fn filled(self, config: &Config, site: &Site) -> String {
        let first = site.addresses.first();
        let address = first.map(ToString::to_string).unwrap_or_default();
        let host = first.map(|one| one.host()).unwrap_or_default();
        self.text
            .replace(SITE, &site.id.to_string())
            .replace(ADDRESS, &address)
            .replace(HOST, &host)
            .replace(INSIDE, &inside(config))
    }
}

/// Where a proxy on the same machine reaches this server.
fn inside(config: &Config) -> String {
    if config.tls.is_some() {
        return config.public_url.origin().to_owned();
    }
    let port = config.listen.port();
    let ip = config.listen.ip();
    if ip.is_unspecified() {
        return format!("http://127.0.0.1:{port}");
    }
    format!("http://{}", config.listen)
}
