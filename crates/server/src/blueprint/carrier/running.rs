//! Calls to a running server, with a token.
//!
//! The token travels over https only, except to this machine itself. Nothing is redirected: a token is
//! not handed on to whoever the answer names.

use std::time::Duration;

use base::net::{Net, NetError, Outgoing};
use base::secret::Secret;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use ipnet::IpNet;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use url::{Host, Url};

use super::super::Trouble;
use super::{Ask, BASE, Told};

/// The most bytes of an answer.
const LARGEST: usize = 16 << 20;
/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a call is carried before it is given up.
const TRIES: u32 = 4;
/// The longest a busy server makes us wait between two tries.
const LONGEST_WAIT: u64 = 30;

/// A certificate in PEM that is trusted in place of the authorities of this machine.
pub type Authority = Vec<u8>;

/// A running server and a token for it.
pub struct Running {
    origin: String,
    authorization: HeaderValue,
    net: Net,
}

impl Running {
    /// A server at this address, which has neither path nor query.
    ///
    /// # Errors
    /// When the address is none, a token would travel in the clear, or the authority is no certificate.
    pub fn at(
        address: &str,
        token: &Secret<String>,
        authority: Option<&Authority>,
    ) -> Result<Self, Trouble> {
        let odd = |words: &str| Trouble::Usage(format!("--server {address}: {words}"));
        let url = Url::parse(address)
            .map_err(|_| odd("this is no address such as https://id.example.com"))?;
        let here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => return Err(odd("this is no address such as https://id.example.com")),
        };
        if !(url.scheme() == "https" || (url.scheme() == "http" && here)) {
            return Err(odd(
                "a token travels over https only, except to this machine itself",
            ));
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(odd("only scheme, host and port are needed"));
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", token.expose().trim()))
            .map_err(|_| Trouble::Usage("the token is none".to_owned()))?;
        authorization.set_sensitive(true);
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            authorization,
            net: net(here, authority)?,
        })
    }

    /// Where the server is.
    pub(super) fn place(&self) -> &str {
        &self.origin
    }

    /// Carries a call, and again when nobody answered or the server is busy: what is read or made once under a
    /// key can be asked for twice, a change is bound to what was read, and everything else is done only once.
    pub(super) async fn carry(&self, ask: &Ask) -> Result<Told, Trouble> {
        let again = ask.method == Method::GET || ask.key.is_some() || ask.tag.is_some();
        let mut tried = 1;
        loop {
            let wait = match self.once(ask).await {
                Ok((told, Some(wait)))
                    if tried < TRIES && told.status == StatusCode::SERVICE_UNAVAILABLE =>
                {
                    wait
                }
                Ok((told, _)) => return Ok(told),
                Err(NetError::Unreachable(_) | NetError::Unanswered(_))
                    if again && tried < TRIES =>
                {
                    1 << tried
                }
                Err(cause) => {
                    return Err(Trouble::Unreachable(self.origin.clone(), cause.to_string()));
                }
            };
            tokio::time::sleep(Duration::from_secs(wait.min(LONGEST_WAIT))).await;
            tried += 1;
        }
    }

    async fn once(&self, ask: &Ask) -> Result<(Told, Option<u64>), NetError> {
        let outgoing = Outgoing {
            method: ask.method.clone(),
            url: format!("{}{BASE}{}", self.origin, ask.path),
            headers: self.headers(ask),
            body: ask
                .body
                .as_ref()
                .map(|body| body.to_string().into_bytes())
                .unwrap_or_default(),
            limit: LARGEST,
            timeout: PATIENCE,
        };
        let reply = self.net.send(outgoing).await?;
        let text = |name: HeaderName| reply.headers.get(name).and_then(|line| line.to_str().ok());
        let wait = text(RETRY_AFTER).and_then(|text| text.parse().ok());
        let told = Told {
            status: reply.status,
            tag: text(ETAG).map(str::to_owned),
            body: serde_json::from_slice(&reply.body).unwrap_or(Value::Null),
        };
        Ok((told, wait))
    }

    fn headers(&self, ask: &Ask) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if ask.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let more = [(IF_MATCH, &ask.tag), (super::IDEMPOTENCY_KEY, &ask.key)];
        for (name, text) in more {
            if let Some(value) = text
                .as_deref()
                .and_then(|text| HeaderValue::from_str(text).ok())
            {
                headers.insert(name, value);
            }
        }
        headers
    }
}

/// The way out: over https to wherever the person at the terminal said, in the clear to this machine only.
fn net(here: bool, authority: Option<&Authority>) -> Result<Net, Trouble> {
    let networks: &[&str] = if here {
        &["127.0.0.0/8", "::1/128"]
    } else {
        &["0.0.0.0/0", "::/0"]
    };
    let networks: Vec<IpNet> = networks
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    let Some(pem) = authority else {
        return Ok(Net::new(&networks));
    };
    let odd = || Trouble::Usage("--authority: there is no certificate in PEM in it".to_owned());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots
            .add(certificate.map_err(|_| odd())?)
            .map_err(|_| odd())?;
    }
    if roots.is_empty() {
        return Err(odd());
    }
    Ok(Net::with_roots(&networks, roots))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_travels_only_where_nobody_listens() {
        let token = Secret::new("vst_x".to_owned());
        let at = |address: &str| Running::at(address, &token, None).map(|running| running.origin);
        for (address, origin) in [
            ("https://id.example.com", "https://id.example.com"),
            (
                "https://id.example.com:8443/",
                "https://id.example.com:8443",
            ),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(at(address).unwrap(), origin);
        }
        for address in [
            "http://id.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "https://a:b@id.example.com",
            "https://id.example.com/w/acme",
            "https://id.example.com?x",
            "ftp://localhost",
            "id.example.com",
            "",
        ] {
            assert!(at(address).is_err(), "{address}");
        }
        assert!(Running::at("https://a.example", &Secret::new("a\nb".to_owned()), None).is_err());
        let junk = b"junk".to_vec();
        assert!(Running::at("https://a.example", &token, Some(&junk)).is_err());
    }
}
