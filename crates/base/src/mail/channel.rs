//! The protected way to a mail server: TLS from the first byte, or after STARTTLS.
//!
//! The change to TLS is made here and not by the mail library, because that keeps what it has
//! already read: whoever sits on the way could slip in answers before TLS that would later
//! count as the server's (CVE-2011-0411 and its like). Nothing read before crosses over here.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::io::{BufReader, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::stop::{Broken, Stop};
use super::transcript::Transcript;

/// Before TLS a server says no more than this.
const LONGEST_TALK: u64 = 8192;

/// A connection whose words are written down. After STARTTLS a server does not greet again, but the mail library waits
/// for it; so one line stands in for the greeting.
#[derive(Debug)]
pub(super) struct Channel<S> {
    greeting: &'static [u8],
    stream: S,
    peer: io::Result<SocketAddr>,
    transcript: Transcript,
}

/// The name of a mail server, and an authority in PEM that is trusted beside those of the system.
type Trusted<'a> = (&'a str, Option<&'a str>);
type Encrypted = Channel<Box<TlsStream<TcpStream>>>;

impl Channel<TcpStream> {
    /// A way that nothing protects.
    pub(super) fn plain(stream: TcpStream, transcript: &Transcript) -> Self {
        Self {
            greeting: b"",
            peer: stream.peer_addr(),
            stream,
            transcript: transcript.clone(),
        }
    }
}

/// Begins TLS at once.
pub(super) async fn tls(
    tcp: TcpStream,
    trusted: Trusted<'_>,
    transcript: &Transcript,
) -> Result<Encrypted, Broken> {
    let peer = tcp.peer_addr();
    Ok(Channel {
        greeting: b"",
        stream: encrypt(tcp, trusted, transcript).await?,
        peer,
        transcript: transcript.clone(),
    })
}

/// Asks for STARTTLS, and for nothing else, then begins TLS.
pub(super) async fn starttls(
    mut tcp: TcpStream,
    hello: &str,
    trusted: Trusted<'_>,
    transcript: &Transcript,
) -> Result<Encrypted, Broken> {
    let mut plain = Plain {
        stream: BufReader::new((&mut tcp).take(LONGEST_TALK)),
        transcript,
    };
    plain.expect("220", Stop::Greeting).await?;
    plain.say(&format!("EHLO {hello}\r\n")).await?;
    let offered = plain.expect("250", Stop::Greeting).await?;
    if !offered
        .iter()
        .any(|word| word.eq_ignore_ascii_case("STARTTLS"))
    {
        plain.say("QUIT\r\n").await?;
        return Err(Broken::later(
            Stop::NoTls,
            "the server does not offer STARTTLS",
        ));
    }
    plain.say("STARTTLS\r\n").await?;
    plain.expect("220", Stop::NoTls).await?;
    if !plain.stream.buffer().is_empty() {
        let words = "somebody slipped in words before TLS; the way is not safe";
        return Err(Broken::later(Stop::Tls, words));
    }
    drop(plain);
    let channel = tls(tcp, trusted, transcript).await?;
    Ok(Channel {
        greeting: b"220 ready\r\n",
        ..channel
    })
}

/// The talk before TLS.
struct Plain<'a> {
    stream: BufReader<tokio::io::Take<&'a mut TcpStream>>,
    transcript: &'a Transcript,
}

impl Plain<'_> {
    async fn say(&mut self, words: &str) -> Result<(), Broken> {
        self.transcript.said(words.as_bytes());
        let tcp = self.stream.get_mut().get_mut();
        let said = tcp.write_all(words.as_bytes()).await;
        said.map_err(|cause| Broken::later(Stop::Broken, cause))
    }

    /// Reads an answer of one or more lines; the words after its code.
    async fn expect(&mut self, code: &str, stop: Stop) -> Result<Vec<String>, Broken> {
        let mut answer = Vec::new();
        loop {
            let mut line = Vec::new();
            let read = self.stream.read_until(b'\n', &mut line).await;
            self.transcript.heard(&line);
            if read.map_err(|cause| Broken::later(Stop::Broken, cause))? == 0 {
                return Err(Broken::later(Stop::Broken, "the server ended the talk"));
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            let rest = line.strip_prefix(code);
            let rest =
                rest.ok_or_else(|| Broken::later(stop, format!("the server said: {line}")))?;
            answer.push(rest.trim_start_matches(['-', ' ']).to_owned());
            if !rest.starts_with('-') {
                return Ok(answer);
            }
        }
    }
}

async fn encrypt(
    tcp: TcpStream,
    (host, pem): Trusted<'_>,
    transcript: &Transcript,
) -> Result<Box<TlsStream<TcpStream>>, Broken> {
    let begun = async {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let config = Arc::new(trusting(pem)?);
        TlsConnector::from(config).connect(name, tcp).await
    };
    let stream = begun.await.map_err(|cause| Broken::encrypting(&cause))?;
    let (_, session) = stream.get_ref();
    let version = session.protocol_version().and_then(|one| one.as_str());
    let version = version.unwrap_or("TLS");
    transcript.note(&format!(
        "the connection is encrypted ({version}); the certificate is trusted for {host}"
    ));
    Ok(Box::new(stream))
}

fn trusting(pem: Option<&str>) -> io::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in CertificateDer::pem_slice_iter(pem.unwrap_or_default().as_bytes()) {
        let certificate = certificate.map_err(io::Error::other)?;
        roots.add(certificate).map_err(io::Error::other)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// What the mail library needs of a stream.
trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug> Stream for S {}

impl<S: Stream> AsyncTokioStream for Channel<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        let peer = self.peer.as_ref();
        peer.copied().map_err(|cause| cause.kind().into())
    }
}

impl<S: Stream> AsyncRead for Channel<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self
                .greeting
                .split_at(self.greeting.len().min(out.remaining()));
            out.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        let before = out.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, out);
        if polled.is_ready() {
            let fresh = out.filled().get(before..);
            self.transcript.heard(fresh.unwrap_or_default());
        }
        polled
    }
}

impl<S: Stream> AsyncWrite for Channel<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            let said = bytes.get(..*written);
            self.transcript.said(said.unwrap_or_default());
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
