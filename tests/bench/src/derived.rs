//! A page of users as derived by serde: the baseline for the SDK's own decoding.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum UserStatus {
    #[serde(rename = "Suspended")]
    Suspended,
    #[serde(rename = "Resigned")]
    Resigned,
    #[serde(rename = "Activated")]
    Activated,
    #[serde(rename = "Archived")]
    Archived,
    #[serde(rename = "Deactivated")]
    Deactivated,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum WorkStatus {
    #[serde(rename = "Closed")]
    Closed,
    #[serde(rename = "Active")]
    Active,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum Gender {
    #[serde(rename = "M")]
    M,
    #[serde(rename = "F")]
    F,
    #[serde(rename = "U")]
    U,
    #[serde(rename = "W")]
    W,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum UserSourceType {
    #[serde(rename = "excel")]
    Excel,
    #[serde(rename = "register")]
    Register,
    #[serde(rename = "adminCreated")]
    AdminCreated,
    #[serde(rename = "sync")]
    Sync,
    #[serde(rename = "workflow")]
    Workflow,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum ExtIdpType {
    #[serde(rename = "oidc")]
    Oidc,
    #[serde(rename = "oauth2")]
    Oauth2,
    #[serde(rename = "saml")]
    Saml,
    #[serde(rename = "ldap")]
    Ldap,
    #[serde(rename = "ad")]
    Ad,
    #[serde(rename = "cas")]
    Cas,
    #[serde(rename = "azure-ad")]
    AzureAd,
    #[serde(rename = "wechat")]
    Wechat,
    #[serde(rename = "google")]
    Google,
    #[serde(rename = "qq")]
    Qq,
    #[serde(rename = "wechatwork")]
    Wechatwork,
    #[serde(rename = "dingtalk")]
    Dingtalk,
    #[serde(rename = "weibo")]
    Weibo,
    #[serde(rename = "github")]
    Github,
    #[serde(rename = "alipay")]
    Alipay,
    #[serde(rename = "apple")]
    Apple,
    #[serde(rename = "baidu")]
    Baidu,
    #[serde(rename = "lark")]
    Lark,
    #[serde(rename = "gitlab")]
    Gitlab,
    #[serde(rename = "twitter")]
    Twitter,
    #[serde(rename = "facebook")]
    Facebook,
    #[serde(rename = "slack")]
    Slack,
    #[serde(rename = "linkedin")]
    Linkedin,
    #[serde(rename = "yidun")]
    Yidun,
    #[serde(rename = "qingcloud")]
    Qingcloud,
    #[serde(rename = "gitee")]
    Gitee,
    #[serde(rename = "instagram")]
    Instagram,
    #[serde(rename = "welink")]
    Welink,
    #[serde(rename = "huawei")]
    Huawei,
    #[serde(rename = "honor")]
    Honor,
    #[serde(rename = "xiaomi")]
    Xiaomi,
    #[serde(rename = "oppo")]
    Oppo,
    #[serde(rename = "aws")]
    Aws,
    #[serde(rename = "amazon")]
    Amazon,
    #[serde(rename = "douyin")]
    Douyin,
    #[serde(rename = "kuaishou")]
    Kuaishou,
    #[serde(rename = "line")]
    Line,
    #[serde(rename = "sdbz")]
    Sdbz,
    #[serde(rename = "zjzwfw")]
    Zjzwfw,
    #[serde(rename = "zzding")]
    Zzding,
    #[serde(rename = "seeyona8v5")]
    Seeyona8v5,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct IdentityDto {
    #[serde(rename = "identityId")]
    pub identity_id: String,
    #[serde(rename = "extIdpId")]
    pub ext_idp_id: String,
    #[serde(rename = "provider")]
    pub provider: ExtIdpType,
    #[serde(rename = "type")]
    pub r#type: String,
    #[serde(rename = "userIdInIdp")]
    pub user_id_in_idp: String,
    #[serde(rename = "userInfoInIdp")]
    pub user_info_in_idp: serde_json::Value,
    #[serde(rename = "accessToken")]
    pub access_token: Option<String>,
    #[serde(rename = "refreshToken")]
    pub refresh_token: Option<String>,
    #[serde(rename = "originConnIds")]
    pub origin_conn_ids: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct UserDto {
    #[serde(rename = "userId")]
    pub user_id: String,
    #[serde(rename = "createdAt")]
    pub created_at: String,
    #[serde(rename = "updatedAt")]
    pub updated_at: String,
    #[serde(rename = "status")]
    pub status: UserStatus,
    #[serde(rename = "workStatus")]
    pub work_status: WorkStatus,
    #[serde(rename = "externalId")]
    pub external_id: Option<String>,
    #[serde(rename = "email")]
    pub email: Option<String>,
    #[serde(rename = "phone")]
    pub phone: Option<String>,
    #[serde(rename = "phoneCountryCode")]
    pub phone_country_code: Option<String>,
    #[serde(rename = "username")]
    pub username: Option<String>,
    #[serde(rename = "name")]
    pub name: Option<String>,
    #[serde(rename = "nickname")]
    pub nickname: Option<String>,
    #[serde(rename = "photo")]
    pub photo: Option<String>,
    #[serde(rename = "loginsCount")]
    pub logins_count: Option<i64>,
    #[serde(rename = "lastLogin")]
    pub last_login: Option<String>,
    #[serde(rename = "lastIp")]
    pub last_ip: Option<String>,
    #[serde(rename = "gender")]
    pub gender: Gender,
    #[serde(rename = "emailVerified")]
    pub email_verified: bool,
    #[serde(rename = "phoneVerified")]
    pub phone_verified: bool,
    #[serde(rename = "passwordLastSetAt")]
    pub password_last_set_at: Option<String>,
    #[serde(rename = "birthdate")]
    pub birthdate: Option<String>,
    #[serde(rename = "country")]
    pub country: Option<String>,
    #[serde(rename = "province")]
    pub province: Option<String>,
    #[serde(rename = "city")]
    pub city: Option<String>,
    #[serde(rename = "address")]
    pub address: Option<String>,
    #[serde(rename = "streetAddress")]
    pub street_address: Option<String>,
    #[serde(rename = "postalCode")]
    pub postal_code: Option<String>,
    #[serde(rename = "company")]
    pub company: Option<String>,
    #[serde(rename = "browser")]
    pub browser: Option<String>,
    #[serde(rename = "device")]
    pub device: Option<String>,
    #[serde(rename = "givenName")]
    pub given_name: Option<String>,
    #[serde(rename = "familyName")]
    pub family_name: Option<String>,
    #[serde(rename = "middleName")]
    pub middle_name: Option<String>,
    #[serde(rename = "profile")]
    pub profile: Option<String>,
    #[serde(rename = "preferredUsername")]
    pub preferred_username: Option<String>,
    #[serde(rename = "website")]
    pub website: Option<String>,
    #[serde(rename = "zoneinfo")]
    pub zoneinfo: Option<String>,
    #[serde(rename = "locale")]
    pub locale: Option<String>,
    #[serde(rename = "formatted")]
    pub formatted: Option<String>,
    #[serde(rename = "region")]
    pub region: Option<String>,
    #[serde(rename = "userSourceType")]
    pub user_source_type: UserSourceType,
    #[serde(rename = "userSourceId")]
    pub user_source_id: Option<String>,
    #[serde(rename = "lastLoginApp")]
    pub last_login_app: Option<String>,
    #[serde(rename = "mainDepartmentId")]
    pub main_department_id: Option<String>,
    #[serde(rename = "lastMfaTime")]
    pub last_mfa_time: Option<String>,
    #[serde(rename = "passwordSecurityLevel")]
    pub password_security_level: Option<i64>,
    #[serde(rename = "resetPasswordOnNextLogin")]
    pub reset_password_on_next_login: Option<bool>,
    #[serde(rename = "registerSource")]
    pub register_source: Option<Vec<String>>,
    #[serde(rename = "departmentIds")]
    pub department_ids: Option<Vec<String>>,
    #[serde(rename = "identities")]
    pub identities: Option<Vec<IdentityDto>>,
    #[serde(rename = "identityNumber")]
    pub identity_number: Option<String>,
    #[serde(rename = "customData")]
    pub custom_data: Option<serde_json::Value>,
    #[serde(rename = "postIdList")]
    pub post_id_list: Option<Vec<String>>,
    #[serde(rename = "statusChangedAt")]
    pub status_changed_at: Option<String>,
    #[serde(rename = "tenantId")]
    pub tenant_id: Option<String>,
    #[serde(rename = "metadataSource")]
    pub metadata_source: Option<serde_json::Value>,
    #[serde(rename = "signedUp")]
    pub signed_up: Option<String>,
    #[serde(rename = "tenantIds")]
    pub tenant_ids: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct UserPagingDto {
    #[serde(rename = "totalCount")]
    pub total_count: i64,
    #[serde(rename = "list")]
    pub list: Vec<UserDto>,
}
