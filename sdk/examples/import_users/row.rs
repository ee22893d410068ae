//! A row of the file, as the user that it describes.

use std::{collections::HashMap, fmt};

use csv::ByteRecord;
use genauth::management::{CreateUserInfoDto, CustomFieldDataType, UserIdType};
use serde_json::{Map, Number, Value};

use super::columns::{Column, Columns};

/// A user to create.
#[derive(Clone)]
pub struct Row {
    /// Line of the file on which the row begins.
    pub line: u64,
    pub key: Key,
    pub user: CreateUserInfoDto,
}

/// A row that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub line: u64,
    pub key: Option<Key>,
    pub reason: String,
}

/// A unique value of a user, which identifies it in the journal and on the server. It does not depend
/// on the line, so that lines can be added, removed and corrected between two runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub id_type: UserIdType,
    pub value: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.id_type.as_str(), self.value)
    }
}

/// Reads rows, and remembers their unique values to find duplicates.
pub struct Rows<'a> {
    columns: &'a Columns,
    lines: HashMap<Key, u64>,
}

impl<'a> Rows<'a> {
    pub fn new(columns: &'a Columns) -> Self {
        Self { columns, lines: HashMap::new() }
    }

    /// Reads a row, and checks it as far as possible without the server.
    pub fn read(&mut self, record: &ByteRecord) -> Result<Row, Failure> {
        let line = record.position().map_or(0, csv::Position::line);
        let failure = |key, reason| Failure { line, key, reason };
        let user = read(self.columns, record).map_err(|reason| failure(None, reason))?;
        let keys = keys(&user);
        let Some(key) = keys.first().filter(|key| key.id_type != UserIdType::ExternalId) else {
            let reason = "one of username, email and phone is required".to_owned();
            return Err(failure(None, reason));
        };
        let key = key.clone();
        if let Some((other, earlier)) =
            keys.iter().find_map(|other| Some((other, self.lines.get(other)?)))
        {
            let reason = format!("{} `{}` is also on line {earlier}", other.id_type, other.value);
            return Err(failure(Some(key), reason));
        }
        self.lines.extend(keys.into_iter().map(|key| (key, line)));
        Ok(Row { line, key, user })
    }
}

/// Returns the unique values of a user; one that the server requires comes first.
fn keys(user: &CreateUserInfoDto) -> Vec<Key> {
    // Letter case is ignored in email addresses. A phone number is unique with its calling code.
    let email = user.email.as_ref().map(|email| email.to_lowercase());
    let code = user.phone_country_code.as_deref().unwrap_or_default();
    let phone = user.phone.as_ref().map(|phone| format!("{code}{phone}"));
    [
        (UserIdType::Username, user.username.clone()),
        (UserIdType::Email, email),
        (UserIdType::Phone, phone),
        (UserIdType::ExternalId, user.external_id.clone()),
    ]
    .into_iter()
    .filter_map(|(id_type, value)| Some(Key { id_type, value: value? }))
    .collect()
}

fn read(columns: &Columns, record: &ByteRecord) -> Result<CreateUserInfoDto, String> {
    if record.len() != columns.len() {
        let (cells, expected) = (record.len(), columns.len());
        return Err(format!("expected {expected} cells, found {cells}; check the quotes"));
    }
    let mut user = CreateUserInfoDto::new();
    let mut custom = Map::new();
    for (column, cell) in columns.iter().zip(record) {
        let text = std::str::from_utf8(cell);
        let text = text.map_err(|_| "the row is not UTF-8; save the file as UTF-8")?;
        if text.is_empty() {
            continue;
        }
        let value = || Some(text.to_owned());
        match column {
            Column::Username => user.username = value(),
            Column::Email => user.email = value(),
            Column::Phone => user.phone = value(),
            Column::PhoneCountryCode => user.phone_country_code = value(),
            Column::Name => user.name = value(),
            Column::ExternalId => user.external_id = value(),
            Column::Password | Column::PasswordHash => user.password = Some(text.into()),
            Column::Salt => user.salt = Some(text.into()),
            Column::Custom { key, data_type } => {
                custom.insert(key.clone(), typed(key, text, data_type)?);
            }
        }
    }
    if !custom.is_empty() {
        user.custom_data = Some(custom);
    }
    Ok(user)
}

/// Converts a cell to the type of its custom field.
fn typed(key: &str, text: &str, data_type: &CustomFieldDataType) -> Result<Value, String> {
    let (value, expected) = match data_type {
        CustomFieldDataType::Number => {
            (text.parse::<Number>().ok().map(Value::Number), "a number, for example 12.5")
        }
        CustomFieldDataType::Boolean => {
            (text.parse::<bool>().ok().map(Value::Bool), "true or false")
        }
        _ => (Some(text.into()), "a text"),
    };
    // The reason does not contain the value, which may be confidential.
    value.ok_or_else(|| format!("custom.{key} is not {expected}"))
}
