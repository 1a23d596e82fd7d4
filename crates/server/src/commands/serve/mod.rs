//! `vestibule serve`: everything that runs while the server runs.

mod background;
mod greeting;
mod tls;

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use axum::ServiceExt;
use axum::extract::Request;
use axum::http::StatusCode;
use axum_server::{Handle, Server};
use base::config::Config;
use hyper_util::rt::TokioTimer;
use server::app;
use server::hold::{self, Held, Hold};
use server::start::{self, Outside, Started};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tower::Layer;
use tower_http::timeout::TimeoutLayer;

use super::log;
use super::say::Trouble;
use background::Background;
pub(super) use tls::fit as certificates_fit;

/// How long requests may go on once the server is told to stop.
const FINISH: Duration = Duration::from_secs(2);
/// How long a client may take over the head of a request, and stay silent between two.
const HEAD: Duration = Duration::from_secs(30);
/// How long a request may take as a whole, its body included.
const WHOLE: Duration = Duration::from_secs(60);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 32 * 1024;
/// The most headers of a request.
const MOST_HEADERS: usize = 100;

/// Runs the server until it is told to stop.
pub(super) async fn run(config: Config) -> Result<ExitCode, Trouble> {
    log::start(config.logging);
    let signals = told_to_stop()?;
    let listener = listen(&config)?;
    let address = listener.local_addr()?;
    let certificates = config.tls.as_ref().map(tls::Certificates::read);
    let certificates = certificates.transpose()?;
    let _hold = hold_directory(&config)?;
    let started = start::start(config, Outside::default()).await?;
    greeting::say(&started, address).await?;
    let Started { app, .. } = started;
    let mut background = Background::start(&app);
    if let Some(certificates) = &certificates {
        background.also(certificates.clone().keep_reading());
    }
    let handle = Handle::new();
    let stop = tokio::spawn(signals.then_stop(handle.clone()));
    let in_time = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, WHOLE);
    let service = in_time.layer(app::service(app));
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service);
    let served = match &certificates {
        None => {
            let server = axum_server::from_tcp(listener)?;
            limited(server, handle).serve(service).await
        }
        Some(certificates) => {
            let server = axum_server::from_tcp_rustls(listener, certificates.config())?;
            limited(server, handle).serve(service).await
        }
    };
    stop.abort();
    background.stop().await;
    tracing::info!("stopped");
    served?;
    Ok(ExitCode::SUCCESS)
}

/// While the server runs, no command works on its data directory at rest.
fn hold_directory(config: &Config) -> Result<Hold, Trouble> {
    let odd = |cause: std::io::Error| {
        let place = config.data_dir.display();
        Trouble::new(format!(
            "the data directory {place} cannot be used: {cause}"
        ))
    };
    start::make_private_folder(&config.data_dir).map_err(odd)?;
    match hold::to_serve(config).map_err(odd)? {
        Held::Now(hold) => Ok(hold),
        Held::ByOthers => Err(Trouble::new(format!(
            "a command works on the data directory {}; start the server when it is done",
            config.data_dir.display()
        ))),
    }
}

fn listen(config: &Config) -> Result<TcpListener, Trouble> {
    let listener = TcpListener::bind(config.listen)
        .map_err(|cause| Trouble::new(format!("cannot listen on {}: {cause}", config.listen)))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Nobody may keep a connection busy with a head that never ends.
fn limited<A>(
    mut server: Server<SocketAddr, A>,
    handle: Handle<SocketAddr>,
) -> Server<SocketAddr, A> {
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    server.http1_only().handle(handle)
}

/// The signals that end the server.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

fn told_to_stop() -> Result<Signals, Trouble> {
    Ok(Signals {
        terminate: signal(SignalKind::terminate())?,
        interrupt: signal(SignalKind::interrupt())?,
    })
}

impl Signals {
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// The first signal lets requests finish, the second one does not.
    async fn then_stop(mut self, handle: Handle<SocketAddr>) {
        self.next().await;
        tracing::info!("stopping: requests may finish");
        handle.graceful_shutdown(Some(FINISH));
        self.next().await;
        handle.shutdown();
    }
}
