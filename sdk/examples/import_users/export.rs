//! The export of all users.

use std::{error::Error, fs, path::Path};

use genauth::{
    ManagementClient,
    management::{
        ListUsersOptionsDto, ListUsersRequestDto, PaginationDto, SortOrder, SortingDto, UserDto,
        UserSortField,
    },
};
use serde_json::Value;

use super::{
    columns::{CUSTOM, EXPORTED},
    custom_fields::CustomFields,
    target::beside,
};

/// Writes all users to a file, in the order of their creation, and returns their number.
pub async fn write(admin: &ManagementClient, file: &Path) -> Result<u64, Box<dyn Error>> {
    let fields = CustomFields::load(admin).await?;
    // The file appears when it is complete.
    let partial = beside(file, ".partial");
    let mut writer = csv::Writer::from_path(&partial)?;
    let custom = fields.keys().map(|key| format!("{CUSTOM}{key}"));
    writer.write_record(EXPORTED.map(str::to_owned).into_iter().chain(custom))?;

    // Users that are created meanwhile come last, so they move no user to another page.
    let options = ListUsersOptionsDto::new()
        .pagination(PaginationDto::new().limit(50))
        .sort(vec![SortingDto::new(UserSortField::CreatedAt, SortOrder::Asc)])
        .with_custom_data(true);
    let mut users = admin.list_users(ListUsersRequestDto::new().options(options)).items();
    let mut count = 0;
    while let Some(user) = users.next().await {
        writer.write_record(cells(&user?, &fields))?;
        count += 1;
    }
    writer.flush()?;
    fs::rename(&partial, file)?;
    Ok(count)
}

fn cells(user: &UserDto, fields: &CustomFields) -> Vec<String> {
    let own = [
        &user.username,
        &user.email,
        &user.phone,
        &user.phone_country_code,
        &user.name,
        &user.external_id,
    ];
    let own = own.map(|value| value.clone().unwrap_or_default());
    let custom = fields.keys().map(|key| {
        let value = user.custom_data.as_ref().and_then(|data| data.get(key));
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    });
    own.into_iter().chain(custom).collect()
}
