//! Sign-in in a browser, shared by all protocols: pages, cookies and second factors.

pub(super) mod address;
pub(super) mod application;
pub(super) mod arguments;
pub(super) mod attributes;
pub(super) mod cookie;
pub(super) mod pages;
pub(super) mod password;
pub(super) mod posted;
pub(super) mod second_factor;
pub(super) mod sign_out;
pub(super) mod start;
