//! The columns of the file.

use std::error::Error;

use csv::StringRecord;
use genauth::management::CustomFieldDataType;

use super::custom_fields::CustomFields;

/// Names of the columns that an export has, before those of custom fields.
pub const EXPORTED: [&str; 6] =
    ["username", "email", "phone", "phone_country_code", "name", "external_id"];

/// Prefix of the name of a column with custom data.
pub const CUSTOM: &str = "custom.";

/// The content of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    Username,
    Email,
    Phone,
    PhoneCountryCode,
    Name,
    ExternalId,
    Password,
    PasswordHash,
    Salt,
    Custom { key: String, data_type: CustomFieldDataType },
}

/// The columns, in the order of the file.
#[derive(Clone, Debug)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Reads the first line of the file. Custom data has the type of the custom field, which is a text
    /// until the field is defined.
    pub fn read(header: &StringRecord, fields: &CustomFields) -> Result<Self, Box<dyn Error>> {
        let mut columns: Vec<Column> = Vec::new();
        for name in header {
            let column = column(name.trim(), fields).ok_or_else(|| {
                format!(
                    "unknown column `{name}`; use {}, password, password_hash, salt or {CUSTOM}KEY",
                    EXPORTED.join(", ")
                )
            })?;
            if columns.contains(&column) {
                return Err(format!("the column `{name}` appears twice; remove one").into());
            }
            columns.push(column);
        }
        if columns.contains(&Column::Password) && columns.contains(&Column::PasswordHash) {
            let message = "`password` and `password_hash` exclude each other; import two files";
            return Err(message.into());
        }
        Ok(Self(columns))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// Returns whether the passwords are hashes, which the server stores as given.
    pub fn has_hashes(&self) -> bool {
        self.0.contains(&Column::PasswordHash)
    }

    /// Returns the keys of the custom data.
    pub fn custom_keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|column| match column {
            Column::Custom { key, .. } => Some(key.as_str()),
            _ => None,
        })
    }
}

fn column(name: &str, fields: &CustomFields) -> Option<Column> {
    if let Some(key) = name.strip_prefix(CUSTOM).filter(|key| !key.is_empty()) {
        return Some(Column::Custom { key: key.to_owned(), data_type: fields.data_type(key) });
    }
    Some(match name {
        "username" => Column::Username,
        "email" => Column::Email,
        "phone" => Column::Phone,
        "phone_country_code" => Column::PhoneCountryCode,
        "name" => Column::Name,
        "external_id" => Column::ExternalId,
        "password" => Column::Password,
        "password_hash" => Column::PasswordHash,
        "salt" => Column::Salt,
        _ => return None,
    })
}
