//! The stage: the real router over a fresh database, with a clock one can move, seeded randomness,
//! cheap hashing and a mailbox in memory. Nothing is global; tests run side by side.

pub mod application;
pub mod browser;
mod company;
mod gateway;
pub mod key;
pub mod listener;
mod log;
pub mod page;
pub mod picture;
pub mod post;
pub mod publisher;
pub mod schema;
pub mod script;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, Response};
use base::audit::{self, Recorded, Reference};
use base::clock::{Clock, Time};
use base::config::{Config, Environment, Flags};
use base::db::sql;
use base::hash::Cost;
use base::jobs::{Ran, Runner};
use base::mail::{Letter, Transport};
use base::outbox::Letterbox;
use base::random::Randomness;
use base::secret::Secret;
use base::sms::TextMessage;
use base::testing::{self, TestDb};
use people::identifiers::{self, Named};
use people::passports::{self, Profile};
use people::{EmailAddress, Fresh, Name, PassportId};
use server::app;
use server::front::Front;
use server::signin::choose_password;
use server::start::{self, Outside};
use server::web::App;
use server::work;
use tower::ServiceExt;

pub use browser::Browser;
pub use company::PASSWORD;
pub use gateway::Gateway;

/// A Saturday evening in November 2026, 20:47 UTC.
pub const START: Time = Time::from_seconds(1_795_294_020);

/// A running server without a network.
pub struct TestApp {
    /// The shared state, to look behind the pages.
    pub app: App,
    /// The mailbox everything is sent to.
    pub mailbox: Letterbox<Letter>,
    /// Where text messages end that would become files for trying out.
    pub phones: Letterbox<TextMessage>,
    front: Front<Router>,
    router: Router,
    log: log::Log,
    db: TestDb,
}

impl TestApp {
    /// A fresh one on SQLite.
    pub async fn start() -> Self {
        Self::over(testing::sqlite().await, "http://localhost:8080").await
    }

    /// A fresh one with more of the configuration said, and with this cost of a password hash.
    pub async fn start_with(flags: &[(&str, &str)], cost: Cost) -> Self {
        let flags = [&[("public_url", "http://localhost:8080")], flags].concat();
        Self::configured(testing::sqlite().await, flags, cost).await
    }

    /// A fresh one whose public URL is https.
    pub async fn start_https() -> Self {
        Self::over(testing::sqlite().await, "https://id.example.com").await
    }

    /// A fresh one on each engine there is.
    pub async fn on_each_engine() -> Vec<Self> {
        let mut all = Vec::new();
        for db in testing::databases().await {
            all.push(Self::over(db, "http://localhost:8080").await);
        }
        all
    }

    /// The same with more of the configuration said.
    pub async fn on_each_engine_with(flags: &[(&str, &str)]) -> Vec<Self> {
        let flags = [&[("public_url", "http://localhost:8080")], flags].concat();
        let mut all = Vec::new();
        for db in testing::databases().await {
            all.push(Self::configured(db, flags.clone(), Cost::cheap()).await);
        }
        all
    }

    async fn over(db: TestDb, public_url: &str) -> Self {
        Self::configured(db, vec![("public_url", public_url)], Cost::cheap()).await
    }

    async fn configured(db: TestDb, mut flags: Vec<(&str, &str)>, cost: Cost) -> Self {
        let log = log::Log::start();
        let folder = db.folder().to_string_lossy().into_owned();
        flags.push(("data_dir", folder.as_str()));
        let flags = Flags::given(&flags);
        let mut config = Config::load(&flags.unwrap(), &Environment::of(&[])).unwrap();
        config.database = db.location.clone();
        let mailbox = Letterbox::default();
        let phones = Letterbox::default();
        let outside = Outside {
            clock: Clock::movable(START),
            random: Randomness::seeded(1),
            cost,
            mail: Some(Transport::Memory(mailbox.clone())),
            sms: Some(phones.clone()),
        };
        let app = start::start(config, outside).await.unwrap().app;
        app.db.nobody_else_writes();
        Self {
            front: app::service(app.clone()),
            router: app::router(app.clone()),
            app,
            mailbox,
            phones,
            log,
            db,
        }
    }

    /// The origin of the public URL.
    pub fn origin(&self) -> &str {
        self.app.config.public_url.origin()
    }

    /// Moves the clock.
    pub fn pass(&self, span: Duration) {
        self.app.clock.advance(span);
    }

