//! [`ApiEnum`]: a generated enum as one of several wire values.

use std::fmt;

/// A value unknown to this SDK version, preserved verbatim: a string, or a number where the server
/// sent one.
///
/// Unknown values come from responses, or from `From<&str>` of their enum.
///
/// # Matching enums
///
/// Name the variants that you handle and let a last arm take all others. An arm for `Unknown`
/// would miss a value as soon as a later version has a variant for it.
///
/// ```
/// # #[cfg(feature = "authentication-mfa")] {
/// use genauth::authentication::FactorType;
///
/// fn label(factor: &FactorType) -> &str {
///     match factor {
///         FactorType::Otp => "authenticator app",
///         FactorType::Sms => "text message",
///         other => other.as_str(),
///     }
/// }
///
/// assert_eq!(label(&"VOICE".into()), "VOICE");
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue {
    text: String,
    is_literal: bool,
}

// Some modules have no enums.
#[allow(dead_code)]
impl UnknownValue {
    pub(crate) fn new(text: &str, is_literal: bool) -> Self {
        Self { text: text.to_owned(), is_literal }
    }

    /// Returns the value; a number by its digits.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_literal(&self) -> bool {
        self.is_literal
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// A value of an enum. Unknown values are preserved verbatim.
pub trait ApiEnum: fmt::Debug {
    /// Returns the value on the wire.
    fn as_str(&self) -> &str;

    /// Takes the value that is this string on the wire.
    fn set(&mut self, value: &str);

    /// Takes the value that is this number or boolean on the wire.
    fn set_literal(&mut self, literal: &str);

    /// Returns whether the value is a number or boolean on the wire, and not a string.
    fn is_literal(&self) -> bool;
}

/// Implements [`ApiEnum`] and what follows from it for an enum with a variant
/// `Unknown(UnknownValue)`:
/// `api_enum! { Type { Variant: "wire-value", Other: "-1" } numbers [-1] }`.
#[allow(unused_macros)]
macro_rules! api_enum {
    ($type:ident { $($variant:ident: $wire:literal),* $(,)? } $(numbers $numbers:tt)?) => {
        impl $type {
            /// The values that this version of the SDK knows, in documented order.
            pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            fn from_wire(value: &str, is_literal: bool) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown($crate::UnknownValue::new(other, is_literal)),
                }
            }
        }

        impl $crate::data::ApiEnum for $type {
            fn as_str(&self) -> &str {
                Self::as_str(self)
            }

            fn set(&mut self, value: &str) {
                *self = Self::from_wire(value, false);
            }

            fn set_literal(&mut self, literal: &str) {
                *self = Self::from_wire(literal, true);
            }

            fn is_literal(&self) -> bool {
                match self {
                    Self::Unknown(value) => value.is_literal(),
                    _ => $crate::data::api_enum!(@is_number self $($numbers)?),
                }
            }
        }

        impl $crate::data::Field for $type {
            fn empty() -> Self {
                Self::from_wire("", false)
            }

            fn view(&self) -> $crate::data::View<'_> {
                $crate::data::View::Enum(self)
            }

            fn slot(&mut self) -> $crate::data::Slot<'_> {
                $crate::data::Slot::Enum(self)
            }
        }

        impl ::core::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// By the value on the wire.
        impl ::core::cmp::Ord for $type {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                let key = |it: &Self| matches!(it, Self::Unknown(value) if value.is_literal());
                self.as_str().cmp(other.as_str()).then_with(|| key(self).cmp(&key(other)))
            }
        }

        impl ::core::cmp::PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $crate::data::Model for $type {}

        impl ::core::convert::From<&str> for $type {
            #[inline]
            fn from(value: &str) -> Self {
                Self::from_wire(value, false)
            }
        }

        impl ::core::convert::From<::std::string::String> for $type {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::from_wire(&value, false)
            }
        }

        impl ::core::str::FromStr for $type {
            // `Self::Err` would be ambiguous beside a variant of that name.
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                Ok(Self::from_wire(value, false))
            }
        }

        $crate::data::api_struct!(@serde $type);
    };
    (@is_number $value:ident) => { false };
    (@is_number $value:ident $numbers:tt) => {
        $value.as_str().parse().is_ok_and(|number: i64| $numbers.contains(&number))
    };
}
pub(crate) use api_enum;
