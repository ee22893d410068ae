//! Rules for facts of operations that leave the signatures of their methods as they are.

use super::details::brands_of;
use super::reporter::Reporter;
use super::side::Op;
use super::table as rules;
use super::table::Rule;
use super::words::{differ, json};
use crate::api::{Effect, Example, PageStyle, Pagination, Sdk, Sdks, Security};
use crate::diff::Kind;

/// Compares the facts of an operation.
pub(super) fn facts(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    pagination(old, new, to);
    sending(old, new, to);
    standing(old, new, to);
    texts(old, new, to);
}

fn pagination(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let (before, after) = (&old.operation.pagination, &new.operation.pagination);
    let at = to.at.clone();
    match (before, after) {
        (Some(before), None) => {
            let message = format!("`.pages()` and `.items()` of `{at}` end after the first page");
            let change = to.change(&rules::PAGINATION_REMOVED, Kind::Removed, message);
            to.report(change.was(pages(before)).same_wire());
        }
        (None, Some(after)) => {
            let message = format!("`.pages()` and `.items()` of `{at}` return all pages");
            let change = to.change(&rules::PAGINATION_ADDED, Kind::Added, message);
            to.report(change.becomes(pages(after)).same_wire());
        }
        (Some(before), Some(after)) if pages(before) != pages(after) => {
            let (before, after) = (pages(before), pages(after));
            let message = format!("`.pages()` and `.items()` of `{at}` request pages by {after}");
            to.changed(&rules::PAGINATION_CHANGED, message, &before, &after);
        }
        _ => {}
    }
    let (before, after) = (&old.operation.no_pages, &new.operation.no_pages);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    if differ(&text(before), &text(after)) && old.operation.pagination == new.operation.pagination {
        let message = format!("`{at}` has a reworded reason for having no pages");
        to.told(&rules::TEXT, message, &text(before), &text(after));
    }
}

fn pages(pagination: &Pagination) -> String {
    let style = match pagination.style {
        PageStyle::Index => "index",
        PageStyle::Scroll => "scroll",
        PageStyle::Page | PageStyle::None => "page",
    };
    let limit = pagination.limit.as_ref().map(|limit| format!(", size `{limit}`"));
    format!("{style} in `{}`{}", pagination.position, limit.unwrap_or_default())
}

fn sending(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let (before, after) = (old.operation, new.operation);
    let at = to.at.clone();
    if before.effect != after.effect {
        let (old, new) = (effect(before.effect), effect(after.effect));
        to.told(
            &rules::EFFECT,
            format!("the effect of `{at}` is {new} instead of {old}"),
            old,
            new,
        );
    }
    if before.retry_safe != after.retry_safe {
        let words = |safe: bool| if safe { "safe to retry" } else { "not retried automatically" };
        let (old, new) = (words(before.retry_safe), words(after.retry_safe));
        to.changed(&rules::RETRY_SAFETY, format!("`{at}` is {new}"), old, new);
    }
    let (old, new) = (credentials(before.security), credentials(after.security));
    if old != new {
        let message = format!("`{at}` requires {new} instead of {old}");
        to.changed(&rules::SECURITY, message, &old, &new);
    }
    if before.client_auth != after.client_auth {
        let words = |is: bool| if is { "with client authentication" } else { "without it" };
        let (old, new) = (words(before.client_auth), words(after.client_auth));
        let does = if after.client_auth { "authenticates" } else { "no longer authenticates" };
        to.changed(
            &rules::CLIENT_AUTH,
            format!("`{at}` {does} the application by its id and secret"),
            old,
            new,
        );
    }
    if before.security.inferred != after.security.inferred {
        let words = |is: bool| if is { "inferred" } else { "documented" };
        let (old, new) = (words(before.security.inferred), words(after.security.inferred));
        to.told(&rules::INFERRED, format!("the credentials of `{at}` are {new}"), old, new);
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Write => "write",
        Effect::Send => "send",
        Effect::Session => "session",
    }
}

fn credentials(security: Security) -> String {
    let all = [
        (security.bearer && !security.bearer_optional, "an access token"),
        (security.bearer_optional, "an optional access token"),
        (security.app_id, "the application id"),
        (security.user_pool_id, "the user pool id"),
        (security.app_tenant_id, "the tenant id"),
    ];
    let required: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if required.is_empty() { "no credentials".to_owned() } else { required.join(" and ") }
}

