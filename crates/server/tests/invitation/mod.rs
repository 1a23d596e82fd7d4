//! Mailed links: invitations and new passwords.

mod accept;
mod choose;
mod new_password;
mod phones;

use crate::harness::TestApp;
use crate::harness::post::link_in;

/// Anna invites somebody to Falke; the path of the link in the letter.
async fn invited(server: &TestApp, name: &str, email: &str) -> String {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people/new").await;
    let fields = [("Name", name), ("E-mail", email)];
    anna.press("Add and invite", &fields).await;
    assert_eq!(anna.url.path(), "/w/falke/people", "{}", anna.page.main());
    link_in(server, &server.letter_to(email).await)
}
