//! The people of a workspace, as its administrators see them.

mod add;
mod borders;
mod deeds;
mod help_desk;
mod invited;
mod list;
mod many;
