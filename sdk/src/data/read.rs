//! Reading: any serde deserializer into a [`Slot`].

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
    value::{MapAccessDeserializer, SeqAccessDeserializer},
};
use serde_json::{Map, Value};

use super::order::{Order, Position};
use super::record::LENIENT;
use super::{Field, Kind, Path, Record, Sequence, Slot};

/// Reads a value.
///
/// # Errors
///
/// The deserializer's own errors, and a value of a type that does not fit; the message names the
/// path of the value and never the value itself.
pub fn read<'de, T: Field, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::empty();
    read_into(value.slot(), deserializer)?;
    Ok(value)
}

/// Fills `slot` from `deserializer`.
pub(crate) fn read_into<'de, D: Deserializer<'de>>(
    slot: Slot<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    Reader::new(slot, Path::Root).deserialize(deserializer)
}

/// Reads one value into its slot.
pub(crate) struct Reader<'a> {
    slot: Slot<'a>,
    at: Path<'a>,
    lenient: bool,
    order: Option<&'a Order>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.slot {
            Slot::Skip | Slot::File(_) => IgnoredAny::deserialize(deserializer).map(|_| ()),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(slot: Slot<'a>, at: Path<'a>) -> Self {
        Self { slot, at, lenient: false, order: None }
    }

    /// The reader of what stands behind `Option`s.
    fn filled(mut self) -> Self {
        while let Slot::Optional(optional) = self.slot {
            self.slot = optional.fill();
        }
        self
    }

    /// The reader of the branch that a union has for values of this kind.
    fn branch(self, kind: Kind) -> Self {
        let reader = self.filled();
        match reader.slot {
            Slot::Union(union) => Self { slot: union.branch(kind, None), ..reader }.filled(),
            _ => reader,
        }
    }

    fn mismatch<E: Error>(self, found: impl fmt::Display) -> Result<(), E> {
        if self.lenient {
            return Ok(());
        }
        let expected = expected(&self.slot);
        let at = self.at;
        Err(match at {
            Path::Root => E::custom(format_args!("expected {expected}, found {found}")),
            _ => E::custom(format_args!("{at}: expected {expected}, found {found}")),
        })
    }

    /// A list that came as its only item.
    fn only_item<E: Error>(self, read: impl FnOnce(Reader<'_>) -> Result<(), E>) -> Result<(), E> {
        match self.slot {
            Slot::List(list) => {
                list.clear();
                let at = Path::Index(&self.at, 0);
                match read(Reader::new(list.push(), at)) {
                    // What is no item either is no list.
                    Err(_) if self.lenient => {
                        list.clear();
                        Ok(())
                    }
                    read => read,
                }
            }
            slot => read(Reader { slot, ..self }),
        }
    }

    fn number<E: Error>(self, integer: Option<i64>, number: f64) -> Result<(), E> {
        match self.slot {
            Slot::Integer(slot) if integer.is_some() => *slot = integer.unwrap_or_default(),
            Slot::Number(slot) => *slot = number,
            Slot::Choice(choice) => match integer {
                Some(integer) if choice.numbers().contains(&integer) => {
                    choice.set(&integer.to_string());
                }
                _ => return Reader { slot: Slot::Choice(choice), ..self }.odd_number(number),
            },
            Slot::Json(slot) => *slot = integer.map_or_else(|| number.into(), Value::from),
            _ => return self.odd_number(number),
        }
        Ok(())
    }

    /// Short numbers are named, long ones might be somebody's telephone.
    fn odd_number<E: Error>(self, number: f64) -> Result<(), E> {
        if number.abs() < 1_000.0 { self.mismatch(number) } else { self.mismatch("a number") }
    }
}

fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Text(_) | Slot::Choice(_) => "string",
        Slot::Integer(_) => "integer",
        Slot::Number(_) => "number",
        Slot::Boolean(_) => "boolean",
        Slot::Object(_) | Slot::Record(_) | Slot::Map(_) => "object",
        Slot::List(_) => "array",
        Slot::Json(_) | Slot::Union(_) | Slot::Optional(_) | Slot::File(_) | Slot::Skip => "value",
    }
}

