//! The custom fields of users.

use genauth::{
    Error, ManagementClient,
    management::{
        CustomFieldDataType, CustomFieldDto, GetCustomFieldsParams, SetCustomFieldDto,
        SetCustomFieldsReqDto, TargetType,
    },
};

/// The custom fields that are defined in the user pool.
pub struct CustomFields(Vec<CustomFieldDto>);

impl CustomFields {
    pub async fn load(admin: &ManagementClient) -> Result<Self, Error> {
        let fields = admin.get_custom_fields(GetCustomFieldsParams::new(TargetType::User)).await?;
        Ok(Self(fields))
    }

    /// Returns the type of a field; a field that is not defined yet will hold texts.
    pub fn data_type(&self, key: &str) -> CustomFieldDataType {
        let field = self.0.iter().find(|field| field.key == key);
        field.map_or(CustomFieldDataType::String, |field| field.data_type.clone())
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|field| field.key.as_str())
    }

    /// Defines the fields that do not exist, so that the server stores their values.
    pub async fn define_missing<'a>(
        &self,
        admin: &ManagementClient,
        keys: impl Iterator<Item = &'a str>,
    ) -> Result<(), Error> {
        let missing = keys.filter(|key| self.keys().all(|known| known != *key));
        let missing = missing.map(|key| {
            SetCustomFieldDto::new(TargetType::User, key)
                .data_type(CustomFieldDataType::String)
                .label(key)
        });
        for missing in missing.collect::<Vec<_>>().chunks(LIMIT) {
            admin.set_custom_fields(SetCustomFieldsReqDto::new(missing.to_vec())).await?;
        }
        Ok(())
    }
}

/// Number of fields in one request.
const LIMIT: usize = 50;
