//! Walking lists that come in pages: [`Pages`] page by page, [`Items`] item by item.
//!
//! Every page is an ordinary call. What the operation says about its pages is data
//! ([`Pagination`](crate::Pagination)), and what a page says about itself is read through its
//! [`Page`](crate::Page), so that all of it is one state machine ([`walk`]) for all types.

mod flight;
mod items;
mod pages;
mod place;
mod position;
mod progress;
mod walk;

pub use items::Items;
pub use pages::Pages;
pub use position::{Position, PositionError};