fn standing(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let (before, after) = (old.operation, new.operation);
    let at = to.at.clone();
    match (before.deprecated, after.deprecated) {
        (false, true) => {
            let instead = after.replaced_by.as_ref().map(|it| format!(" in favor of `{it}`"));
            let message = format!(
                "`{at}` is deprecated{}: its uses warn, and fail with `-D warnings`",
                instead.unwrap_or_default()
            );
            let change = to.change(&rules::OPERATION_DEPRECATED, Kind::Changed, message);
            to.report(change.same_wire());
        }
        (true, false) => {
            let message = format!("`{at}` is no longer deprecated");
            let change = to.change(&rules::UNDEPRECATED, Kind::Changed, message);
            to.report(change.same_wire());
        }
        _ if before.replaced_by != after.replaced_by => {
            let text = |it: &Option<String>| it.clone().unwrap_or_default();
            let message = format!("`{at}` names a different operation to use instead");
            let (old, new) = (text(&before.replaced_by), text(&after.replaced_by));
            to.told(&rules::REPLACEMENT, message, &old, &new);
        }
        _ => {}
    }
    if before.hidden != after.hidden {
        let have = if after.hidden { "no longer have" } else { "have" };
        to.told(&rules::HIDDEN, format!("SDKs of the vendor {have} `{at}`"), "", "");
    }
    if before.rarely_used != after.rarely_used {
        let place = if after.rarely_used { "among the rarely used" } else { "with the common" };
        let message = format!("`{at}` is listed {place} operations");
        to.told(&rules::RARELY_USED, message, "", "");
    }
    if before.availability != after.availability {
        let (old, new) = (brands_of(before.availability), brands_of(after.availability));
        to.told(&rules::AVAILABILITY, format!("`{at}` is offered by {new}"), &old, &new);
    }
    let (old_sdks, new_sdks) = (methods(before.sdks.as_ref()), methods(after.sdks.as_ref()));
    if old_sdks != new_sdks {
        let message = format!("`{at}` has other names in the vendor's SDKs");
        to.told(&rules::SDKS, message, &old_sdks, &new_sdks);
    }
    set(
        (&rules::SEARCH_TERMS, "has other search terms"),
        &before.search_terms,
        &after.search_terms,
        to,
    );
}

/// Returns the methods of the vendor's SDKs as a text.
fn methods(sdks: Option<&Sdks>) -> String {
    let named = |sdk: Sdk| Some(format!("{} `{}`", sdk.as_str(), sdks?.get(sdk)?));
    Sdk::ALL.into_iter().filter_map(named).collect::<Vec<_>>().join(", ")
}

/// Compares lists whose order means nothing.
fn set((rule, has): (&Rule, &str), old: &[String], new: &[String], to: &mut Reporter<'_>) {
    let sorted = |names: &[String]| {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.join(", ")
    };
    let (old, new) = (sorted(old), sorted(new));
    if old != new {
        to.told(rule, format!("`{}` {has}", to.at), &old, &new);
    }
}

fn texts(old: &Op<'_>, new: &Op<'_>, to: &mut Reporter<'_>) {
    let at = to.at.clone();
    let mut text = |what: String, old: &str, new: &str| {
        if differ(old, new) {
            to.told(&rules::TEXT, format!("`{at}` has a reworded {what}"), old, new);
        }
    };
    text("summary".to_owned(), &old.operation.summary, &new.operation.summary);
    text("description".to_owned(), &old.operation.description, &new.operation.description);
    if let (Some(old), Some(new)) = (old.described, new.described) {
        for (status, response) in &new.responses {
            if let Some(before) = old.responses.get(status) {
                let what = format!("description of response {status}");
                text(what, &before.description, &response.description);
            }
        }
    }
    examples("request", &old.operation.requests, &new.operation.requests, to);
    examples("response", &old.operation.responses, &new.operation.responses, to);
}

fn examples(what: &str, old: &[Example], new: &[Example], to: &mut Reporter<'_>) {
    let at = to.at.clone();
    let find = |list: &[Example], name: &str| list.iter().position(|it| it.name == name);
    for before in old {
        match find(new, &before.name).and_then(|index| new.get(index)) {
            None => {
                let message = format!("`{at}` loses the example `{}` of a {what}", before.name);
                let change = to.change(&rules::EXAMPLE, Kind::Removed, message);
                to.report(change.was(json(&before.value)).same_wire());
            }
            Some(after)
                if before.value != after.value || differ(&before.summary, &after.summary) =>
            {
                let message = format!("the example `{}` of a {what} of `{at}` differs", after.name);
                to.told(&rules::EXAMPLE, message, &json(&before.value), &json(&after.value));
            }
            Some(_) => {}
        }
    }
    for after in new.iter().filter(|after| find(old, &after.name).is_none()) {
        let message = format!("`{at}` gains the example `{}` of a {what}", after.name);
        let change = to.change(&rules::EXAMPLE, Kind::Added, message);
        to.report(change.becomes(json(&after.value)).same_wire());
    }
}
