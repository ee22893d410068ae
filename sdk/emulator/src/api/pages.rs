//! Pages of lists: from 1, and with at most 50 items unless the spec says otherwise.

use serde_json::Value;

use super::{Operation, schema};
use crate::failure::Failure;

/// Default number of items on a page.
const DEFAULT_LIMIT: usize = 10;
/// Maximum number of items on a page.
const MAX_LIMIT: i64 = 50;

/// The requested page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Page number, from 1.
    pub number: usize,
    /// Maximum number of items.
    pub limit: usize,
}

impl Page {
    /// Returns the items of this page, and the number of items in all pages.
    pub fn of<T>(self, items: impl IntoIterator<Item = T>) -> (Vec<T>, i64) {
        let items: Vec<T> = items.into_iter().collect();
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let start = self.number.saturating_sub(1).saturating_mul(self.limit);
        (items.into_iter().skip(start).take(self.limit).collect(), total)
    }
}

impl super::Spec {
    /// Returns the requested page; the first one by default.
    ///
    /// # Errors
    ///
    /// Returns an error if the page does not exist or has too many items.
    pub fn page(
        &self,
        operation: &Operation,
        params: &Value,
        body: &Value,
    ) -> Result<Page, Failure> {
        let none = Page { number: 1, limit: DEFAULT_LIMIT };
        let Some(pages) = operation.pages.as_ref().filter(|pages| pages.style == "page") else {
            return Ok(none);
        };
        let number = at(params, body, &pages.position).unwrap_or(1);
        if number < 1 {
            return Err(Failure::field(name(&pages.position), "must be at least 1"));
        }
        let limit =
            pages.limit.as_ref().and_then(|location| Some((location, at(params, body, location)?)));
        let limit = match limit {
            Some((location, limit)) => {
                let most = self.most(operation, location);
                if !(1..=most).contains(&limit) {
                    let problem = format!("must be between 1 and {most}");
                    return Err(Failure::field(name(location), &problem));
                }
                limit
            }
            None => i64::try_from(DEFAULT_LIMIT).unwrap_or(MAX_LIMIT),
        };
        let size = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Page { number: size(number), limit: size(limit) })
    }

    /// Returns the maximum number of items on a page of an operation.
    fn most(&self, operation: &Operation, location: &str) -> i64 {
        let mut steps = location.split('.');
        let schema = match (steps.next(), &operation.body) {
            (Some("query"), _) => {
                let name = steps.next().unwrap_or_default();
                let parameter = operation.parameters.iter().find(|it| it.name == name);
                parameter.map(|it| &it.schema)
            }
            (_, Some(body)) => steps.try_fold(&body.schema, |schema, step| {
                let fields = schema::fields(&self.document, schema);
                fields.into_iter().find(|(name, _)| *name == step).map(|(_, schema)| schema)
            }),
            _ => None,
        };
        schema.and_then(|schema| schema["maximum"].as_i64()).unwrap_or(MAX_LIMIT)
    }
}

/// Returns the number at `query.page` or `body.options.pagination.page`, which may be a string.
fn at(params: &Value, body: &Value, location: &str) -> Option<i64> {
    let (root, path) = location.split_once('.')?;
    let root = if root == "query" { params } else { body };
    match path.split('.').try_fold(root, |value, step| value.get(step))? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    }
}

fn name(location: &str) -> &str {
    location.split_once('.').map_or(location, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use genauth::Api;
    use serde_json::json;

    use super::*;
    use crate::api::spec;

    #[test]
    fn pages_start_at_one_and_have_ten_items() {
        let spec = spec().unwrap();
        let operation = spec.operation(Api::Management, "listUsers").unwrap();
        let page = |pagination: Value| {
            let body = json!({"options": {"pagination": pagination}});
            spec.page(operation, &Value::Null, &body)
        };
        assert_eq!(page(Value::Null), Ok(Page { number: 1, limit: 10 }));
        assert_eq!(page(json!({"page": 3, "limit": 50})), Ok(Page { number: 3, limit: 50 }));
        for wrong in [json!({"page": 0}), json!({"limit": 51}), json!({"limit": 0})] {
            assert_eq!(page(wrong).unwrap_err().status_code, 400);
        }
    }

    #[test]
    fn page_is_a_slice_of_the_list() {
        let page = |number, limit| Page { number, limit }.of(1..=25);
        assert_eq!(page(1, 10), ((1..=10).collect(), 25));
        assert_eq!(page(3, 10), ((21..=25).collect(), 25));
        assert_eq!(page(4, 10), (Vec::new(), 25));
        assert_eq!(page(usize::MAX, 50), (Vec::new(), 25));
    }
}
