//! The server of an application, which is told of sign-outs: keeps what was sent and answers as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it heard, and what it answers.
#[derive(Debug)]
struct Heard {
    bodies: Vec<String>,
    status: u16,
}

/// A listener on the loopback address; it ends with its test.
pub struct Listener {
    address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
    work: JoinHandle<()>,
}

impl Listener {
    pub async fn open() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Heard {
            bodies: Vec::new(),
            status: 200,
        }));
        let kept = Arc::clone(&heard);
        let work = tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                answer(stream, &kept).await;
            }
        });
        Self {
            address,
            heard,
            work,
        }
    }

    /// The address of its path `/hear`.
    pub fn url(&self) -> String {
        format!("http://{}/hear", self.address)
    }

    /// From now on it answers so.
    pub fn answer_with(&self, status: u16) {
        self.heard.lock().unwrap().status = status;
    }

    /// What it heard since the last time one asked.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().unwrap().bodies)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Reads one request and answers it; the connection ends with it.
async fn answer(mut stream: TcpStream, heard: &Mutex<Heard>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    let body = loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            assert!(head.starts_with("post /hear "), "{head}");
            assert!(head.contains("content-type: application/x-www-form-urlencoded"));
            let length = head.split_once("content-length: ").unwrap().1;
            let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
            if body.len() >= length {
                break body.to_owned();
            }
        }
        if read == 0 {
            return;
        }
    };
    let status = {
        let mut heard = heard.lock().unwrap();
        heard.bodies.push(body);
        heard.status
    };
    let words = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(words.as_bytes()).await;
}
