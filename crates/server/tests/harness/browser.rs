//! A browser: keeps cookies, follows redirects, presses buttons and links by their words.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use url::Url;

use super::TestApp;
use super::page::{Filled, Html};

/// One person's browser.
pub struct Browser<'a> {
    server: &'a TestApp,
    cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub language: &'static str,
    /// Headers it sends otherwise than a browser does: another value, or not at all.
    pub odd: Vec<(&'static str, Option<&'static str>)>,
    /// Where its requests come from.
    pub address: IpAddr,
    /// The page one looks at.
    pub page: Html,
    /// The answer as it came.
    pub bytes: Vec<u8>,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its address; outside of the server when a redirect led there.
    pub url: Url,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a TestApp) -> Self {
        Self {
            server,
            cookies: BTreeMap::new(),
            language: "en",
            odd: Vec::new(),
            address: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
            page: Html::parse(""),
            bytes: Vec::new(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            url: Url::parse(server.origin()).unwrap(),
        }
    }

    /// Opens an address and follows where it leads.
    pub async fn open(&mut self, path: &str) -> &mut Self {
        let url = self.typed(path);
        self.go(Method::GET, url, String::new(), true).await;
        self
    }

    /// Opens an address and stays there, redirect or not.
    pub async fn open_only(&mut self, path: &str) -> &mut Self {
        let url = self.typed(path);
        self.go(Method::GET, url, String::new(), false).await;
        self
    }

    /// An address as one types it: a bare path is one of the server, wherever one is.
    fn typed(&self, path: &str) -> Url {
        if path.starts_with('/') {
            Url::parse(self.server.origin())
                .unwrap()
                .join(path)
                .unwrap()
        } else {
            self.url.join(path).unwrap()
        }
    }

    /// Follows the link of these words.
    pub async fn follow(&mut self, link: &str) -> &mut Self {
        let to = self.page.link(link);
        self.open(&to).await
    }

    /// Fills fields by their labels and presses the button.
    pub async fn press(&mut self, button: &str, fields: &[(&str, &str)]) -> &mut Self {
        let filled = self.page.fill(button, fields);
        self.send(filled).await
    }

    /// Sends a form as it is.
    pub async fn send(&mut self, filled: Filled) -> &mut Self {
        for (_, value) in filled
            .fields
            .iter()
            .filter(|(name, _)| name.contains("password"))
        {
            self.server.log().keep_out(value);
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&filled.fields)
            .finish();
        let action = if filled.action.is_empty() {
            self.url.as_str()
        } else {
            &filled.action
        };
        let mut url = self.url.join(action).unwrap();
        if filled.method == "get" {
            url.set_query(Some(&body));
            self.go(Method::GET, url, String::new(), true).await;
        } else {
            self.go(Method::POST, url, body, true).await;
        }
        self
    }

    /// Posts a body by hand, for what no page offers.
    pub async fn post(&mut self, path: &str, body: &str) -> &mut Self {
        let url = self.url.join(path).unwrap();
        self.go(Method::POST, url, body.to_owned(), true).await;
        self
    }

    /// The value of a cookie, whatever prefix it has.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let found = self.cookies.iter().find(|(known, _)| known.ends_with(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Posts a body by hand and stays there, redirect or not.
    pub async fn post_only(&mut self, path: &str, body: &str) -> &mut Self {
        let url = self.url.join(path).unwrap();
        self.go(Method::POST, url, body.to_owned(), false).await;
        self
    }

    /// Calls with another method than a browser's own, and stays there.
    pub async fn knock(&mut self, method: &Method, path: &str) -> &mut Self {
        let url = self.typed(path);
        self.go(method.clone(), url, String::new(), false).await;
        self
    }

    /// All its cookies.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.clone()
    }

    /// The hidden field of the forms on this page.
    pub fn hidden_field(&self) -> String {
        let (_, rest) = self
            .page
            .source
            .split_once("name=\"csrf\" value=\"")
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// Posts fields by hand with the hidden field of this page.
    pub async fn post_fields(&mut self, path: &str, fields: &str) -> &mut Self {
        let body = format!("csrf={}&{fields}", self.hidden_field());
        self.post(path, &body).await
    }

    /// Fills a form as [`Self::press`] does, with a file in the field of this name, and sends it in parts.
    pub async fn press_with_file(
        &mut self,
        (button, field): (&str, &str),
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> &mut Self {
        let filled = self.page.fill(button, fields);
        self.send_with_file(filled, field, (name, content)).await
    }

    /// Sends a form with a file in the field of this name, in parts.
    pub async fn send_with_file(
        &mut self,
        filled: Filled,
        field: &str,
        (name, content): (&str, &[u8]),
    ) -> &mut Self {
        let mut body = Vec::new();
        let texts = filled.fields.iter().filter(|(known, _)| known != field);
        for (known, text) in texts {
            let head = format!(
                "--of-the-tests\r\nContent-Disposition: form-data; name=\"{known}\"\r\n\r\n"
            );
            body.extend([head.as_bytes(), text.as_bytes(), b"\r\n"].concat());
        }
        let head = format!(
            "--of-the-tests\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        body.extend([head.as_bytes(), content, b"\r\n--of-the-tests--\r\n"].concat());
        let url = self.url.join(&filled.action).unwrap();
        let kind = (
            "content-type",
            Some("multipart/form-data; boundary=of-the-tests"),
        );
        self.odd.push(kind);
        self.once(&Method::POST, &url, body).await;
        self.odd.retain(|known| *known != kind);
        let to = self.headers.get(header::LOCATION).cloned();
        if let Some(to) = to {
            let to = to.to_str().unwrap().to_owned();
            self.open(&to).await;
        }
        self
    }

    /// The bytes of something that is no page.
    pub async fn fetch(&mut self, path: &str) -> Vec<u8> {
        let url = self.typed(path);
        self.once(&Method::GET, &url, Vec::new()).await;
        self.bytes.clone()
    }

    /// Puts a cookie into the browser.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Forgets all cookies.
    pub fn clear(&mut self) {
        self.cookies.clear();
    }

    async fn go(&mut self, mut method: Method, mut url: Url, mut body: String, follow: bool) {
        for _ in 0..12 {
            self.once(&method, &url, body.clone().into_bytes()).await;
            let to = self
                .headers
                .get(header::LOCATION)
                .and_then(|to| to.to_str().ok());
            let Some(to) = to.filter(|_| follow && self.status.is_redirection()) else {
                return;
            };
            url = self.url.join(to).unwrap();
            if url.origin() != Url::parse(self.server.origin()).unwrap().origin() {
                self.url = url;
                return;
            }
            (method, body) = (Method::GET, String::new());
        }
        panic!("too many redirects, at {url}");
    }

    async fn once(&mut self, method: &Method, url: &Url, body: Vec<u8>) {
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(
                header::HOST,
                &url[url::Position::BeforeHost..url::Position::AfterPort],
            )
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::USER_AGENT, "Browser of the tests");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if method == Method::POST {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ORIGIN, self.server.origin())
                .header("sec-fetch-site", "same-origin");
        }
        let mut request = request.body(Body::from(body)).unwrap();
        for (name, value) in &self.odd {
            request.headers_mut().remove(*name);
            if let Some(value) = value {
                let value = value.parse().unwrap();
                request.headers_mut().insert(*name, value);
            }
        }
        let peer = SocketAddr::new(self.address, 40_000);
        let response = self.server.call(request, peer).await;
        self.status = response.status();
        self.headers = response.headers().clone();
        self.keep_cookies();
        let bytes = axum::body::to_bytes(response.into_body(), 4 << 20)
            .await
            .unwrap();
        self.page = Html::parse(&String::from_utf8_lossy(&bytes));
        self.bytes = bytes.to_vec();
        self.url = url.clone();
    }

    fn keep_cookies(&mut self) {
        for line in self.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.server.log().keep_out(value);
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
