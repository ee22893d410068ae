//! User claims for applications, depending on the granted scopes.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    clock::Timestamp,
    state::{State, user::User},
};

/// The scopes included in `user`, the scope of OAuth 2.0.
const OF_USER: [&str; 5] = ["profile", "username", "email", "phone", "address"];

/// Returns the claims of a scope about a user, with the names of OIDC. Unknown values are left out.
pub fn user_claims(state: &State, user: &User, scope: &str, now: Timestamp) -> Map<String, Value> {
    let granted = scope.split(' ').filter(|granted| *granted != "user");
    let of_user = scope.split(' ').any(|granted| granted == "user").then_some(OF_USER);
    let mut claims = Claims::default();
    for granted in granted.chain(of_user.into_iter().flatten()) {
        add(state, user, granted, now, &mut claims);
    }
    claims.0
}

#[derive(Default)]
struct Claims(Map<String, Value>);

impl Claims {
    fn add(&mut self, name: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(Value::Null) | Err(_) => {}
            Ok(value) => {
                self.0.insert(name.to_owned(), value);
            }
        }
    }
}

fn add(state: &State, user: &User, granted: &str, now: Timestamp, claims: &mut Claims) {
    let it = &user.profile;
    match granted {
        "profile" => {
            claims.add("name", &it.name);
            claims.add("given_name", &it.given_name);
            claims.add("middle_name", &it.middle_name);
            claims.add("family_name", &it.family_name);
            claims.add("nickname", &it.nickname);
            claims
                .add("preferred_username", it.preferred_username.as_ref().or(it.username.as_ref()));
            claims.add("profile", &it.profile);
            claims.add("picture", &it.photo);
            claims.add("website", &it.website);
            claims.add("gender", &it.gender);
            // OIDC has a date only; the API also accepts times.
            let birthdate = it.birthdate.as_ref().map(|at| at.as_str());
            claims.add("birthdate", birthdate.and_then(|at| at.split('T').next()));
            claims.add("zoneinfo", &it.zoneinfo);
            claims.add("locale", &it.locale);
            // OpenID Connect Core 5.1 requires seconds; the API has a text.
            let updated = it.updated_at.unix_millis().ok().map(|at| at.div_euclid(1_000));
            claims.add("updated_at", updated);
        }
        "username" => claims.add("username", &it.username),
        "email" => {
            claims.add("email", &it.email);
            claims.add("email_verified", it.email.as_ref().map(|_| it.email_verified));
        }
        "phone" => {
            claims.add("phone_number", &it.phone);
            claims.add("phone_number_verified", it.phone.as_ref().map(|_| it.phone_verified));
        }
        "address" => {
            let mut address = Claims::default();
            address.add("country", &it.country);
            address.add("region", it.region.as_ref().or(it.province.as_ref()));
            address.add("locality", &it.city);
            address.add("street_address", it.street_address.as_ref().or(it.address.as_ref()));
            address.add("postal_code", &it.postal_code);
            address.add("formatted", &it.formatted);
            claims.add("address", Some(address.0).filter(|address| !address.is_empty()));
        }
        "external_id" => claims.add("external_id", &it.external_id),
        "extended_fields" => claims.add("extended_fields", json!(it.custom_data)),
        "tenant_id" => claims.add("tenant_id", &it.tenant_id),
        "userpool_id" => claims.add("userpool_id", &state.pool.id),
        "role" | "roles" => claims.add(granted, role_codes(state, user.id(), now)),
        _ => {}
    }
}

/// Returns the codes of a user's roles, including those of groups and departments.
pub fn role_codes(state: &State, user_id: &str, now: Timestamp) -> Vec<String> {
    let roles = state.roles_of(user_id, now);
    let mut codes: Vec<String> = roles.into_iter().map(|role| role.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}
