//! Documented limits of lists and numbers, checked before a request is sent.

use crate::data::View;
use crate::operation::Limit;

/// Returns a message for the first limit of `location` (`query` or `body`) that a value exceeds.
pub(super) fn exceeded(limits: &[Limit], location: &str, view: &View<'_>) -> Option<String> {
    limits.iter().find_map(|limit| {
        let path = limit.value.strip_prefix(location)?.strip_prefix('.')?;
        let found = follow(view, path, i64::from(limit.most))?;
        let (name, most) = (path.rsplit('.').next().unwrap_or(path), limit.most);
        Some(match found {
            Excess::Items(count) => format!(
                "`{name}` has {count} items, and the API accepts at most {most} per call; split \
                 them across calls"
            ),
            Excess::Value(value) => {
                format!("`{name}` is {value}, and the API accepts at most {most}; lower it")
            }
        })
    })
}

enum Excess {
    Items(usize),
    Value(i64),
}

fn follow(view: &View<'_>, path: &str, most: i64) -> Option<Excess> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let (key, each) = key.strip_suffix("[]").map_or((key, false), |key| (key, true));
    let View::Struct(structure) = view else { return None };
    let index = structure.shape().wire.iter().position(|name| *name == key)?;
    let mut found = None;
    structure.fields(&mut |fields| {
        let Some(view) = fields.get(index).map(|field| field.view()) else { return };
        found = match (rest, &view) {
            (None, View::List(list)) if list.len() as i64 > most => Some(Excess::Items(list.len())),
            (None, View::Integer(value)) if *value > most => Some(Excess::Value(*value)),
            (Some(rest), View::List(list)) if each => {
                (0..list.len()).find_map(|index| follow(&list.item(index), rest, most))
            }
            (Some(rest), view) if !each => follow(view, rest, most),
            _ => None,
        };
    });
    found
}
