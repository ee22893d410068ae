//! Free-form objects.

/// Implements what a struct with the single field `entries: serde_json::Map<String, Value>` needs
/// to stand for a free-form object: `free_form_object! { Type }`.
#[allow(unused_macros)]
macro_rules! free_form_object {
    ($type:ident) => {
        impl $type {
            /// Creates an empty object.
            pub fn new() -> Self {
                Self { entries: ::serde_json::Map::new() }
            }

            /// Sets one entry.
            #[must_use]
            pub fn entry(
                mut self,
                key: impl Into<String>,
                value: impl Into<::serde_json::Value>,
            ) -> Self {
                self.entries.insert(key.into(), value.into());
                self
            }
        }

        impl ::core::default::Default for $type {
            fn default() -> Self {
                Self::new()
            }
        }

        impl $crate::data::Model for $type {}

        impl ::core::convert::From<$crate::data::Object> for $type {
            fn from(object: $crate::data::Object) -> Self {
                Self { entries: object.into_map() }
            }
        }

        $crate::data::accept! {
            [] $crate::data::Object => $type: |object| <$type>::from(object);
            [] ::serde_json::Map<String, ::serde_json::Value> => $type: |map| <$type>::from(map);
        }

        impl ::core::convert::From<::serde_json::Map<String, ::serde_json::Value>> for $type {
            fn from(entries: ::serde_json::Map<String, ::serde_json::Value>) -> Self {
                Self { entries }
            }
        }

        /// Shows the entries; what looks like a secret is hidden.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::data::Field::view(self).fmt(f)
            }
        }

        impl $crate::data::Field for $type {
            fn empty() -> Self {
                Self::new()
            }

            fn view(&self) -> $crate::data::View<'_> {
                $crate::data::View::Object(&self.entries)
            }

            fn slot(&mut self) -> $crate::data::Slot<'_> {
                $crate::data::Slot::Object(&mut self.entries)
            }
        }

        $crate::data::api_struct!(@serde $type);
    };
}
pub(crate) use free_form_object;
