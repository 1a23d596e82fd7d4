//! The clients: keep-alive connections on one thread, one request at a time on each.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Trouble;
use crate::http::Answer;
use crate::machine::{Running, now};

/// Clients at once, unless a row says otherwise.
pub(crate) const CLIENTS: usize = 16;
/// Clients that wait for durable writes at once.
pub(crate) const WRITING: usize = 64;

/// What one client says and hears.
pub(crate) trait Caller: Send + 'static {
    /// The next request; none when it has nothing more to say.
    fn say(&mut self) -> Option<Vec<u8>>;
    /// Takes the answer; whether it counts as one piece of work done.
    fn hear(&mut self, answer: &Answer<'_>) -> Result<bool, Trouble>;
}

/// Says the same over and over, or several things in turn.
#[derive(Clone)]
pub(crate) struct Again {
    requests: Vec<Vec<u8>>,
    wanted: u16,
    said: &'static str,
    next: usize,
}

impl Again {
    /// One request, which is to be answered with 200.
    pub(crate) fn new(request: Vec<u8>) -> Self {
        Self::round(vec![request])
    }

    /// Several in turn.
    pub(crate) const fn round(requests: Vec<Vec<u8>>) -> Self {
        Self {
            requests,
            wanted: 200,
            said: "",
            next: 0,
        }
    }

    /// To be answered so.
    pub(crate) const fn wanted(mut self, status: u16) -> Self {
        self.wanted = status;
        self
    }

    /// To be answered with these words somewhere in the body.
    pub(crate) const fn saying(mut self, words: &'static str) -> Self {
        self.said = words;
        self
    }
}

impl Caller for Again {
    fn say(&mut self) -> Option<Vec<u8>> {
        let said = self.requests.get(self.next % self.requests.len().max(1));
        self.next += 1;
        said.cloned()
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<bool, Trouble> {
        wants(answer, self.wanted)?;
        let words = self.said.as_bytes();
        if words.is_empty() || answer.body.windows(words.len()).any(|some| some == words) {
            return Ok(true);
        }
        let body = String::from_utf8_lossy(answer.body);
        Err(format!("{} was wanted and not:\n{body}", self.said).into())
    }
}

/// An answer of another status is no work done but a defect of the run.
pub(crate) fn wants(answer: &Answer<'_>, status: u16) -> Result<(), Trouble> {
    if answer.status == status {
        return Ok(());
    }
    let body = String::from_utf8_lossy(answer.body);
    let body: String = body.chars().take(300).collect();
    Err(format!("{status} was wanted and not:\n{}{body}", answer.head).into())
}

/// What came of a load.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// Pieces of work done.
    pub(crate) done: u32,
    /// In this time.
    pub(crate) wall: Duration,
    /// CPU time of the servers meanwhile.
    pub(crate) cpu: Duration,
    took: Vec<Duration>,
}

impl Outcome {
    /// By CPU second of the servers.
    pub(crate) fn per_cpu_second(&self) -> f64 {
        f64::from(self.done) / self.cpu.as_secs_f64().max(0.01)
    }

    /// By second on the wall.
    pub(crate) fn per_second(&self) -> f64 {
        f64::from(self.done) / self.wall.as_secs_f64().max(0.001)
    }

    /// The time within which 99 of 100 requests were answered.
    pub(crate) fn p99(&mut self) -> Duration {
        self.took.sort_unstable();
        let place = self.took.len() * 99 / 100;
        self.took.get(place).copied().unwrap_or_default()
    }

    /// Both together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.done += other.done;
        self.wall += other.wall;
        self.cpu += other.cpu;
        self.took.extend(other.took);
        self
    }
}

/// Lets every caller talk to its server for `span`; CPU time is that of `servers`.
pub(crate) async fn run<C: Caller>(
    servers: &[&Running],
    callers: Vec<C>,
    span: Duration,
) -> Result<Outcome, Trouble> {
    let (outcome, _) = run_keeping(servers, callers, span).await?;
    Ok(outcome)
}

