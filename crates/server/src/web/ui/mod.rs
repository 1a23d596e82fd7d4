//! The components every page is made of, and the frames around them.

pub mod assets;
mod avatar;
mod button;
mod choice;
mod field;
mod form;
mod frame;
mod icon;
mod labelled;
mod mark;
mod notice;
mod strength;
mod texts;
mod wording;

pub use avatar::{Avatar, application, person, workspace};
pub use button::{LinkButton, PostButton, SubmitButton, link_button, post_button, submit};
pub use choice::{Checkbox, Radios, Select, checkbox, radios, select};
pub use field::{Field, code, email, field, login_name, password, search, textarea, url};
pub use form::{CSRF_FIELD, Form, form, get_form};
pub use frame::{Brand, Card, Frame, MenuLink, MenuSection, Page, Person, Place};
pub use icon::Icon;
pub use mark::{Mark, mark};
pub use notice::{ErrorSummary, Notice, Tone, error_summary, notice, saved};
pub use strength::Strength;
pub use texts::{Language, Texts};
pub use wording::Wording;
