//! The data of events.

mod access;
mod directory;
mod settings;
mod users;

use serde_json::{Map, Value};

pub use access::*;
pub use directory::*;
pub use settings::*;
pub use users::*;

use super::record::{Record, User, UserReference};
use crate::data::Secret;

/// A type of the data of events.
pub(super) trait FromData: Sized {
    /// Reads a value. `None` if it is not of this type: the event is then kept as it is.
    fn from_data(value: &Value) -> Option<Self>;

    /// Returns the value of a field that is absent or null, if it may be.
    fn absent() -> Option<Self> {
        None
    }
}

impl FromData for String {
    fn from_data(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            // Ids are numbers in places. Those beyond 64 bits have lost digits here; the event is then
            // kept verbatim.
            Value::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        }
    }
}

impl FromData for Secret {
    fn from_data(value: &Value) -> Option<Self> {
        value.as_str().map(Self::from)
    }
}

impl FromData for bool {
    fn from_data(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl FromData for Value {
    fn from_data(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl FromData for Record {
    fn from_data(value: &Value) -> Option<Self> {
        value.as_object().cloned().map(Self::new)
    }
}

impl FromData for User {
    fn from_data(value: &Value) -> Option<Self> {
        value.as_object().cloned().and_then(Self::new)
    }
}

impl FromData for UserReference {
    fn from_data(value: &Value) -> Option<Self> {
        match value {
            Value::Object(_) => User::from_data(value).map(Self::User),
            _ => String::from_data(value).filter(|id| !id.is_empty()).map(Self::Id),
        }
    }
}

impl<T: FromData> FromData for Vec<T> {
    fn from_data(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::from_data).collect()
    }
}

impl<T: FromData> FromData for Option<T> {
    fn from_data(value: &Value) -> Option<Self> {
        T::from_data(value).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// Reads the first of these fields that is present and not null.
fn field<T: FromData>(data: &Map<String, Value>, names: &[&str]) -> Option<T> {
    let mut values = names.iter().filter_map(|name| data.get(*name));
    match values.find(|value| !value.is_null()) {
        Some(value) => T::from_data(value),
        None => T::absent(),
    }
}

/// Defines the data of events: public fields with their names in the JSON, of which the first that
/// is present counts. Fields that are not `Option` must be present.
macro_rules! payload {
    ($(
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $($wire:literal)|+,)+
        }
    )+) => {$(
        $(#[$meta])*
        ///
        /// `Debug` output hides the fields.
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        impl $crate::webhook::payload::FromData for $name {
            fn from_data(value: &::serde_json::Value) -> Option<Self> {
                let data = value.as_object()?;
                Some(Self {
                    $($field: $crate::webhook::payload::field(data, &[$($wire),+])?,)+
                })
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
use payload;