/// The same, and gives the callers back.
pub(crate) async fn run_keeping<C: Caller>(
    servers: &[&Running],
    callers: Vec<C>,
    span: Duration,
) -> Result<(Outcome, Vec<C>), Trouble> {
    let mut streams = Vec::new();
    for (place, caller) in callers.into_iter().enumerate() {
        let server = servers.get(place % servers.len()).ok_or("no server")?;
        streams.push((connect(server.at).await?, caller));
    }
    let (before, since) = (cpu(servers)?, now());
    let mut talking = JoinSet::new();
    for (stream, caller) in streams {
        talking.spawn(talk(stream, caller, since + span));
    }
    let (mut outcome, mut back) = (Outcome::default(), Vec::new());
    while let Some(ended) = talking.join_next().await {
        let (took, done, caller) = ended??;
        outcome.done += done;
        outcome.took.extend(took);
        back.push(caller);
    }
    outcome.wall = since.elapsed();
    outcome.cpu = cpu(servers)? - before;
    Ok((outcome, back))
}

fn cpu(servers: &[&Running]) -> Result<Duration, Trouble> {
    servers.iter().map(|server| server.cpu()).sum()
}

async fn connect(at: SocketAddr) -> Result<TcpStream, Trouble> {
    let stream = TcpStream::connect(at).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn talk<C: Caller>(
    mut stream: TcpStream,
    mut caller: C,
    until: Instant,
) -> Result<(Vec<Duration>, u32, C), Trouble> {
    let (mut took, mut done) = (Vec::new(), 0);
    let mut heard = Vec::with_capacity(16 * 1024);
    while now() < until {
        let Some(request) = caller.say() else { break };
        let since = now();
        exchange(&mut stream, &request, &mut heard).await?;
        took.push(since.elapsed());
        let (answer, _) = Answer::read(&heard).ok_or("no answer")?;
        done += u32::from(caller.hear(&answer)?);
    }
    Ok((took, done, caller))
}

/// Says one thing and waits until the answer is there as a whole.
async fn exchange(
    stream: &mut TcpStream,
    request: &[u8],
    heard: &mut Vec<u8>,
) -> Result<(), Trouble> {
    stream.write_all(request).await?;
    heard.clear();
    loop {
        if stream.read_buf(heard).await? == 0 {
            return Err("the server hung up".into());
        }
        if Answer::read(heard).is_some() {
            return Ok(());
        }
    }
}

/// Asks these one after the other over one connection, so many times in turn; how long the middle answer to each took. What
/// disturbs the machine for a while disturbs them all.
pub(crate) async fn in_turn(
    at: SocketAddr,
    asked: &[Vec<u8>],
    (times, mut hear): (usize, impl FnMut(usize, &Answer<'_>) -> Result<(), Trouble>),
) -> Result<Vec<Duration>, Trouble> {
    let (mut stream, mut heard) = (connect(at).await?, Vec::new());
    let mut took = vec![Vec::new(); asked.len()];
    for _ in 0..times {
        for (place, (request, took)) in asked.iter().zip(&mut took).enumerate() {
            let since = now();
            exchange(&mut stream, request, &mut heard).await?;
            took.push(since.elapsed());
            let (answer, _) = Answer::read(&heard).ok_or("no answer")?;
            hear(place, &answer)?;
        }
    }
    let middle = |mut took: Vec<Duration>| {
        took.sort_unstable();
        took.get(took.len() / 2).copied().unwrap_or_default()
    };
    Ok(took.into_iter().map(middle).collect())
}

/// One request on a connection of its own.
pub(crate) async fn once(
    at: SocketAddr,
    request: &[u8],
    mut hear: impl FnMut(&Answer<'_>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let mut heard = Vec::new();
    exchange(&mut connect(at).await?, request, &mut heard).await?;
    let (answer, _) = Answer::read(&heard).ok_or("no answer")?;
    hear(&answer)
}
