//! Guarded outgoing HTTP: the only way by which the server fetches something from elsewhere.
//!
//! https only, except to networks the operator allows; no private addresses except those; no
//! redirects (the caller sees the 3xx and decides); no proxies from the environment; limits on
//! time and size. What is fetched is judged by whoever asked for it.

pub mod address;
mod resolver;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use rustls::RootCertStore;
use thiserror::Error;
use url::{Host, Url};

use resolver::{Forbidden, Guarded};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// The address of a request is never longer.
const LONGEST_URL: usize = 4096;

/// Why a request brought nothing.
#[derive(Debug, Error)]
pub enum NetError {
    /// The address is not one that may be asked for; the words say why.
    #[error("the address may not be asked for: {0}")]
    Address(&'static str),
    /// This host has no certificates of authorities, so no https can be checked.
    #[error("outgoing https is off: {0}")]
    Off(String),
    /// Nobody was reached, or TLS did not come about: nothing was asked.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// No answer came in time, or it broke off: whether it was heard, nobody knows.
    #[error("no answer: {0}")]
    Unanswered(String),
    /// The answer is larger than the limit.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

/// A request to another server.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Headers beside those of every request.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// The most bytes the answer may have.
    pub limit: usize,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

impl Outgoing {
    /// A plain request for a small document: 1 MiB, ten seconds.
    pub fn get(url: &str) -> Self {
        Self {
            method: Method::GET,
            url: url.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            limit: 1 << 20,
            timeout: Duration::from_secs(10),
        }
    }

    /// The same with `body` to hand over.
    pub fn post(url: &str, body: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            body,
            ..Self::get(url)
        }
    }
}

/// What came back, whole.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status, whatever it is.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// The guard. Cheap to clone.
#[derive(Clone)]
pub struct Net {
    clients: Arc<Late>,
    allowed: Arc<[IpNet]>,
}

/// Made when the first request goes out: reading the authorities of a host takes longer than the rest
/// of a start.
type Late = LazyLock<Clients, Box<dyn FnOnce() -> Clients + Send + Sync>>;

struct Clients {
    https: Result<Client, String>,
    plain: Result<Client, String>,
}

impl std::fmt::Debug for Net {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Net").field(&self.allowed).finish()
    }
}

impl Net {
    /// A guard with the authorities of this host. When there are none, outgoing https is off
    /// with a reason, and the server starts all the same.
    pub fn new(allowed: &[IpNet]) -> Self {
        let allowed: Arc<[IpNet]> = allowed.into();
        let of = Arc::clone(&allowed);
        Self::late(allowed, move || Clients::of_host(&of))
    }

    /// A guard that trusts these authorities only.
    pub fn with_roots(allowed: &[IpNet], roots: RootCertStore) -> Self {
        let allowed: Arc<[IpNet]> = allowed.into();
        let of = Arc::clone(&allowed);
        Self::late(allowed, move || Clients::with_roots(&of, &roots))
    }

    fn late(allowed: Arc<[IpNet]>, make: impl FnOnce() -> Clients + Send + Sync + 'static) -> Self {
        let clients = Arc::new(Late::new(Box::new(make)));
        Self { clients, allowed }
    }

