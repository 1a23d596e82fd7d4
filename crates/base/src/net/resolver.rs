//! The resolver of outgoing requests: the address that was judged is the one connected to, so a
//! name that changes its answer in between wins nothing.

use std::net::SocketAddr;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::sync::Arc;
use thiserror::Error;

use super::address::{Reach, reach};

/// Said when a name leads only to addresses that may not be reached.
#[derive(Debug, Error)]
#[error("the name leads to an address that outgoing requests may not reach")]
pub(super) struct Forbidden;

/// Resolves names to addresses that may be reached.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    pub(super) allowed: Arc<[IpNet]>,
    /// Whether only what the operator allows may be reached, for requests without TLS.
    pub(super) only_allowed: bool,
}

impl Guarded {
    /// Whether a request may go to this address.
    pub(super) fn permits(&self, address: std::net::IpAddr) -> bool {
        match reach(address, &self.allowed) {
            Reach::Allowed => true,
            Reach::Public => !self.only_allowed,
            Reach::Refused => false,
        }
    }

    /// One forbidden address among several forbids the name: a mixed answer is a trick.
    fn judge(&self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Forbidden> {
        if found.iter().all(|address| self.permits(address.ip())) {
            Ok(found)
        } else {
            Err(Forbidden)
        }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let judged: Addrs = Box::new(guard.judge(found)?.into_iter());
            Ok(judged)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str], only_allowed: bool) -> Guarded {
        let allowed = allowed.iter().map(|text| text.parse().unwrap()).collect();
        Guarded {
            allowed,
            only_allowed,
        }
    }

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_mixed_answer_is_refused_whole() {
        let mixed = addresses(&["1.1.1.1:0", "127.0.0.1:0"]);
        assert!(guard(&[], false).judge(mixed.clone()).is_err());
        assert!(guard(&["127.0.0.0/8"], false).judge(mixed.clone()).is_ok());
        assert!(guard(&["127.0.0.0/8"], true).judge(mixed).is_err());
    }

    #[tokio::test]
    async fn localhost_is_refused_by_name() {
        let refused = guard(&[], false)
            .resolve("localhost".parse().unwrap())
            .await;
        assert!(refused.is_err_and(|cause| cause.is::<Forbidden>()));
        let allowed = guard(&["127.0.0.0/8", "::1/128"], false);
        assert!(allowed.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
