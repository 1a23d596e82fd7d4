//! The components every page is made of, and the frames around them. Nothing here knows a feature or a request.
//!
//! A component is a struct with builders and a small template beside it. It needs no filter in a page
//! (`{{ ui::field("name", t.get("people-name")) }}`, with `use crate::web::ui;` in the Rust file) and can stand inside
//! other components, where words are escaped ([`Content`]). A missing text may be handed over as it is ([`Wording`]):
//! `.error(errors.get("name"))`. In templates give fields of the page struct without `&`.
//!
//! # The page
//!
//! ```text
//! struct People { frame: Frame, … }     {% extends "web/ui/frame.html" %}{% block main %}<h1>…</h1>…{% endblock %}
//! struct SignIn { card: Card, … }       {% extends "web/ui/card.html" %}{% block card %}<h1>…</h1>…{% endblock %}
//!                                       {% block below %}<ul class="links"><li>…</li></ul>{% endblock %}
//! ```
//!
//! [`Frame`] and [`Card`] hold a [`Page`]: title, place, path, token, notice, `has_error`. The notice of the last deed is
//! shown by the frame. Classes for what has no component: `card` (a `<section>` with heading), `heading` (h1 and a
//! button in one row), `actions` (buttons in a row), `row`, `flow` (24 between neighbours), `lead`, `meta`, `cards`
//! (grid of tiles), `attention`, `links` (under the card of the door), `or`, `unseen`. `data-print` on a hidden button prints.
//!
//! # Forms
//!
//! ```text
//! {{ ui::form("/w/falke/people", frame.page.csrf) }} …fields… {{ ui::submit(t.get("people-add")) }}</form>
//! {{ ui::form(…).with("step", "2").id("f").in_line() }}    {{ ui::get_form("/search") }}
//! {{ ui::field("name", label).value(v).hint(h).error(e).autofocus().optional(t).autocomplete("name").short() }}
//! {{ ui::email("email", label) }}  {{ ui::url("redirect", label) }}  {{ ui::textarea("uris", label).rows(3).mono() }}
//! {{ ui::login_name("login", label).autofocus() }}         (passkey suggestions; `.read_only()` beside a password)
//! {{ ui::password("password", label, t).enter_key("go") }} (Show button; `.judged(…)` for a new one)
//! ui::Verdict::new("/strength", t).sentence(s).rule(words, met)      (answered alone to the script, too)
//! {{ ui::code("code", label) }}  {{ ui::search("search", label) }}
//! {{ ui::upload("photo", label).cropped(t) }}              (a picture; in a form `.with_files()`)
//! {{ ui::select("role", label).choice("guest", words).chosen(role) }}
//! {{ ui::radios("kind", label).choice("web", words).explained("phone", words, hint).chosen("web") }}
//! {{ ui::checkbox("end", label).hint(h).ticked(true) }}    (`.required()` when it must be ticked)
//! ui::row(ui::tick("member", id, heard).html().and(named))     (chooses a row of a list)
//! {{ ui::error_summary(t).error("name", e1).error("email", e2) }}     (above h1; shown from two errors on)
//! {{ ui::submit(words).secondary() }}  .dangerous() .quiet() .wide() .named("do", "x") .about(what) .of_form("f")
//! {{ ui::link_button(href, words).main() }}  .quiet() .wide()
//! {{ ui::post_button(action, csrf, words).with("id", id).about(what) }}   (a form of its own)
//! ```
//!
//! # Saying something
//!
//! ```text
//! frame.page.notice = Some(ui::saved("…"));                            (after a deed; takes the focus)
//! {{ ui::notice(Tone::Warn, heading).text(sentence).action(href, words) }}
//! {{ ui::badge(Tone::Good, "Active") }}  .icon(Icon::Blocked)   {{ ui::tag("Guest") }}
//! {{ ui::time(at, now, t) }}  .absolute()
//! ui::row(name.html().and(ui::meta(words)))                    (what stands under a name, smaller)
//! {{ ui::empty(heading).text(why).action(href, words) }}        {{ ui::no_match(href, t).filter("Role: guest") }}
//! {{ ui::attention(tone, sentence, href, words).text(why).done(b) }}   in <ul class="attention">
//! {{ ui::progress(label, done, total, href, t).to_look_at(31, t) }}
//! {{ ui::secret("key", label, value, t) }}                      (in fours, shown once)
//! {{ ui::copyable("ref", label, value, t).large() }}
//! {{ ui::person(name).picture(p).large() }}  {{ ui::workspace(name) }}  {{ ui::application(name) }}
//! {{ ui::named(ui::person(name), ui::link(href, name)) }}       (picture and name, first cell of a row)
//! {{ ui::tile(href, name, ui::application(name)).meta(words) }} in <ul class="cards">
//! {{ ui::bar_chart("id", title, summary, "Day", t).part(Part::Opened, "opened").day("1 Nov", href, [12]) }}
//! ```
//!
//! # Lists
//!
//! ```text
//! {{ ui::summary_list().row("Name", name).change(href, t).row("State", badge).hint(h).action(link) }}
//! ui::table(caption).column(ui::column("Name").sort(href, Sorted::Up)).column(ui::column("Sessions").number())
//!     .column(ui::column("Actions").unseen()).row(ui::row(named).cell("3").cell(row_menu))
//! {{ ui::filters(action, "people", t).search("search", label, v).choice(select).keep("sort", s).chip(words, without) }}
//! <div id="people" class="flow">{{ list }}{{ pages }}</div>     (exchanged by the script while one types)
//! {{ ui::pagination(51, 100, Total::Exactly(4312), t).first(href).previous(href).next(href) }}
//! ```
//!
//! # Going somewhere
//!
//! ```text
//! {{ ui::link(href, words).about(what) }}  .dialog() .download()
//! {{ ui::breadcrumb(label).link(href, words).here(words) }}
//! {{ ui::passports(csrf, next, t).passport(id, (name, address), picture) }}       (each a button that lets this one act)
//! {{ ui::tabs(label).tab(href, words, current) }}
//! {{ ui::menu(words).link(href, words).post(action, csrf, words).confirmation(href, words) }}   ui::row_menu(heard)
//! {{ ui::stepper(t).done(href, words).current(words).to_come(words) }}   .position() is "Step 2 of 5"
//! {{ ui::tree(label).node(ui::node(href, words).count(12, t).current().children(nodes, total, t)) }}
//! {{ ui::confirmation(question, action, csrf, cancel_href, t).happens(s).concerns(names, n, t).ends(h, things)
//!      .undo(s).field(type_the_name).button("Dismiss") }}       (holds the h1; `.harmless(words)` for a main button)
//! ```

