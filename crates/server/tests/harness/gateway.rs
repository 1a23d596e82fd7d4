//! A gateway for text messages on this machine, over real HTTP.

use std::sync::{Arc, Mutex};

use base::settings;
use base::sms::{SMS, SmsSettings, TextMessage, Way};
use protocol::phone::Country;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::TestApp;

/// Answers every request alike and keeps what it was told.
pub struct Gateway {
    /// Where it is asked.
    pub origin: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    /// A gateway with one answer.
    pub async fn answering(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let told = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&told);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (mut request, mut piece) = (Vec::new(), [0; 4096]);
                while !is_whole(&request) {
                    match stream.read(&mut piece).await {
                        Ok(read) if read > 0 => request.extend_from_slice(&piece[..read]),
                        _ => break,
                    }
                }
                let text = String::from_utf8_lossy(&request).into_owned();
                kept.lock().unwrap().push(text);
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { origin, told }
    }

    /// Takes out the requests that came so far, as they came.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    body.len()
        >= length
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0)
}

impl TestApp {
    /// The countries text messages go to.
    pub fn countries(&self) -> Vec<Country> {
        ["DE", "US"]
            .map(|code| Country::parse(code).unwrap())
            .into()
    }

    /// Lets text messages leave: into [`TestApp::phones`].
    pub async fn texting(&self) {
        self.texting_with(|_| {}).await;
    }

    /// The same with something changed.
    pub async fn texting_with(&self, change: impl FnOnce(&mut SmsSettings)) {
        let mut set = SmsSettings {
            way: Way::Folder,
            countries: self.countries(),
            ..SmsSettings::default()
        };
        change(&mut set);
        let mut conn = self.app.db.write().await.unwrap();
        let now = self.app.clock.now();
        settings::save(&mut conn, &SMS, &set, now).await.unwrap();
        conn.commit().await.unwrap();
    }

    /// Does all work that is due and takes the newest message to a number.
    pub async fn text_to(&self, number: &str) -> TextMessage {
        self.work().await;
        let mut messages = self.phones.take();
        messages.retain(|message| message.to.e164() == number);
        messages
            .pop()
            .unwrap_or_else(|| panic!("no text message to {number}"))
    }

    /// The code in the newest message to a number.
    pub async fn code_to(&self, number: &str) -> String {
        let message = self.text_to(number).await;
        let code = message.words.get(..6).unwrap().to_owned();
        assert!(
            code.bytes().all(|sign| sign.is_ascii_digit()),
            "{}",
            message.words
        );
        self.log().keep_out(&code);
        code
    }
}
