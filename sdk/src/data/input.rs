//! [`IntoField`]: values that setters accept, and the groups they fall into.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::{Object, Secret, Timestamp};

/// Keeps the traits of this file closed: it cannot be named outside the crate.
pub struct Seal;

/// A value that a field of type `T` accepts.
///
/// Every setter and every `new` takes its arguments through this trait:
///
/// | field | accepts |
/// | --- | --- |
/// | text | `&str`, `String`, `&String`, `Cow<str>`, `Box<str>` |
/// | [`Secret`] | text, [`Secret`] |
/// | enum | a variant, or its wire value as text |
/// | integer | every integer type |
/// | number | every integer and float type |
/// | [`Timestamp`] | text, `SystemTime`, `jiff::Timestamp` |
/// | list | an array, a `Vec` or a slice of what its item accepts |
/// | map | a `BTreeMap`, `HashMap`, array or `Vec` of pairs |
/// | free-form object | [`object!`](crate::object), [`Object`], `serde_json::Map` |
/// | free-form JSON | `serde_json::Value`, text, numbers, booleans, objects |
///
/// An optional field accepts each of them, also wrapped in an `Option`: `None` leaves it unset.
///
/// The trait is sealed; it cannot be implemented outside this crate.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` does not accept `{Self}`",
    label = "not accepted by this field",
    note = "a struct field takes the struct, an enum field a variant or text such as `\"OTP\"`",
    note = "an optional field takes a value or an `Option` of it; a required field takes a value: \
            handle `None` first, for instance with `unwrap_or_default()`",
    note = "an integer field takes every integer type; read one from text with `.parse::<i64>()?`",
    note = "`serde_json::json!` makes free-form JSON; for a struct, call its `new` and setters"
)]
pub trait IntoField<T>: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_field(self) -> T;
}

/// Text for a field: `&str`, `String`, `&String`, `Cow<str>` or `Box<str>`.
#[diagnostic::on_unimplemented(
    message = "a text field does not accept `{Self}`",
    label = "expected text",
    note = "pass a `&str` or a `String`; write a number as text with `.to_string()`"
)]
pub trait IntoText: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_text(self) -> String;
}

/// A secret for a field: text or [`Secret`].
#[diagnostic::on_unimplemented(
    message = "a secret field does not accept `{Self}`",
    label = "expected text or a `genauth::Secret`",
    note = "pass a `&str`, a `String` or a `genauth::Secret`"
)]
pub trait IntoSecret: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_secret(self) -> Secret;
}

/// An integer for a field: any integer type.
///
/// The API has integers of 64 bits with a sign; a value outside their range becomes the nearest
/// one.
#[diagnostic::on_unimplemented(
    message = "an integer field does not accept `{Self}`",
    label = "expected an integer",
    note = "pass an integer of any type; read one from text with `.parse::<i64>()?`, round a \
            float with `as i64`"
)]
pub trait IntoInteger: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_integer(self) -> i64;
}

/// A number for a field: any integer or float type.
#[diagnostic::on_unimplemented(
    message = "a number field does not accept `{Self}`",
    label = "expected a number",
    note = "pass a float or an integer; read one from text with `.parse::<f64>()?`"
)]
pub trait IntoNumber: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_number(self) -> f64;
}

/// A boolean for a field.
#[diagnostic::on_unimplemented(
    message = "a boolean field does not accept `{Self}`",
    label = "expected `true` or `false`",
    note = "pass a `bool`; read one from text with `.parse::<bool>()?`"
)]
pub trait IntoBoolean: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_boolean(self) -> bool;
}

/// A point in time for a field: text in a form of the API, [`Timestamp`], `SystemTime` or
/// `jiff::Timestamp`.
#[diagnostic::on_unimplemented(
    message = "a time field does not accept `{Self}`",
    label = "expected a point in time",
    note = "pass text such as `\"2022-07-03T02:20:30.000Z\"`, a `SystemTime`, a \
            `jiff::Timestamp` or a `genauth::Timestamp`"
)]
pub trait IntoTimestamp: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_timestamp(self) -> Timestamp;
}

/// Free-form JSON for a field: `serde_json::Value`, or what converts to it.
#[diagnostic::on_unimplemented(
    message = "a free-form JSON field does not accept `{Self}`",
    label = "expected JSON",
    note = "pass a `serde_json::Value`, for instance `serde_json::json!({{ \"key\": 1 }})`, or \
            `serde_json::to_value(&value)?` for a type that implements `Serialize`"
)]
pub trait IntoJson: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_json(self) -> Value;
}

/// A free-form object for a field: [`Object`] or `serde_json::Map`.
#[diagnostic::on_unimplemented(
    message = "a free-form object field does not accept `{Self}`",
    label = "expected an object",
    note = "write `genauth::object!({{ \"key\": \"value\" }})` instead of \
            `serde_json::json!({{ \"key\": \"value\" }})`, or convert a type that implements \
            `Serialize` with `genauth::Object::from_serialize(&value)?`"
)]
pub trait IntoObject: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    #[doc(hidden)]
    fn into_object(self) -> Map<String, Value>;
}

/// A list for a field: an array, a `Vec` or a slice.
#[diagnostic::on_unimplemented(
    message = "a list field does not accept `{Self}`",
    label = "expected a list",
    note = "pass an array, a `Vec` or a slice: `[value]` for a single value, `.collect::<Vec<_>>()` \
            for an iterator"
)]
pub trait IntoList: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    /// The type of an item.
    type Item;

    #[doc(hidden)]
    fn into_list(self) -> Vec<Self::Item>;
}