pub mod assets;
mod avatar;
mod badge;
mod button;
mod chart;
mod choice;
mod confirmation;
mod content;
mod empty;
mod field;
mod filters;
mod form;
mod frame;
mod icon;
mod labelled;
mod link;
mod mark;
mod menu;
mod meta;
mod notice;
mod pagination;
mod passports;
mod progress;
mod secret;
mod stepper;
mod summary_list;
mod table;
#[cfg(test)]
mod tests;
mod tile;
mod timestamp;
mod tree;
mod upload;
mod verdict;
mod wording;

pub use avatar::{Avatar, application, named, person, workspace};
pub use badge::{Badge, badge, tag};
pub use base::i18n::{Language, Texts};
pub use button::{LinkButton, PostButton, SubmitButton, link_button, post_button, submit};
pub use chart::{BarChart, Part, bar_chart};
pub use choice::{Checkbox, Radios, Select, Tick, checkbox, radios, select, tick};
pub use confirmation::{Confirmation, confirmation};
pub use content::{Content, Html};
pub use empty::{EmptyState, NoMatch, empty, no_match};
pub use field::{Field, code, email, field, login_name, password, search, textarea, url};
pub use filters::{FilterBar, filters};
pub use form::{CSRF_FIELD, Form, form, get_form};
pub use frame::{Brand, Card, Frame, MenuLink, MenuSection, Page, Person, Place};
pub use icon::Icon;
pub use link::{Breadcrumb, PlainLink, Tabs, breadcrumb, link, tabs};
pub use mark::{Mark, mark};
pub use menu::{Menu, menu, row_menu};
pub use meta::{Meta, meta};
pub use notice::{ErrorSummary, Notice, Tone, error_summary, notice, saved};
pub use pagination::{Pagination, Total, pagination};
pub use passports::{Passports, passports};
pub use progress::{Progress, progress};
pub use secret::{Secret, copyable, secret};
pub use stepper::{Stepper, stepper};
pub use summary_list::{SummaryList, summary_list};
pub use table::{Column, Row, Sorted, Table, column, row, table};
pub use tile::{Attention, Tile, attention, tile};
pub use timestamp::{TimeStamp, time};
pub use tree::{Tree, TreeNode, node, tree};
pub use upload::{Upload, upload};
pub use verdict::Verdict;
pub use wording::Wording;