/// An integer that is written as `1.0`.
fn whole(number: f64) -> Option<i64> {
    // Up to 2^53 every integer has a float of its own.
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expected(&self.slot))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        let reader = self.branch(Kind::Boolean);
        match reader.slot {
            Slot::Boolean(slot) => *slot = value,
            Slot::Json(slot) => *slot = Value::Bool(value),
            _ => return reader.mismatch(value),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let reader = self.branch(Kind::Integer);
        reader.only_item(|reader| reader.filled().number(Some(value), value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        let integer = i64::try_from(value).ok();
        let mut reader = self.branch(integer.map_or(Kind::Number, |_| Kind::Integer));
        if let Slot::Json(slot) = &mut reader.slot {
            **slot = Value::from(value);
            return Ok(());
        }
        reader.only_item(|reader| reader.filled().number(integer, value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let mut reader = self.branch(Kind::Number);
        if let Slot::Json(slot) = &mut reader.slot {
            **slot = Value::from(value);
            return Ok(());
        }
        reader.number(whole(value), value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let reader = self.filled();
        // Most values are text that goes to text.
        if let Slot::Text(slot) = reader.slot {
            // What is replaced is empty; its capacity is none to reuse.
            *slot = value.to_owned();
            return Ok(());
        }
        reader.branch(Kind::Text).only_item(|reader| {
            let reader = reader.filled();
            match reader.slot {
                Slot::Text(slot) => value.clone_into(slot),
                Slot::Choice(choice) => choice.set(value),
                Slot::Json(slot) => *slot = Value::from(value),
                Slot::Integer(_) | Slot::Number(_) => {
                    let number = value.trim().parse::<f64>().ok().filter(|n| n.is_finite());
                    let integer = value.trim().parse().ok().or_else(|| number.and_then(whole));
                    return match number {
                        Some(number) => reader.number(integer, number),
                        None => reader.mismatch("a string"),
                    };
                }
                Slot::Boolean(slot) => match value.trim() {
                    "true" => *slot = true,
                    "false" => *slot = false,
                    _ => {
                        return Reader { slot: Slot::Boolean(slot), ..reader }.mismatch("a string");
                    }
                },
                _ => return reader.mismatch("a string"),
            }
            Ok(())
        })
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        match &mut self.slot {
            Slot::Optional(optional) => optional.set_null(),
            Slot::Json(slot) => **slot = Value::Null,
            // A required field that is null keeps its empty value.
            _ => {}
        }
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let reader = self.branch(Kind::List);
        match reader.slot {
            Slot::List(list) => {
                list.clear();
                let order = Order::default();
                loop {
                    let item = Item { at: &reader.at, list, order: &order };
                    if items.next_element_seed(item)?.is_none() {
                        return Ok(());
                    }
                }
            }
            Slot::Json(slot) => {
                *slot = Value::deserialize(SeqAccessDeserializer::new(items))?;
                Ok(())
            }
            _ => {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                reader.mismatch("an array")
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut reader = self.filled();
        if let Slot::Union(union) = reader.slot {
            // Which branch an object belongs to shows only once its keys are known.
            let object = Map::deserialize(MapAccessDeserializer::new(map))?;
            let slot = union.branch(Kind::Object, Some(&object));
            let read = Reader::new(slot, reader.at).deserialize(Value::Object(object));
            return read.map_err(A::Error::custom);
        }
        if let Slot::List(list) = reader.slot {
            list.clear();
            let at = Path::Index(&reader.at, 0);
            return Reader { slot: list.push(), at, lenient: reader.lenient, order: None }
                .visit_map(map);
        }
        match &mut reader.slot {
            Slot::Record(record) => read_record(*record, &mut map, reader.at, reader.order),
            Slot::Json(slot) => {
                **slot = Value::deserialize(MapAccessDeserializer::new(map))?;
                Ok(())
            }
            Slot::Object(slot) => {
                **slot = Map::deserialize(MapAccessDeserializer::new(map))?;
                Ok(())
            }
            Slot::Map(entries) => {
                while let Some(key) = map.next_key::<String>()? {
                    let at = Path::Key(&reader.at, &key);
                    let slot = entries.insert(key.clone());
                    map.next_value_seed(Reader::new(slot, at))?;
                }
                Ok(())
            }
            _ => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                reader.mismatch("an object")
            }
        }
    }
}

/// Reads one more item of an array, if there is one.
struct Item<'a> {
    list: &'a mut dyn Sequence,
    at: &'a Path<'a>,
    order: &'a Order,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let at = Path::Index(self.at, self.list.len());
        let order = Some(self.order);
        Reader { slot: self.list.push(), at, lenient: false, order }.deserialize(deserializer)
    }
}

fn read_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    map: &mut A,
    at: Path<'_>,
    order: Option<&Order>,
) -> Result<(), A::Error> {
    let shape = record.shape();
    let mut outcome = Ok(());
    record.fields_mut(&mut |fields| {
        let mut nth = 0;
        outcome = loop {
            match map.next_key_seed(Position { shape, nth, order }) {
                Ok(Some(position)) => {
                    nth += 1;
                    let field = position.and_then(|index| fields.get_mut(index).zip(Some(index)));
                    let read = match field {
                        Some((field, index)) => {
                            let at = Path::Key(&at, shape.wire.get(index).copied().unwrap_or(""));
                            let marks = shape.marks.get(index).copied().unwrap_or(0);
                            let lenient = marks & LENIENT != 0;
                            let slot = field.slot();
                            map.next_value_seed(Reader { slot, at, lenient, order: None })
                        }
                        None => map.next_value::<IgnoredAny>().map(|_| ()),
                    };
                    if read.is_err() {
                        break read;
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
    });
    outcome
}
