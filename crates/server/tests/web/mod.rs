//! The edge of the web: what every request meets before a feature does, and every answer after.

mod addresses;
mod cookies;
mod errors;
mod forms;
mod front;
mod headers;
mod language;
mod reading;
mod returning;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};

use crate::harness::TestApp;

/// An answer, read whole.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all("set-cookie").iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }
}

/// Sends one request with these headers.
async fn ask(server: &TestApp, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask_with(server, method, path, headers, Body::empty()).await
}

async fn ask_with(
    server: &TestApp,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = server.request(request.body(body).unwrap()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
    Answer {
        status,
        headers,
        body: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// A path of this route with something in each of its places.
fn filled(route: &str, places: &[(&str, &str)]) -> String {
    let parts = route.split('/').map(|part| {
        let place = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        let known = |name: &str| places.iter().find(|(place, _)| *place == name);
        match place {
            Some(name) => known(name).map_or("0000000000000000000000000a", |(_, value)| value),
            None => part,
        }
    });
    parts.collect::<Vec<_>>().join("/")
}
