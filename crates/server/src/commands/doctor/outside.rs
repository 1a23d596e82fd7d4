//! What lies beyond this machine: the mail server, and the way by which people come.

use std::time::Duration;

use base::jobs::Jobs;
use base::keys::MasterKey;
use base::mail::Mail;
use base::net::{Net, NetError, Outgoing, Reply};
use base::outbox::{Outbox, Outcome};

use super::Patient;
use super::finding::Finding;

/// Clocks that are further apart than this will refuse one another's tokens.
const APART: Duration = Duration::from_secs(60);

pub(super) async fn look(patient: &Patient) -> Vec<Finding> {
    let net = Net::new(&patient.config.allow_private_outgoing);
    let mut findings = vec![mail(patient).await, outgoing(&net)];
    findings.push(public_url(patient, &net).await);
    findings
}

async fn mail(patient: &Patient) -> Finding {
    let path = &patient.config.master_key_file;
    let Ok(key) = MasterKey::open_existing(path, &patient.db, &patient.random).await else {
        return Finding::doubtful(
            "mail",
            "not tried: its password is sealed by the master key",
        );
    };
    let (clock, random) = (patient.clock.clone(), patient.random.clone());
    let jobs = Jobs::new(clock.clone(), random.clone());
    let mail = Mail::new(Outbox::new(patient.db.clone(), key, jobs, clock, random));
    let post = match mail.post().await {
        Ok(Some(post)) => post,
        Ok(None) => {
            return Finding::doubtful("mail", "no way out is set: letters wait in the outbox")
                .remedy("set it at /operator/mail");
        }
        Err(cause) => return Finding::bad("mail", cause).remedy("set it anew at /operator/mail"),
    };
    let delivery = post.probe().await;
    match delivery.outcome {
        Outcome::Accepted => Finding::good("mail", delivery.answer),
        Outcome::Refused | Outcome::Later => {
            let indent = format!("\n{:<25}", "");
            Finding::bad("mail", delivery.dialogue.join(&indent))
                .remedy("letters wait meanwhile; correct it at /operator/mail")
        }
    }
}

fn outgoing(net: &Net) -> Finding {
    match net.https_off() {
        None => Finding::good("outgoing https", "certificates of authorities were found"),
        Some(why) => Finding::doubtful("outgoing https", why)
            .remedy("install the system's certificates (Debian: apt install ca-certificates)"),
    }
}

async fn public_url(patient: &Patient, net: &Net) -> Finding {
    const WHAT: &str = "public URL";
    let url = &patient.config.public_url;
    if url.is_loopback() {
        return Finding::doubtful(WHAT, format!("{url} reaches this machine only"))
            .remedy("--public-url https://id.example.com");
    }
    if !url.is_https() {
        return Finding::bad(WHAT, format!("{url} is not encrypted"))
            .remedy("speak https: passwords and cookies cross the network in the clear");
    }
    match net.send(Outgoing::get(&url.of("/health/live"))).await {
        Ok(reply) if reply.status.is_success() && reply.body == b"alive\n" => {
            far_clock(patient, &reply)
                .unwrap_or_else(|| Finding::good(WHAT, format!("{url} answers")))
        }
        Ok(reply) => Finding::bad(
            WHAT,
            format!(
                "{url}/health/live answers, but not as this server: {}",
                reply.status
            ),
        )
        .remedy("let the proxy or the name lead here"),
        Err(NetError::Address(why)) => Finding::doubtful(WHAT, format!("{url} not tried: {why}"))
            .remedy("allow it with allow_private_outgoing, or try it from elsewhere"),
        Err(cause) => Finding::bad(WHAT, format!("{url}: {cause}"))
            .remedy("start the server; check name, certificate and proxy"),
    }
}

/// What the other end takes for the time, when that is far from ours.
fn far_clock(patient: &Patient, reply: &Reply) -> Option<Finding> {
    let there = reply.headers.get("date")?.to_str().ok()?;
    let there = jiff::fmt::rfc2822::parse(there).ok()?.timestamp();
    let here = patient.clock.now().as_micros();
    let apart = Duration::from_micros(there.as_microsecond().abs_diff(here));
    (apart > APART).then(|| {
        let words = format!(
            "the public URL's clock is {} s away from ours",
            apart.as_secs()
        );
        Finding::bad("clock", words).remedy("set both clocks by a time server")
    })
}
