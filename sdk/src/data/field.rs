//! [`Field`]: what a field of a generated type can hold, and its two faces [`View`] and [`Slot`].

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ApiEnum, ApiStruct, ApiUnion, UploadFile};

/// A type that can stand as a field of a generated type.
pub trait Field {
    /// Returns the value of a field that is missing from a response.
    fn empty() -> Self
    where
        Self: Sized;

    /// Returns the value as it is written.
    fn view(&self) -> View<'_>;

    /// Returns the slot that a value is read into.
    fn slot(&mut self) -> Slot<'_>;

    /// Returns whether `null` is a value of this type rather than its absence.
    #[doc(hidden)]
    fn holds_null() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// A value on its way to the wire.
pub enum View<'a> {
    /// No value; the field is left out.
    Absent,
    /// JSON `null`.
    Null,
    /// A string.
    Text(&'a str),
    /// A string that must not be shown.
    Secret(&'a str),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A value of an enum.
    Enum(&'a dyn ApiEnum),
    /// Any JSON value.
    Json(&'a Value),
    /// An object without described fields.
    Object(&'a Map<String, Value>),
    /// An object with described fields.
    Struct(&'a dyn ApiStruct),
    /// An array.
    List(&'a dyn Sequence),
    /// An object whose keys are data.
    Map(&'a dyn Entries),
    /// A file of a multipart body.
    File(&'a UploadFile),
}

/// A target for a value from the wire.
pub enum Slot<'a> {
    /// Takes a string, also a number by its digits.
    Text(&'a mut String),
    /// Takes a time, as a string or as a number.
    Timestamp(&'a mut String),
    /// Takes an integer, also one written as a string.
    Integer(&'a mut i64),
    /// Takes a number, also one written as a string.
    Number(&'a mut f64),
    /// Takes a boolean, also `"true"`, `"false"`, 0 or 1.
    Boolean(&'a mut bool),
    /// Takes a value of an enum.
    Enum(&'a mut dyn ApiEnum),
    /// Takes any JSON value.
    Json(&'a mut Value),
    /// Takes an object without described fields.
    Object(&'a mut Map<String, Value>),
    /// Takes an object with described fields.
    Struct(&'a mut dyn ApiStruct),
    /// Takes an array.
    List(&'a mut dyn Sequence),
    /// Takes an object whose keys are data.
    Map(&'a mut dyn Entries),
    /// Takes one of several shapes.
    Union(&'a mut dyn ApiUnion),
    /// Takes a value or `null`.
    Optional(&'a mut dyn Optional),
    /// Takes a file, which no response contains.
    File(&'a mut UploadFile),
    /// Takes anything and keeps nothing.
    Skip,
}

impl Slot<'_> {
    /// Returns the type of JSON value that fits.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Slot::Text(_) | Slot::Timestamp(_) | Slot::Enum(_) => "string",
            Slot::Integer(_) => "integer",
            Slot::Number(_) => "number",
            Slot::Boolean(_) => "boolean",
            Slot::Object(_) | Slot::Struct(_) | Slot::Map(_) => "object",
            Slot::List(_) => "array",
            Slot::Json(_) | Slot::Union(_) | Slot::Optional(_) | Slot::File(_) | Slot::Skip => {
                "value"
            }
        }
    }
}

/// A target that may stay empty.
pub trait Optional {
    /// Puts an empty value in place and returns where to fill it in.
    fn fill(&mut self) -> Slot<'_>;

    /// Takes note of a `null`.
    fn set_null(&mut self);

    /// Becomes empty again.
    fn clear(&mut self);
}

/// An array being written or read.
pub trait Sequence {
    /// Returns the number of items.
    fn len(&self) -> usize;

    /// Returns whether the list is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the item at `index`.
    fn item(&self, index: usize) -> View<'_>;

    /// Removes all items.
    fn clear(&mut self);

    /// Appends an empty item and returns where to fill it in.
    fn push(&mut self) -> Slot<'_>;

    /// Removes the last item.
    fn pop(&mut self);

    /// Returns the size of an item in memory, in bytes.
    fn item_size(&self) -> usize;
}

/// An object whose keys are data, being written or read.
pub trait Entries {
    /// Shows every entry in key order.
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>));

    /// Adds an empty entry and returns where to fill it in.
    fn insert(&mut self, key: String) -> Slot<'_>;

    /// Removes an entry.
    fn remove(&mut self, key: &str);

    /// Returns the size of an entry in memory, in bytes, without the text of its key.
    fn entry_size(&self) -> usize;
}

macro_rules! plain_field {
    ($($type:ty: $empty:expr, $value:ident => $view:expr, $slot:ident;)*) => {$(
        impl Field for $type {
            fn empty() -> Self {
                $empty
            }

            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }
        }
    )*};
}

plain_field! {
    String: Self::new(), text => View::Text(text), Text;
    i64: 0, integer => View::Integer(*integer), Integer;
    f64: 0.0, number => View::Number(*number), Number;
    bool: false, boolean => View::Boolean(*boolean), Boolean;
    Value: Self::Null, json => View::Json(json), Json;
    Map<String, Value>: Self::new(), object => View::Object(object), Object;
}

impl Field for () {
    fn empty() -> Self {}

    fn view(&self) -> View<'_> {
        View::Null
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Skip
    }
}

impl<T: Field> Field for Option<T> {
    fn empty() -> Self {
        None
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, T::view)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl<T: Field> Optional for Option<T> {
    fn fill(&mut self) -> Slot<'_> {
        self.insert(T::empty()).slot()
    }

    fn set_null(&mut self) {
        *self = T::holds_null().then(T::empty);
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Field> Field for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Field> Sequence for Vec<T> {
    fn item_size(&self) -> usize {
        size_of::<T>()
    }

    fn pop(&mut self) {
        Vec::pop(self);
    }

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, T::view)
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn push(&mut self) -> Slot<'_> {
        Vec::push(self, T::empty());
        self.last_mut().map_or(Slot::Skip, T::slot)
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Field> Entries for BTreeMap<String, T> {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (key, value) in self {
            visit(key, value.view());
        }
    }

    fn insert(&mut self, key: String) -> Slot<'_> {
        let value = self.entry(key).or_insert_with(T::empty);
        *value = T::empty();
        value.slot()
    }

    fn remove(&mut self, key: &str) {
        BTreeMap::remove(self, key);
    }

    fn entry_size(&self) -> usize {
        size_of::<(String, T)>()
    }
}
