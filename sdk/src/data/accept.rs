//! The fields that accept what [`IntoField`] lists.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::input::{
    IntoBoolean, IntoField, IntoInteger, IntoJson, IntoList, IntoMap, IntoNumber, IntoObject,
    IntoSecret, IntoText, IntoTimestamp, Seal,
};
use super::{ApiEnum, Field, Model, Nullable, OneOrMany, Scalar, Secret, Timestamp, UploadFile};

/// Implements [`IntoField`] for a field of the type after the arrow and for one that holds an
/// `Option` of it: `accept! { [generics] Source => Target: |value| expression; }`.
macro_rules! accept {
    ($([$($generics:tt)*] $source:ty => $target:ty: |$value:ident| $convert:expr;)*) => {$(
        impl<$($generics)*> $crate::data::IntoField<$target> for $source {
            const SEAL: $crate::data::Seal = $crate::data::Seal;

            #[inline]
            fn into_field(self) -> $target {
                let $value = self;
                $convert
            }
        }

        impl<$($generics)*> $crate::data::IntoField<::core::option::Option<$target>> for $source {
            const SEAL: $crate::data::Seal = $crate::data::Seal;

            #[inline]
            fn into_field(self) -> ::core::option::Option<$target> {
                let $value = self;
                Some($convert)
            }
        }
    )*};
}
// Unions are few.
#[allow(unused_imports)]
pub(crate) use accept;

/// `None` leaves an optional field unset.
impl<T, S: IntoField<T>> IntoField<Option<T>> for Option<S> {
    const SEAL: Seal = Seal;

    #[inline]
    fn into_field(self) -> Option<T> {
        self.map(S::into_field)
    }
}

accept! {
    [S: IntoText] S => String: |text| text.into_text();
    [S: IntoSecret] S => Secret: |secret| secret.into_secret();
    [S: IntoInteger] S => i64: |integer| integer.into_integer();
    [S: IntoNumber] S => f64: |number| number.into_number();
    [S: IntoBoolean] S => bool: |boolean| boolean.into_boolean();
    [S: IntoTimestamp] S => Timestamp: |time| time.into_timestamp();
    [S: IntoJson] S => Value: |json| json.into_json();
    [S: IntoObject] S => Map<String, Value>: |object| object.into_object();
    [] UploadFile => UploadFile: |file| file;
}

// Generated types accept themselves, also where a recursive type keeps them on the heap.
accept! {
    [T: Model] T => T: |value| value;
    [T: Model] T => Box<T>: |value| Box::new(value);
    [T: Model + Clone] &T => T: |value| value.clone();
}

// Enums accept their wire values.
accept! {
    [T: ApiEnum + Field] &str => T: |text| from_wire(text);
    [T: ApiEnum + Field] String => T: |text| from_wire(&text);
    [T: ApiEnum + Field] &String => T: |text| from_wire(text);
    [T: ApiEnum + Field] Cow<'_, str> => T: |text| from_wire(&text);
    [T: ApiEnum + Field] Box<str> => T: |text| from_wire(&text);
}

fn from_wire<T: ApiEnum + Field>(text: &str) -> T {
    let mut value = T::empty();
    value.set(text);
    value
}

accept! {
    [T, S: IntoList<Item: IntoField<T>>] S => Vec<T>: |list| each(list);
    [T, S: IntoMap<Key: IntoText, Value: IntoField<T>>] S => BTreeMap<String, T>: |map| {
        map.into_pairs().map(|(key, value)| (key.into_text(), value.into_field())).collect()
    };
}

#[inline]
fn each<T, S: IntoList<Item: IntoField<T>>>(list: S) -> Vec<T> {
    list.into_list().into_iter().map(IntoField::into_field).collect()
}

