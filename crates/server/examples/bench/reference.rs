//! What the program is measured against: the least a server of the same make can do, and the raw
//! work of the machine.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm as Variant, Argon2, Block, Params, Version};
use aws_lc_rs::digest;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use base::hash::Cost;
use protocol::jose::{Algorithm, SigningKey, TokenType};

use crate::machine::{Running, cpu_of, free, now};
use crate::{Trouble, grouped};

/// Starts the reference server as a process of its own, with what it keeps in this folder.
pub(crate) fn start(folder: &Path) -> Result<Running, Trouble> {
    let at = free()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["reference", &at.port().to_string()])
        .arg(folder);
    Running::start(command.stderr(Stdio::null()), at, "/hello")
}

/// Serves the bare answer, the bare signed one, and the bare durable one.
pub(crate) fn serve(port: u16, folder: &Path) -> Result<ExitCode, Trouble> {
    let (key, _) = SigningKey::generate(Algorithm::Es256)?;
    let routes = Router::new()
        .route("/hello", get(async || "hello"))
        .route("/signed", post(signed))
        .with_state(Arc::new(key))
        .merge(grouped::route(folder)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(at).await?;
        axum::serve(listener, routes).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Takes a form, hashes it, and signs one token.
async fn signed(State(key): State<Arc<SigningKey>>, body: Bytes) -> Result<String, String> {
    let hash = digest::digest(&digest::SHA256, &body);
    let subject: u8 = hash.as_ref().iter().fold(0, |all, byte| all ^ byte);
    sign(&key, subject).map_err(|cause| cause.to_string())
}

fn sign(key: &SigningKey, subject: u8) -> Result<String, Trouble> {
    let claims = serde_json::json!({ "iss": "bench", "sub": subject, "exp": 1_800_000_000 });
    Ok(key.sign(TokenType::Jwt, &claims)?)
}

/// Does one kind of raw work for some seconds, and prints how much of it was done and the CPU
/// seconds that took.
pub(crate) fn raw(what: &str, seconds: u64) -> Result<ExitCode, Trouble> {
    let span = Duration::from_secs(seconds);
    let (done, before) = match what {
        "rs256" => signatures(Algorithm::Rs256, span)?,
        "argon2id" => (on_both_cores(span)?, Duration::ZERO),
        other => return Err(format!("{other} is nothing raw").into()),
    };
    let cpu = (cpu_of("self")? - before).as_secs_f64();
    write!(std::io::stdout(), "{done} {cpu}")?;
    Ok(ExitCode::SUCCESS)
}

/// Signatures, and the CPU time that went into making the key before.
fn signatures(algorithm: Algorithm, span: Duration) -> Result<(u32, Duration), Trouble> {
    let (key, _) = SigningKey::generate(algorithm)?;
    let before = cpu_of("self")?;
    let (since, mut done) = (now(), 0);
    while since.elapsed() < span {
        std::hint::black_box(sign(&key, 7)?);
        done += 1;
    }
    Ok((done, before))
}

fn on_both_cores(span: Duration) -> Result<u32, Trouble> {
    let threads = std::thread::available_parallelism()?.get();
    let working: Vec<_> = (0..threads)
        .map(|_| std::thread::spawn(move || hashes(span).map_err(|cause| cause.to_string())))
        .collect();
    let mut done = 0;
    for thread in working {
        done += thread.join().map_err(|_| "a thread ended early")??;
    }
    Ok(done)
}

/// Hashes with the parameters of the product, in memory that is used again.
fn hashes(span: Duration) -> Result<u32, Trouble> {
    let cost = Cost::default();
    let params = Params::new(cost.memory, cost.passes, cost.lanes, None)
        .map_err(|cause| cause.to_string())?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Variant::Argon2id, Version::V0x13, params);
    let (since, mut done, mut out) = (now(), 0, [0; 32]);
    while since.elapsed() < span {
        argon2
            .hash_password_into_with_memory(
                b"seven quiet otters",
                b"sixteen of salt.",
                &mut out,
                &mut memory,
            )
            .map_err(|cause| cause.to_string())?;
        done += 1;
    }
    std::hint::black_box(out);
    Ok(done)
}
