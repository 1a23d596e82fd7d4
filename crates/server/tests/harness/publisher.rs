//! The server of an application that publishes its keys: answers as told, and counts who asks.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::jose::SigningKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::application::published;

/// What it answers, and how often it did.
#[derive(Clone, Debug, Default)]
struct Says {
    status: u16,
    headers: String,
    body: String,
    slowly: Duration,
    asked: usize,
}

/// A listener on the loopback address; it ends with its test.
pub struct Publisher {
    address: SocketAddr,
    says: Arc<Mutex<Says>>,
    work: JoinHandle<()>,
}

impl Publisher {
    /// Publishes these keys.
    pub async fn open(keys: &[&SigningKey]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let says = Arc::new(Mutex::new(Says::default()));
        let kept = Arc::clone(&says);
        let work = tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&kept)));
            }
        });
        let made = Self {
            address,
            says,
            work,
        };
        made.publish(keys);
        made
    }

    /// Where the keys are.
    pub fn url(&self) -> String {
        format!("http://{}/keys.json", self.address)
    }

    /// From now on it publishes these.
    pub fn publish(&self, keys: &[&SigningKey]) {
        self.answer(200, &published(keys));
    }

    /// From now on it answers so.
    pub fn answer(&self, status: u16, body: &str) {
        let mut says = self.says.lock().unwrap();
        says.status = status;
        body.clone_into(&mut says.body);
        says.headers.clear();
    }

    /// From now on it sends the asker elsewhere.
    pub fn lead_to(&self, url: &str) {
        self.answer(302, "");
        self.says.lock().unwrap().headers = format!("location: {url}\r\n");
    }

    /// From now on it takes its time.
    pub fn slowly(&self, span: Duration) {
        self.says.lock().unwrap().slowly = span;
    }

    /// How often it was asked since the last time one asked.
    pub fn asked(&self) -> usize {
        std::mem::take(&mut self.says.lock().unwrap().asked)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Reads one request and answers it; the connection ends with it.
async fn answer(mut stream: TcpStream, says: Arc<Mutex<Says>>) {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    assert!(head.starts_with("get /keys.json "), "{head}");
    assert!(
        !head.contains("cookie:") && !head.contains("authorization:"),
        "{head}"
    );
    let now = {
        let mut says = says.lock().unwrap();
        says.asked += 1;
        says.clone()
    };
    tokio::time::sleep(now.slowly).await;
    let (status, headers, length) = (now.status, now.headers, now.body.len());
    let words = format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{}",
        now.body
    );
    let _ = stream.write_all(words.as_bytes()).await;
}
