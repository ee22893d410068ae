//! [`Choice`]: a generated enum as one of several wire values.

use std::fmt;

/// A value of an enum. Values that the SDK does not know are kept as they came.
pub trait Choice: fmt::Debug {
    /// The value on the wire.
    fn as_str(&self) -> &str;

    /// Takes the value with this wire form.
    fn set(&mut self, value: &str);

    /// The values that are numbers on the wire; all others are strings.
    fn numbers(&self) -> &'static [i64] {
        &[]
    }
}

/// The number that stands for the value on the wire, for the few values that are numbers.
pub(crate) fn as_number(choice: &dyn Choice) -> Option<i64> {
    let numbers = choice.numbers();
    if numbers.is_empty() {
        return None;
    }
    choice.as_str().parse().ok().filter(|number| numbers.contains(number))
}

/// Implements [`Choice`] and what follows from it for an enum with a variant `Unknown(String)`:
/// `choice! { Type { Variant: "wire-value", Other: "-1" } numbers [-1] }`.
#[allow(unused_macros)]
macro_rules! choice {
    ($type:ident { $($variant:ident: $wire:literal),* $(,)? } $(numbers $numbers:tt)?) => {
        impl $type {
            /// The values that this version of the SDK knows, in documented order.
            pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value,
                }
            }

            fn from_wire(value: &str) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl $crate::data::Choice for $type {
            fn as_str(&self) -> &str {
                Self::as_str(self)
            }

            fn set(&mut self, value: &str) {
                *self = Self::from_wire(value);
            }

            $(fn numbers(&self) -> &'static [i64] {
                &$numbers
            })?
        }

        impl $crate::data::Field for $type {
            fn empty() -> Self {
                Self::Unknown(::std::string::String::new())
            }

            fn view(&self) -> $crate::data::View<'_> {
                $crate::data::View::Choice(self)
            }

            fn slot(&mut self) -> $crate::data::Slot<'_> {
                $crate::data::Slot::Choice(self)
            }
        }

        impl ::core::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $type {
            // `Self::Err` would be ambiguous beside a variant of that name.
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                Ok(Self::from_wire(value))
            }
        }

        $crate::data::record!(@serde $type);
    };
}
pub(crate) use choice;