    /// Why outgoing https is off, if it is; for `doctor`.
    pub fn https_off(&self) -> Option<&str> {
        self.clients.https.as_ref().err().map(String::as_str)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// [`NetError`]; a status that is no success is none.
    pub async fn send(&self, ask: Outgoing) -> Result<Reply, NetError> {
        let url = self.permitted(&ask.url)?;
        let clients = Arc::clone(&self.clients);
        // Reads files of the host the first time, and must hold nobody up.
        let made = tokio::task::spawn_blocking(move || {
            LazyLock::force(&clients);
        });
        made.await.map_err(|gone| NetError::Off(gone.to_string()))?;
        let client = if url.scheme() == "https" {
            &self.clients.https
        } else {
            &self.clients.plain
        };
        let client = client
            .as_ref()
            .map_err(|words| NetError::Off(words.clone()))?;
        let request = client
            .request(ask.method, url)
            .headers(ask.headers)
            .body(ask.body)
            .timeout(ask.timeout);
        let mut answer = request.send().await.map_err(|cause| unreachable(&cause))?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|cause| unreachable(&cause))? {
            if body.len() + piece.len() > ask.limit {
                return Err(NetError::TooLarge(ask.limit));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Reply {
            status,
            headers,
            body,
        })
    }

    /// Whether an address could be asked for, as far as its text tells; for settings pages that
    /// want to say so beside the field.
    ///
    /// # Errors
    /// [`NetError::Address`].
    pub fn check(&self, url: &str) -> Result<(), NetError> {
        self.permitted(url).map(drop)
    }

    fn permitted(&self, text: &str) -> Result<Url, NetError> {
        if text.len() > LONGEST_URL {
            return Err(NetError::Address("it is too long"));
        }
        let url = Url::parse(text).map_err(|_| NetError::Address("it cannot be read"))?;
        let only_allowed = match url.scheme() {
            "https" => false,
            "http" => true,
            _ => return Err(NetError::Address("it does not begin with https://")),
        };
        if only_allowed && self.allowed.is_empty() {
            return Err(NetError::Address("it does not begin with https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NetError::Address("it carries a user name or password"));
        }
        // A name is judged by the resolver, once it is an address; an address never gets there.
        let guard = Guarded {
            allowed: Arc::clone(&self.allowed),
            only_allowed,
        };
        let permitted = match url.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => guard.permits(address.into()),
            Some(Host::Ipv6(address)) => guard.permits(address.into()),
            None => return Err(NetError::Address("it has no host")),
        };
        if permitted {
            Ok(url)
        } else {
            Err(NetError::Address(FORBIDDEN))
        }
    }
}

impl Clients {
    /// With the authorities of this host.
    fn of_host(allowed: &Arc<[IpNet]>) -> Self {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        let (taken, _) = roots.add_parsable_certificates(found.certs);
        let clients = Self::with_roots(allowed, &roots);
        if taken > 0 {
            return clients;
        }
        let cause = found.errors.first();
        let cause = cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
        Self {
            https: Err(format!(
                "this host has no certificates of authorities{cause}"
            )),
            ..clients
        }
    }

    fn with_roots(allowed: &Arc<[IpNet]>, roots: &RootCertStore) -> Self {
        let client = |only_allowed: bool| {
            let guard = Guarded {
                allowed: Arc::clone(allowed),
                only_allowed,
            };
            client(guard, roots.clone(), !only_allowed)
        };
        Self {
            https: client(false),
            plain: client(true),
        }
    }
}

const FORBIDDEN: &str = "it is private and not among the networks the operator allows";

fn client(guard: Guarded, roots: RootCertStore, https_only: bool) -> Result<Client, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| cause.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the guard all others must pass"
    )]
    let builder = Client::builder();
    builder
        .tls_backend_preconfigured(tls)
        .https_only(https_only)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .dns_resolver(Arc::new(guard))
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(2)
        .user_agent("Vestibule")
        .build()
        .map_err(|cause| cause.to_string())
}

/// The cause in the words of its deepest part, without the address, which may be a secret.
fn unreachable(cause: &reqwest::Error) -> NetError {
    let mut deepest: &dyn std::error::Error = cause;
    while let Some(deeper) = deepest.source() {
        if deeper.is::<Forbidden>() {
            return NetError::Address(FORBIDDEN);
        }
        deepest = deeper;
    }
    let words = match cause.is_timeout() {
        true => "it took too long".to_owned(),
        false => deepest.to_string(),
    };
    match cause.is_connect() {
        true => NetError::Unreachable(words),
        false => NetError::Unanswered(words),
    }
}

#[cfg(test)]
mod tests;
