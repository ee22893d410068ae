//! Events published by applications and users.

use crate::{call::Handlers, handlers::custom_event::publish};

pub(super) const HANDLERS: Handlers = &[("pubEvent", publish)];
