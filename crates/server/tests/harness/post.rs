//! Letters as they arrive, and the links in them.

use base::mail::Letter;

use super::TestApp;

impl TestApp {
    /// Does all work that is due and takes the newest letter to an address out of the mailbox.
    pub async fn letter_to(&self, email: &str) -> Letter {
        self.work().await;
        let mut letters = self.mailbox.take();
        letters.retain(|letter| letter.to().address() == email);
        letters
            .pop()
            .unwrap_or_else(|| panic!("no letter to {email}"))
    }
}

/// The path of the first link in a letter, which must begin with the server's own address.
pub fn link_in(server: &TestApp, letter: &Letter) -> String {
    let mut words = letter.text().split_whitespace();
    let link = words.find(|word| word.contains("://"));
    let link = link.unwrap_or_else(|| panic!("no link in\n{}", letter.text()));
    let path = link.strip_prefix(server.origin());
    let path = path.unwrap_or_else(|| panic!("a foreign link: {link}"));
    if let Some((_, token)) = path.split_once('=') {
        server.log().keep_out(token);
    }
    path.to_owned()
}
