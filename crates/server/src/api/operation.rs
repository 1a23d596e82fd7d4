//! An operation of the API: address, scope, what is sent and what is answered. The routes, the checks before
//! each call, the OpenAPI document and the page of it all come from this one value.

use axum::routing::MethodRouter;
use protocol::api::{Field, Shape};

use crate::tokens::Scope;
use crate::web::App;

/// Where every operation lies.
pub(super) const BASE: &str = "/api/v1";

/// The method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    Get,
    Post,
    Patch,
    Put,
    Delete,
}

impl Verb {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What is answered when all goes well.
#[derive(Clone, Copy, Debug)]
pub(super) enum Answers {
    /// One thing, with its tag.
    One(Shape),
    /// A page of a list.
    Page(Shape),
    /// What was made, and where it lies.
    Created(Shape),
    /// Nothing.
    Done,
}

/// See the module.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    pub(super) id: &'static str,
    pub(super) verb: Verb,
    /// Below [`BASE`].
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) scope: Option<Scope>,
    pub(super) query: &'static [Field],
    pub(super) body: Option<Shape>,
    pub(super) answers: Answers,
    /// How many files may stand in the body, in base64.
    pub(super) files: usize,
    /// Whether it can be refused as things stand (409).
    pub(super) conflicts: bool,
    pub(super) route: fn() -> MethodRouter<App>,
}

/// What names an operation: id, path, summary.
type Named = (&'static str, &'static str, &'static str);

impl Operation {
    const fn new(verb: Verb, (id, path, summary): Named, route: fn() -> MethodRouter<App>) -> Self {
        Self {
            id,
            verb,
            path,
            summary,
            scope: None,
            query: &[],
            body: None,
            files: 0,
            answers: Answers::Done,
            conflicts: false,
            route,
        }
    }

    /// Reads.
    pub(super) const fn get(named: Named, route: fn() -> MethodRouter<App>) -> Self {
        Self::new(Verb::Get, named, route)
    }

    /// Makes something, or does a deed.
    pub(super) const fn post(named: Named, route: fn() -> MethodRouter<App>) -> Self {
        Self::new(Verb::Post, named, route)
    }

    /// Changes some fields; `If-Match` is needed.
    pub(super) const fn patch(named: Named, route: fn() -> MethodRouter<App>) -> Self {
        Self::new(Verb::Patch, named, route)
    }

    /// Sets something as it is sent.
    pub(super) const fn put(named: Named, route: fn() -> MethodRouter<App>) -> Self {
        Self::new(Verb::Put, named, route)
    }

    /// Removes something.
    pub(super) const fn delete(named: Named, route: fn() -> MethodRouter<App>) -> Self {
        Self::new(Verb::Delete, named, route)
    }

    pub(super) const fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    pub(super) const fn query(mut self, query: &'static [Field]) -> Self {
        self.query = query;
        self
    }

    pub(super) const fn body(mut self, body: Shape) -> Self {
        self.body = Some(body);
        self
    }

    /// So many files may stand in the body, in base64.
    pub(super) const fn with_files(mut self, most: usize) -> Self {
        self.files = most;
        self
    }

    pub(super) const fn one(mut self, shape: Shape) -> Self {
        self.answers = Answers::One(shape);
        self
    }

    pub(super) const fn page(mut self, shape: Shape) -> Self {
        self.answers = Answers::Page(shape);
        self
    }

    pub(super) const fn created(mut self, shape: Shape) -> Self {
        self.answers = Answers::Created(shape);
        self
    }

    pub(super) const fn conflicts(mut self) -> Self {
        self.conflicts = true;
        self
    }

    /// The address, places in braces.
    pub(super) fn address(&self) -> String {
        format!("{BASE}{}", self.path)
    }

    /// The names of the places in the address.
    pub(super) fn places(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.path.split('/');
        parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Whether its answer is a page of a list.
    pub(super) const fn is_list(&self) -> bool {
        matches!(self.answers, Answers::Page(_))
    }

    /// Whether it takes an idempotency key.
    pub(super) const fn is_creation(&self) -> bool {
        matches!(self.answers, Answers::Created(_))
    }

    /// Whether the tag of what is changed must be sent.
    pub(super) fn is_change(&self) -> bool {
        self.verb == Verb::Patch
    }

    /// The status when all goes well.
    pub(super) const fn status(&self) -> u16 {
        match self.answers {
            Answers::One(_) | Answers::Page(_) => 200,
            Answers::Created(_) => 201,
            Answers::Done => 204,
        }
    }

    /// The words of the problems it can be answered with.
    pub(super) fn problems(&self) -> Vec<&'static str> {
        let body = self.body.is_some();
        let fits = body || !self.query.is_empty() || self.is_list();
        let all = [
            ("unreadable", true),
            ("token-missing", true),
            ("token-wrong", true),
            ("scope-missing", self.scope.is_some()),
            ("forbidden", self.scope.is_some()),
            ("not-found", true),
            ("not-acceptable", true),
            ("conflict", self.conflicts),
            (
                "changed",
                matches!(self.verb, Verb::Patch | Verb::Put | Verb::Delete),
            ),
            ("too-large", body),
            ("media-type", body),
            ("unfit", fits || self.is_creation()),
            ("key-reused", self.is_creation()),
            ("unconditional", self.is_change()),
            ("too-many", true),
            ("internal", true),
            ("busy", true),
        ];
        all.into_iter()
            .filter_map(|(word, is)| is.then_some(word))
            .collect()
    }
}
