//! Where in a file a value stands. Only asked for once something is wrong, so that a good run does
//! not pay for line numbers.

use saphyr_parser::{Event, Parser, Span, StrInput};

/// The line, counted from 1, of the value that `steps` lead to; of the deepest value on the way that
/// exists, if it does not.
pub fn line_of(text: &str, steps: &[String]) -> Option<usize> {
    let mut events = Events { parser: Parser::new_from_str(text) };
    loop {
        let (event, span) = events.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) => {}
            event => return events.value(event, span, steps).or(Some(span.start.line())),
        }
    }
}

struct Events<'a> {
    parser: Parser<'a, StrInput<'a>>,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    /// Reads a value that has begun with `event`, following `steps` as far as they go; `None` if
    /// they do not even begin here.
    fn value(&mut self, event: Event<'a>, span: Span, steps: &[String]) -> Option<usize> {
        let Some((step, rest)) = steps.split_first() else { return Some(span.start.line()) };
        match event {
            Event::MappingStart(..) => self.mapping(step, rest),
            Event::SequenceStart(..) => self.sequence(step, rest),
            _ => None,
        }
    }

    fn mapping(&mut self, step: &str, rest: &[String]) -> Option<usize> {
        loop {
            let (key, span) = self.next()?;
            if matches!(key, Event::MappingEnd) {
                return None;
            }
            // The line of the key is where a person looks for a whole value.
            let line = span.start.line();
            let found = matches!(&key, Event::Scalar(text, ..) if text.as_ref() == step);
            self.skip(key);
            let (value, span) = self.next()?;
            if found {
                let inner = if rest.is_empty() { None } else { self.value(value, span, rest) };
                return inner.or(Some(line));
            }
            self.skip(value);
        }
    }

    fn sequence(&mut self, step: &str, rest: &[String]) -> Option<usize> {
        let mut index: usize = step.parse().ok()?;
        loop {
            let (item, span) = self.next()?;
            if matches!(item, Event::SequenceEnd) {
                return None;
            }
            if index == 0 {
                return self.value(item, span, rest).or(Some(span.start.line()));
            }
            index -= 1;
            self.skip(item);
        }
    }

    /// Reads past the value that has begun with `event`.
    fn skip(&mut self, event: Event<'a>) {
        let mut depth = usize::from(opens(&event));
        while depth > 0 {
            let Some((event, _)) = self.next() else { return };
            if opens(&event) {
                depth += 1;
            } else if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
                depth -= 1;
            }
        }
    }
}

fn opens(event: &Event<'_>) -> bool {
    matches!(event, Event::MappingStart(..) | Event::SequenceStart(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# a comment
paths:
  /api/v3/get:
    get:
      tags: [user, role]
      parameters:
        - name: first
        - name: second
          schema:
            type: string
";

    fn line(steps: &[&str]) -> Option<usize> {
        let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
        line_of(TEXT, &steps)
    }

    #[test]
    fn keys_items_and_nested_values_are_found() {
        assert_eq!(line(&["paths"]), Some(2));
        assert_eq!(line(&["paths", "/api/v3/get"]), Some(3));
        assert_eq!(line(&["paths", "/api/v3/get", "get", "tags", "1"]), Some(5));
        let parameters = ["paths", "/api/v3/get", "get", "parameters"];
        assert_eq!(line(&[&parameters[..], &["1"]].concat()), Some(8));
        assert_eq!(line(&[&parameters[..], &["0", "name"]].concat()), Some(7));
        assert_eq!(line(&[&parameters[..], &["1", "schema", "type"]].concat()), Some(10));
    }

    #[test]
    fn a_missing_value_is_where_it_should_be() {
        assert_eq!(line(&["paths", "/api/v3/get", "get", "summary"]), Some(4));
    }
}
