//! What `/metrics` shows: counters and durations, in the text form Prometheus reads.
//!
//! Labels come from our own lists (routes, outcomes) and never from what an outsider sends, so
//! their number stays small.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Issued {
    grant: &'static str,
}

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    took: Histogram,
    sign_ins: Family<SignIn, Counter>,
    tokens: Family<Issued, Counter>,
    hashing: Gauge,
}

/// Upper ends of the duration classes, in seconds.
const CLASSES: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("vestibule");
        let answered = Family::default();
        let took = Histogram::new(CLASSES);
        let sign_ins = Family::default();
        let tokens = Family::default();
        let hashing = Gauge::default();
        registry.register("http_requests", "Requests answered", answered.clone());
        registry.register(
            "http_request_seconds",
            "How long answers took",
            took.clone(),
        );
        registry.register("sign_ins", "Sign-ins by outcome", sign_ins.clone());
        registry.register("tokens", "Tokens issued by grant", tokens.clone());
        registry.register(
            "password_hashes_waiting",
            "Hashes waiting or running",
            hashing.clone(),
        );
        Self {
            registry,
            answered,
            took,
            sign_ins,
            tokens,
            hashing,
        }
    }

    /// Counts an answer to `route` (the pattern, not the path).
    pub fn request(&self, route: &str, status: StatusCode, took: Duration) {
        let labels = Answered {
            route: route.to_owned(),
            status: status.as_u16(),
        };
        self.answered.get_or_create(&labels).inc();
        self.took.observe(took.as_secs_f64());
    }

    /// Counts a sign-in that ended in `outcome`.
    pub fn sign_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&SignIn { outcome }).inc();
    }

    /// Counts tokens given for a `grant`.
    pub fn tokens(&self, grant: &'static str) {
        self.tokens.get_or_create(&Issued { grant }).inc();
    }

    /// The text form. `hashing` is how many password hashes wait or run just now.
    ///
    /// # Errors
    /// Never in practice: writing to a string does not fail.
    pub fn text(&self, hashing: usize) -> Result<String, fmt::Error> {
        self.hashing.set(i64::try_from(hashing).unwrap_or(i64::MAX));
        let mut out = String::new();
        text::encode(&mut out, &self.registry)?;
        Ok(out)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_answers_are_shown() {
        let metrics = Metrics::new();
        metrics.request("/sign-in", StatusCode::OK, Duration::from_millis(3));
        metrics.request("/sign-in", StatusCode::OK, Duration::from_millis(3));
        metrics.sign_in("refused");
        metrics.tokens("client_credentials");
        let shown = metrics.text(4).unwrap();
        let line = r#"vestibule_http_requests_total{route="/sign-in",status="200"} 2"#;
        assert!(shown.contains(line), "{shown}");
        assert!(shown.contains(r#"vestibule_sign_ins_total{outcome="refused"} 1"#));
        assert!(shown.contains(r#"vestibule_tokens_total{grant="client_credentials"} 1"#));
        assert!(shown.contains("vestibule_password_hashes_waiting 4"));
        assert!(shown.ends_with("# EOF\n"));
    }
}
