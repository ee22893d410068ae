//! [`Page`]: a payload that is one page of a list.

use super::{Field, Nullable, OneOrMany, View};

/// A payload that is one page of a list: a generated type with items among its fields, or the list
/// itself.
///
/// [`Call::pages`](crate::Call::pages) and [`Call::items`](crate::Call::items) are available for
/// calls with such a response.
pub trait Page: Field + Sized + Send + 'static {
    /// Type of the items.
    type Item;

    /// Wire names of the fields; `None` for the list itself.
    #[doc(hidden)]
    const FIELDS: Option<&'static PageFields>;

    /// Returns the items of this page.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Wire names of the fields of a page; dots separate nested names.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct PageFields {
    /// The items.
    pub items: &'static str,
    /// Number of items in all pages.
    pub total: &'static str,
    /// Position of the next page.
    pub next: &'static str,
    /// Whether there is a next page.
    pub more: &'static str,
}

impl PageFields {
    /// Nothing; an empty name stands for no field.
    pub const NONE: Self = Self { items: "", total: "", next: "", more: "" };
}

/// A field that holds the items of a page.
#[doc(hidden)]
pub trait ItemList<T> {
    /// Returns the items; an empty list if there are none.
    fn items(self) -> Vec<T>;
}

impl<T> ItemList<T> for Vec<T> {
    fn items(self) -> Self {
        self
    }
}

impl<T> ItemList<T> for OneOrMany<T> {
    fn items(self) -> Vec<T> {
        match self {
            Self::One(item) => vec![item],
            Self::Many(items) => items,
        }
    }
}

impl<T, L: ItemList<T>> ItemList<T> for Nullable<L> {
    fn items(self) -> Vec<T> {
        match self {
            Self::Value(items) => items.items(),
            Self::Null => Vec::new(),
        }
    }
}

impl<T, L: ItemList<T>> ItemList<T> for Option<L> {
    fn items(self) -> Vec<T> {
        self.map(L::items).unwrap_or_default()
    }
}

impl<T: Field + Send + 'static> Page for Vec<T> {
    type Item = T;

    const FIELDS: Option<&'static PageFields> = None;

    fn into_items(self) -> Self {
        self
    }
}

/// Pagination data of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageFacts {
    /// Number of items in the page.
    pub(crate) len: u64,
    /// Number of items in all pages.
    pub(crate) total: Option<u64>,
    /// Position of the next page.
    pub(crate) next: Option<String>,
    /// Whether there is a next page.
    pub(crate) more: Option<bool>,
}

impl PageFacts {
    pub(crate) fn read(page: &View<'_>, fields: Option<&PageFields>) -> Self {
        let Some(fields) = fields else {
            return Self { len: len(page), ..Self::default() };
        };
        let mut facts = Self::default();
        field(page, fields.items, &mut |items| facts.len = len(items));
        field(page, fields.total, &mut |total| {
            facts.total = text(total).and_then(|total| total.parse().ok());
        });
        field(page, fields.next, &mut |next| facts.next = text(next));
        field(page, fields.more, &mut |more| {
            facts.more = match more {
                View::Boolean(more) => Some(*more),
                _ => None,
            };
        });
        facts
    }
}

/// Shows the items of a page.
pub(crate) fn each_items(
    page: &View<'_>,
    fields: Option<&PageFields>,
    visit: &mut dyn FnMut(&View<'_>),
) {
    match fields {
        Some(fields) => field(page, fields.items, visit),
        None => visit(page),
    }
}

/// Shows the field of a struct under this name, or under the last of several.
fn field(structure: &View<'_>, path: &str, visit: &mut dyn FnMut(&View<'_>)) {
    let View::Struct(structure) = structure else { return };
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(index) = structure.shape().position(name, 0) else { return };
    structure.fields(&mut |fields| {
        let Some(found) = fields.get(index) else { return };
        match rest {
            Some(rest) => field(&found.view(), rest, visit),
            None => visit(&found.view()),
        }
    });
}

/// Returns the number of items of a list; a single value counts as one.
fn len(items: &View<'_>) -> u64 {
    match items {
        View::List(list) => list.len() as u64,
        View::Absent | View::Null => 0,
        _ => 1,
    }
}

fn text(value: &View<'_>) -> Option<String> {
    match value {
        View::Text(text) => Some((*text).to_owned()),
        View::Integer(integer) => Some(integer.to_string()),
        _ => None,
    }
}

/// Implements [`Page`] for a struct:
/// `page! { Type { field: "wireName" [Item], total: "wireName" } }`.
#[allow(unused_macros)]
macro_rules! page {
    ($type:ident {
        $field:ident: $wire:literal [$item:ty] $(, $mark:ident: $path:literal)* $(,)?
    }) => {
        impl $crate::data::Page for $type {
            type Item = $item;

            // A page may have all fields there are.
            #[allow(clippy::needless_update)]
            const FIELDS: ::core::option::Option<&'static $crate::data::PageFields> =
                Some(&$crate::data::PageFields {
                    items: $wire,
                    $($mark: $path,)*
                    ..$crate::data::PageFields::NONE
                });

            fn into_items(self) -> Vec<$item> {
                $crate::data::ItemList::items(self.$field)
            }
        }
    };
}
pub(crate) use page;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::data::api_struct;

    struct Count {
        all: Option<i64>,
    }

    api_struct! { Count { all: "all" } }

    struct Names {
        list: Option<OneOrMany<String>>,
        count: Count,
        next: Nullable<String>,
        more: Option<bool>,
    }

    api_struct! { Names { list: "list", count: "count", next: "next", more: "more" } }
    page! { Names { list: "list" [String], total: "count.all", next: "next", more: "more" } }

    fn read(json: &str) -> (PageFacts, Vec<String>) {
        let names: Names = serde_json::from_str(json).unwrap();
        (PageFacts::read(&names.view(), Names::FIELDS), names.into_items())
    }

    #[test]
    fn page_facts_come_from_its_fields() {
        let (facts, items) =
            read(r#"{"list": ["a", "b"], "count": {"all": "12"}, "next": "abc", "more": true}"#);
        let next = Some("abc".to_owned());
        assert_eq!(facts, PageFacts { len: 2, total: Some(12), next, more: Some(true) });
        assert_eq!(items, ["a", "b"]);
    }

    #[test]
    fn a_page_without_items_is_empty() {
        for json in ["{}", r#"{"list": null, "next": null}"#, r#"{"list": []}"#] {
            let (facts, items) = read(json);
            assert_eq!((facts.len, items.len()), (0, 0), "{json}");
            assert_eq!((facts.total, facts.more), (None, None), "{json}");
        }
    }

    #[test]
    fn a_single_item_counts_as_one() {
        let (facts, items) = read(r#"{"list": "a"}"#);
        assert_eq!((facts.len, items), (1, vec!["a".to_owned()]));
    }

    #[test]
    fn an_invalid_total_is_none() {
        for total in ["-1", "null"] {
            let (facts, _) = read(&format!(r#"{{"list": ["a"], "count": {{"all": {total}}}}}"#));
            assert_eq!(facts.total, None, "{total}");
        }
    }

    #[test]
    fn a_list_is_a_page_of_its_items() {
        let list = vec![1_i64, 2, 3];
        let facts = PageFacts::read(&list.view(), Vec::<i64>::FIELDS);
        assert_eq!(facts, PageFacts { len: 3, ..PageFacts::default() });
        assert_eq!(list.into_items(), [1, 2, 3]);
    }
}