/// A map for a field: a `BTreeMap` or `HashMap`, or an array or `Vec` of pairs.
#[diagnostic::on_unimplemented(
    message = "a map field does not accept `{Self}`",
    label = "expected a map",
    note = "pass a `BTreeMap`, a `HashMap`, or pairs such as `[(\"key\", value)]`"
)]
pub trait IntoMap: Sized {
    #[doc(hidden)]
    const SEAL: Seal;

    /// The type of a key.
    type Key;

    /// The type of a value.
    type Value;

    #[doc(hidden)]
    fn into_pairs(self) -> impl Iterator<Item = (Self::Key, Self::Value)>;
}

/// Implements a trait of this file: `sources! { IntoText::into_text -> String { &str, … } }`.
macro_rules! sources {
    ($trait:ident::$method:ident -> $target:ty {
        $($([$($generics:tt)*])? $source:ty: |$value:ident| $convert:expr;)*
    }) => {$(
        impl $(<$($generics)*>)? $trait for $source {
            const SEAL: Seal = Seal;

            #[inline]
            fn $method(self) -> $target {
                let $value = self;
                $convert
            }
        }
    )*};
    ($trait:ident::$method:ident -> $target:ty = $via:path { $($source:ty),* $(,)? }) => {$(
        impl $trait for $source {
            const SEAL: Seal = Seal;

            #[inline]
            fn $method(self) -> $target {
                $via(self)
            }
        }
    )*};
}

sources! {
    IntoText::into_text -> String {
        &str: |text| text.to_owned();
        String: |text| text;
        &String: |text| text.clone();
        Cow<'_, str>: |text| text.into_owned();
        Box<str>: |text| text.into_string();
    }
}

sources! { IntoSecret::into_secret -> Secret = Secret::new { &str, String, Cow<'_, str>, Box<str> } }

sources! {
    IntoSecret::into_secret -> Secret {
        &String: |text| Secret::new(text);
        Secret: |secret| secret;
        &Secret: |secret| secret.clone();
    }
}

sources! { IntoInteger::into_integer -> i64 = i64::from { i8, i16, i32, i64, u8, u16, u32 } }

sources! {
    IntoInteger::into_integer -> i64 {
        isize: |integer| integer.try_into().unwrap_or(if integer < 0 { i64::MIN } else { i64::MAX });
        i128: |integer| integer.try_into().unwrap_or(if integer < 0 { i64::MIN } else { i64::MAX });
        u64: |integer| integer.try_into().unwrap_or(i64::MAX);
        u128: |integer| integer.try_into().unwrap_or(i64::MAX);
        usize: |integer| integer.try_into().unwrap_or(i64::MAX);
    }
}

sources! { IntoNumber::into_number -> f64 = f64::from { i8, i16, i32, u8, u16, u32, f32, f64 } }

sources! {
    IntoNumber::into_number -> f64 {
        i64: |integer| integer as f64;
        u64: |integer| integer as f64;
        i128: |integer| integer as f64;
        u128: |integer| integer as f64;
        isize: |integer| integer as f64;
        usize: |integer| integer as f64;
    }
}

sources! { IntoBoolean::into_boolean -> bool { bool: |boolean| boolean; } }

sources! {
    IntoTimestamp::into_timestamp -> Timestamp = Timestamp::from {
        &str, String, SystemTime, jiff::Timestamp
    }
}

sources! {
    IntoTimestamp::into_timestamp -> Timestamp {
        Timestamp: |time| time;
        &Timestamp: |time| time.clone();
        &String: |text| Timestamp::from(text.clone());
        Cow<'_, str>: |text| Timestamp::from(text.into_owned());
        Box<str>: |text| Timestamp::from(text.into_string());
    }
}

sources! {
    IntoJson::into_json -> Value = Value::from {
        Value, &str, String, Cow<'_, str>, bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize,
        f32, f64, Map<String, Value>, Vec<Value>
    }
}

sources! {
    IntoJson::into_json -> Value {
        &Value: |json| json.clone();
        &String: |text| Value::from(text.as_str());
        Box<str>: |text| Value::String(text.into_string());
        Object: |object| Value::Object(object.into_map());
    }
}

sources! {
    IntoObject::into_object -> Map<String, Value> {
        Map<String, Value>: |object| object;
        &Map<String, Value>: |object| object.clone();
        Object: |object| object.into_map();
        &Object: |object| object.as_map().clone();
    }
}

/// Implements [`IntoList`].
macro_rules! lists {
    ($([$($generics:tt)*] $source:ty => $item:ty: |$list:ident| $convert:expr;)*) => {$(
        impl<$($generics)*> IntoList for $source {
            const SEAL: Seal = Seal;

            type Item = $item;

            #[inline]
            fn into_list(self) -> Vec<$item> {
                let $list = self;
                $convert
            }
        }
    )*};
}

lists! {
    [T] Vec<T> => T: |list| list;
    [T: Clone] &Vec<T> => T: |list| list.clone();
    [T: Clone] &[T] => T: |list| list.to_vec();
    [T, const N: usize] [T; N] => T: |list| Vec::from(list);
    [T: Clone, const N: usize] &[T; N] => T: |list| list.to_vec();
}

/// Implements [`IntoMap`].
macro_rules! maps {
    ($([$($generics:tt)*] $source:ty;)*) => {$(
        impl<K, V, $($generics)*> IntoMap for $source {
            const SEAL: Seal = Seal;

            type Key = K;
            type Value = V;

            #[inline]
            fn into_pairs(self) -> impl Iterator<Item = (K, V)> {
                self.into_iter()
            }
        }
    )*};
}

maps! {
    [] BTreeMap<K, V>;
    [S] HashMap<K, V, S>;
    [] Vec<(K, V)>;
    [const N: usize] [(K, V); N];
}
