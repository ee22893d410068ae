//! Responses of CAS 1.0: `yes` or `no`, and the user, on a line each.

use super::{Success, Validation, checked_user};
use crate::cas::attributes::CasAttributes;

pub(in crate::cas) fn read(text: &str) -> Result<Validation, String> {
    if text.lines().next() == Some("no") {
        return Ok(Validation::Failure(None));
    }
    let ends = ["\r\n", "\n"];
    let lines =
        ends.iter().find_map(|end| Some((text.strip_prefix("yes")?.strip_prefix(end)?, end)));
    let Some((user, end)) = lines else {
        return Err("the response is not one of CAS 1.0: `yes` or `no`, and the user".to_owned());
    };
    let user = user.strip_suffix(end).unwrap_or(user);
    Ok(Validation::Success(Success {
        user: checked_user(user.to_owned())?,
        attributes: CasAttributes::default(),
        proxies: Vec::new(),
        proxy_granting_ticket_iou: None,
    }))
}
