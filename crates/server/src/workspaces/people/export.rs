//! The list of people as a file: whoever the filters show, every column, page by page while it is fetched.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use base::i18n::Texts;
use futures_core::Stream;
use people::departments::Outline;
use people::search::{self, Beside, Listed, MemberSearch};
use people::{DepartmentId, WorkspaceId};
use protocol::csv;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::wish::Wish;
use super::{events, fields, words};
use crate::signin::door::WorkspaceAdmin;
use crate::web::{App, Ctx, Form, PageError};

/// Pages that wait to be fetched: no more is held in memory, however many people there are.
const AHEAD: usize = 2;

/// `POST …/people/export`. A form and no link, for that it was taken along is written down.
pub(super) async fn file(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Form(wish): Form<Wish>,
) -> Result<Response, PageError> {
    let (acting, sought) = (admin.acting(&app, &ctx), wish.search());
    let wish = wish.cleaned(&sought);
    let filters: Vec<&str> = wish.pairs().map(|(name, _)| name).collect();
    let mut event = acting.done(events::EXPORTED);
    if !filters.is_empty() {
        event = event.detail("filters", filters.join(" "));
    }
    let mut conn = app.db.write().await?;
    let tree = fields::tree(&mut conn, admin.workspace.id).await?;
    acting.record(&mut conn, event).await?;
    conn.commit().await?;
    let (sender, receiver) = channel(AHEAD);
    let roll = Roll {
        app,
        workspace: admin.workspace.id,
        texts: ctx.texts.clone(),
        tree,
        sought: MemberSearch {
            after: None,
            before: None,
            limit: search::LARGEST_PAGE,
            ..sought
        },
    };
    tokio::spawn(roll.write(sender));
    let mut response = Response::new(Body::from_stream(Pieces(receiver)));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_static("attachment; filename=\"people.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// A file that is being written.
struct Roll {
    app: App,
    workspace: WorkspaceId,
    texts: Texts,
    tree: Vec<Outline>,
    sought: MemberSearch,
}

/// What breaks a file off, so that nobody takes half of it for the whole.
#[derive(Debug, thiserror::Error)]
#[error("the list could not be read to its end")]
struct Broken;

type Piece = Result<Bytes, Broken>;

impl Roll {
    async fn write(mut self, to: Sender<Piece>) {
        // Table programs take a file for UTF-8 when it begins so.
        let mut text = format!("\u{FEFF}{}", csv::record(self.head()));
        loop {
            let read = self.page().await;
            let Ok((rows, more)) = read else {
                tracing::warn!("a list of people was broken off");
                drop(to.send(Err(Broken)).await);
                return;
            };
            text.push_str(&rows);
            // Whoever fetches it has gone away: nobody reads on.
            if to
                .send(Ok(Bytes::from(std::mem::take(&mut text))))
                .await
                .is_err()
                || !more
            {
                return;
            }
        }
    }

    fn head(&self) -> [String; 12] {
        [
            "people-name",
            "people-email",
            "people-phone",
            "people-role",
            "people-department",
            "people-state",
            "people-groups",
            "people-login",
            "people-invited-at",
            "people-joined-at",
            "people-created-at",
            "people-identifier",
        ]
        .map(|key| self.texts.get(key))
    }

    /// The next rows, and whether there are more.
    async fn page(&mut self) -> Result<(String, bool), base::db::DbError> {
        let mut conn = self.app.db.read().await?;
        let now = self.app.clock.now();
        let page = search::members(&mut conn, self.workspace, &self.sought, now).await?;
        let ids: Vec<_> = page.members.iter().map(|one| one.member.id).collect();
        let beside = search::beside(&mut conn, self.workspace, &ids).await?;
        drop(conn);
        let nothing = Beside::default();
        let row = |one: &Listed| {
            let beside = beside.get(&one.member.id).unwrap_or(&nothing);
            csv::record(self.row(one, beside))
        };
        let rows = page.members.iter().map(row).collect();
        self.sought.after = page.next;
        Ok((rows, self.sought.after.is_some()))
    }

    fn row(&self, one: &Listed, beside: &Beside) -> [String; 12] {
        let member = &one.member;
        let moment = |at: Option<base::clock::Time>| at.map(|at| at.rfc3339()).unwrap_or_default();
        [
            member.name.clone(),
            member.email.clone().unwrap_or_default(),
            member.phone.clone().unwrap_or_default(),
            words::role(&self.texts, member.role),
            member
                .department
                .map(|id| self.way_to(id))
                .unwrap_or_default(),
            words::standing(&self.texts, one.standing),
            beside.groups.join(", "),
            beside.login.clone().unwrap_or_default(),
            moment(member.invited_at),
            moment(member.joined_at),
            moment(Some(member.created_at)),
            member.id.to_string(),
        ]
    }

    /// A department with those above it, as an import reads it.
    fn way_to(&self, id: DepartmentId) -> String {
        let mut names = Vec::new();
        let mut next = Some(id);
        // No way is longer than there are departments.
        for _ in 0..self.tree.len() {
            let found = self.tree.iter().find(|one| Some(one.department.id) == next);
            let Some(found) = found else { break };
            names.push(found.department.name.as_str());
            next = found.department.parent;
        }
        names.reverse();
        names.join(" > ")
    }
}

/// The pieces of a file as they come.
struct Pieces(Receiver<Piece>);

impl Stream for Pieces {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.0.poll_recv(cx)
    }
}