    /// A person with a verified e-mail address and a password, in no workspace yet.
    pub async fn person(&self, name: &str, email: &str, password: &str) -> PassportId {
        let app = &self.app;
        let hash = app
            .passwords
            .hash(Secret::new(password.to_owned()))
            .await
            .unwrap();
        let fresh = Fresh {
            now: app.clock.now(),
            random: &app.random,
        };
        let name = Name::parse(name).unwrap();
        let email = Named::Email(EmailAddress::parse(email).unwrap());
        let mut conn = app.db.write().await.unwrap();
        let profile = Profile::new(&name, "en");
        let person = passports::create(&mut conn, fresh, profile).await.unwrap();
        identifiers::verify(&mut conn, fresh, person.id, &email)
            .await
            .unwrap();
        choose_password(&mut conn, person.id, &hash, fresh.now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        person.id
    }

    /// The kinds of the events somebody caused, oldest first.
    pub async fn events_of(&self, person: PassportId) -> Vec<String> {
        let mut conn = self.app.db.read().await.unwrap();
        let page = audit::of_person(&mut conn, person, None, 100);
        let mut kinds: Vec<String> = page
            .await
            .unwrap()
            .events
            .into_iter()
            .map(|event| event.kind)
            .collect();
        kinds.reverse();
        kinds
    }

    /// What was logged.
    pub fn log(&self) -> &log::Log {
        &self.log
    }

    /// Does all work that is due, such as sending letters.
    pub async fn work(&self) -> Ran {
        let app = &self.app;
        let runner = Runner::new(app.db.clone(), app.jobs.clone(), app.clone(), work::tasks());
        runner.run_due().await.unwrap()
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// Another server over the same state, with these routes behind the same edge.
    pub fn serve_instead(&mut self, routes: Router<App>) {
        self.router = app::around(routes, self.app.clone());
        self.front = Front::before(self.router.clone(), self.app.clone());
    }

    /// The address of every route, as the router itself tells.
    pub fn routes(&self) -> Vec<String> {
        let told = format!("{:?}", self.router);
        let paths = told.split_once("paths: {").map(|(_, rest)| rest);
        let paths = paths.and_then(|rest| rest.split_once("})")).unwrap().0;
        let mut routes: Vec<String> = paths
            .split('"')
            .filter(|part| part.starts_with('/'))
            .map(str::to_owned)
            .collect();
        routes.sort();
        routes
    }

    /// The methods that a path answers, without `HEAD`.
    pub async fn methods(&self, path: &str) -> Vec<Method> {
        let request = Request::builder().method("ASK").uri(path);
        let response = self.request(request.body(Body::empty()).unwrap()).await;
        let allowed = response.headers().get("allow").unwrap().to_str().unwrap();
        let methods = allowed.split(',').filter(|method| *method != "HEAD");
        methods.map(|method| method.parse().unwrap()).collect()
    }

    /// How many rows each table has. SQLite only.
    pub async fn rows(&self) -> BTreeMap<String, i64> {
        let mut conn = self.app.db.read().await.unwrap();
        let named = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let mut rows = BTreeMap::new();
        for table in conn.query(sql(named), Vec::new()).await.unwrap() {
            let table = table.text("name").unwrap();
            let count = format!("SELECT COUNT(*) AS n FROM \"{table}\"");
            let count = conn.one(sql(count.leak()), Vec::new()).await.unwrap();
            rows.insert(table, count.int("n").unwrap());
        }
        rows
    }

    /// The events of a reference as it stands on a page.
    pub async fn events_at(&self, reference: &str) -> Vec<Recorded> {
        let reference = Reference::parse(reference).unwrap();
        let mut conn = self.app.db.read().await.unwrap();
        audit::by_reference(&mut conn, &reference, None)
            .await
            .unwrap()
    }

    /// Answers one request that comes from `peer`.
    pub async fn call(&self, mut request: Request<Body>, peer: SocketAddr) -> Response<Body> {
        // No two requests happen in the same instant.
        self.pass(Duration::from_millis(1));
        request.extensions_mut().insert(ConnectInfo(peer));
        self.front.clone().oneshot(request).await.unwrap()
    }

    /// Answers one request from an ordinary address by the routes alone, without what stands before them.
    pub async fn by_routes(&self, request: Request<Body>) -> Response<Body> {
        let peer = SocketAddr::from((Ipv4Addr::new(198, 51, 100, 7), 40_000));
        self.by_routes_from(request, peer).await
    }

    /// The same from `peer`.
    pub async fn by_routes_from(
        &self,
        mut request: Request<Body>,
        peer: SocketAddr,
    ) -> Response<Body> {
        request.extensions_mut().insert(ConnectInfo(peer));
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Answers one request from an ordinary address.
    pub async fn request(&self, request: Request<Body>) -> Response<Body> {
        self.call(
            request,
            SocketAddr::from((Ipv4Addr::new(198, 51, 100, 7), 40_000)),
        )
        .await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.log.check();
            self.log.check_files(self.db.folder());
        }
    }
}
