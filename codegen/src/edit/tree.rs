//! The values of a text and their positions.

use saphyr_parser::ScalarStyle;

/// A value and its position, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub start: usize,
    /// The end, without the line break.
    pub end: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar {
        text: String,
        style: ScalarStyle,
    },
    /// A reference to a value with an anchor, as it is written.
    Alias(String),
    Collection {
        is_list: bool,
        is_flow: bool,
        children: Vec<Child>,
    },
}

/// An entry of a map or an item of a list.
#[derive(Clone, Debug)]
pub(super) struct Child {
    /// The key; empty in a list.
    pub key: String,
    /// Position of the key, of the dash, or of the value in a flow list.
    pub start: usize,
    pub key_end: usize,
    /// Position after the colon or the dash.
    pub mark: usize,
    pub value: Tree,
}

/// A parsed text.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    pub root: Tree,
    /// Whether the text has anchors, aliases, tags or directives, which make parts of it depend on
    /// others.
    pub is_linked: bool,
}

impl Tree {
    pub fn children(&self) -> &[Child] {
        match &self.kind {
            Kind::Collection { children, .. } => children,
            _ => &[],
        }
    }

    pub fn children_mut(&mut self) -> Option<&mut Vec<Child>> {
        match &mut self.kind {
            Kind::Collection { children, .. } => Some(children),
            _ => None,
        }
    }

    pub fn is_list(&self) -> bool {
        matches!(self.kind, Kind::Collection { is_list: true, .. })
    }

    pub fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Collection { is_list: false, .. })
    }

    /// Returns whether this is a map or list in brackets.
    pub fn is_flow(&self) -> bool {
        matches!(self.kind, Kind::Collection { is_flow: true, .. })
    }

    /// Returns whether this is a map or list with an entry a line.
    pub fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Collection { is_flow: false, .. })
    }

    pub fn is_block_scalar(&self) -> bool {
        use ScalarStyle::{Folded, Literal};
        matches!(self.kind, Kind::Scalar { style: Folded | Literal, .. })
    }

    /// Returns the index of a child by its key or index.
    pub fn find(&self, token: &str) -> Option<usize> {
        if self.is_list() {
            let is_canonical = token == "0" || !token.starts_with(['0', '+']);
            let index = token.parse().ok().filter(|_| is_canonical)?;
            return (index < self.children().len()).then_some(index);
        }
        self.children().iter().position(|child| child.key == token)
    }

    /// Moves everything from a position on.
    pub fn shift(&mut self, from: usize, by: isize) {
        let moved = |at: usize| at.checked_add_signed(by).unwrap_or(at);
        if self.end < from {
            return;
        }
        let is_behind = self.start >= from;
        if is_behind {
            self.start = moved(self.start);
        }
        if is_behind || self.end > from {
            self.end = moved(self.end);
        }
        for child in self.children_mut().into_iter().flatten() {
            for at in [&mut child.start, &mut child.key_end, &mut child.mark] {
                if *at >= from {
                    *at = moved(*at);
                }
            }
            child.value.shift(from, by);
        }
    }
}