// A value of any type, or `null`.
accept! {
    [T] Nullable<T> => Nullable<T>: |value| value;
    [S: IntoText] S => Nullable<String>: |text| Nullable::Value(text.into_text());
    [S: IntoSecret] S => Nullable<Secret>: |secret| Nullable::Value(secret.into_secret());
    [S: IntoInteger] S => Nullable<i64>: |integer| Nullable::Value(integer.into_integer());
    [S: IntoNumber] S => Nullable<f64>: |number| Nullable::Value(number.into_number());
    [S: IntoBoolean] S => Nullable<bool>: |boolean| Nullable::Value(boolean.into_boolean());
    [S: IntoTimestamp] S => Nullable<Timestamp>: |time| Nullable::Value(time.into_timestamp());
    [S: IntoObject] S => Nullable<Map<String, Value>>: |it| Nullable::Value(it.into_object());
    [T: Model] T => Nullable<T>: |value| Nullable::Value(value);
    [T, S: IntoList<Item: IntoField<T>>] S => Nullable<Vec<T>>: |it| Nullable::Value(each(it));
}

/// A required field that holds `null` as well takes `None` for it.
impl<T, S: IntoField<T>> IntoField<Nullable<T>> for Option<S> {
    const SEAL: Seal = Seal;

    #[inline]
    fn into_field(self) -> Nullable<T> {
        self.map_or(Nullable::Null, |value| Nullable::Value(value.into_field()))
    }
}

// One value, or a list of them.
accept! {
    [T] OneOrMany<T> => OneOrMany<T>: |values| values;
    [S: IntoText] S => OneOrMany<String>: |text| OneOrMany::One(text.into_text());
    [S: IntoSecret] S => OneOrMany<Secret>: |secret| OneOrMany::One(secret.into_secret());
    [S: IntoInteger] S => OneOrMany<i64>: |integer| OneOrMany::One(integer.into_integer());
    [S: IntoObject] S => OneOrMany<Map<String, Value>>: |it| OneOrMany::One(it.into_object());
    [T: Model] T => OneOrMany<T>: |value| OneOrMany::One(value);
    [T: ApiEnum + Field] &str => OneOrMany<T>: |text| OneOrMany::One(from_wire(text));
    [T: ApiEnum + Field] String => OneOrMany<T>: |text| OneOrMany::One(from_wire(&text));
    [T, U: IntoField<T>] Vec<U> => OneOrMany<T>: |list| OneOrMany::Many(each(list));
    [T, U: IntoField<T> + Clone] &Vec<U> => OneOrMany<T>: |list| OneOrMany::Many(each(list));
    [T, U: IntoField<T> + Clone] &[U] => OneOrMany<T>: |list| OneOrMany::Many(each(list));
    [T, U: IntoField<T>, const N: usize] [U; N] => OneOrMany<T>: |list| OneOrMany::Many(each(list));
}

/// Implements [`IntoField`] for [`Scalar`] and its options.
macro_rules! scalar_sources {
    ($($source:ty: |$value:ident| $convert:expr;)*) => {
        accept! { $([] $source => Scalar: |$value| $convert;)* }
    };
}

scalar_sources! {
    Scalar: |scalar| scalar;
    &str: |text| Scalar::from(text);
    String: |text| Scalar::from(text);
    &String: |text| Scalar::from(text.as_str());
    Cow<'_, str>: |text| Scalar::from(text.into_owned());
    Box<str>: |text| Scalar::from(text.into_string());
    bool: |boolean| Scalar::from(boolean);
    f32: |number| Scalar::from(f64::from(number));
    f64: |number| Scalar::from(number);
    i8: |integer| Scalar::from(i64::from(integer));
    i16: |integer| Scalar::from(i64::from(integer));
    i32: |integer| Scalar::from(integer);
    i64: |integer| Scalar::from(integer);
    isize: |integer| Scalar::from(integer.into_integer());
    u8: |integer| Scalar::from(i64::from(integer));
    u16: |integer| Scalar::from(i64::from(integer));
    u32: |integer| Scalar::from(integer);
    u64: |integer| Scalar::from(integer.into_integer());
    usize: |integer| Scalar::from(integer.into_integer());
}
