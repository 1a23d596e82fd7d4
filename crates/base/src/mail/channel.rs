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

/// Before TLS a server says no more than this.
const LONGEST_TALK: u64 = 8192;

/// An encrypted connection. After STARTTLS a server does not greet again, but the mail library
/// waits for it; so one line stands in for the greeting.
#[derive(Debug)]
pub(super) struct Channel {
    greeting: &'static [u8],
    stream: Box<TlsStream<TcpStream>>,
}

/// Begins TLS at once.
pub(super) async fn tls(tcp: TcpStream, host: &str, pem: Option<&str>) -> io::Result<Channel> {
    Ok(Channel {
        greeting: b"",
        stream: encrypt(tcp, host, pem).await?,
    })
}

/// Asks for STARTTLS, and for nothing else, then begins TLS.
pub(super) async fn starttls(
    mut tcp: TcpStream,
    hello: &str,
    host: &str,
    pem: Option<&str>,
) -> io::Result<Channel> {
    let mut plain = BufReader::new((&mut tcp).take(LONGEST_TALK));
    expect(&mut plain, "220").await?;
    say(&mut plain, &format!("EHLO {hello}\r\n")).await?;
    let offered = expect(&mut plain, "250").await?;
    if !offered
        .iter()
        .any(|word| word.eq_ignore_ascii_case("STARTTLS"))
    {
        say(&mut plain, "QUIT\r\n").await?;
        return Err(io::Error::other("the server does not offer STARTTLS"));
    }
    say(&mut plain, "STARTTLS\r\n").await?;
    expect(&mut plain, "220").await?;
    if !plain.buffer().is_empty() {
        return Err(io::Error::other(
            "somebody slipped in words before TLS; the way is not safe",
        ));
    }
    drop(plain);
    Ok(Channel {
        greeting: b"220 ready\r\n",
        stream: encrypt(tcp, host, pem).await?,
    })
}

type Plain<'a> = BufReader<tokio::io::Take<&'a mut TcpStream>>;

async fn say(plain: &mut Plain<'_>, words: &str) -> io::Result<()> {
    plain.get_mut().get_mut().write_all(words.as_bytes()).await
}

/// Reads an answer of one or more lines; the words after its code.
async fn expect(plain: &mut Plain<'_>, code: &str) -> io::Result<Vec<String>> {
    let mut answer = Vec::new();
    loop {
        let mut line = String::new();
        if plain.read_line(&mut line).await? == 0 {
            return Err(io::Error::other("the server ended the talk"));
        }
        let line = line.trim_end();
        let rest = line.strip_prefix(code);
        let rest = rest.ok_or_else(|| io::Error::other(format!("the server said: {line}")))?;
        answer.push(rest.trim_start_matches(['-', ' ']).to_owned());
        if !rest.starts_with('-') {
            return Ok(answer);
        }
    }
}

async fn encrypt(
    tcp: TcpStream,
    host: &str,
    pem: Option<&str>,
) -> io::Result<Box<TlsStream<TcpStream>>> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in CertificateDer::pem_slice_iter(pem.unwrap_or_default().as_bytes()) {
        roots
            .add(certificate.map_err(io::Error::other)?)
            .map_err(io::Error::other)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Box::new(
        TlsConnector::from(Arc::new(config))
            .connect(name, tcp)
            .await?,
    ))
}

impl AsyncTokioStream for Channel {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Channel {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut *self.stream).poll_read(context, out);
        }
        let (now, later) = self
            .greeting
            .split_at(self.greeting.len().min(out.remaining()));
        out.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Channel {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(context)
    }
}
