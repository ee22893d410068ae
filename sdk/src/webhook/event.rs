//! [`Event`]: the events of webhooks.

use std::fmt;

use serde_json::Value;

use super::payload::{self, FromData};
use super::record::User;

fn typed<T: FromData>(data: &Value) -> Option<T> {
    T::from_data(data)
}

/// Defines [`Event`]: a variant, its name in requests, and the function that reads its data.
macro_rules! events {
    ($($(#[$doc:meta])* $wire:literal => $variant:ident($type:ty) by $read:path,)*) => {
        /// An event, with its data.
        ///
        /// `Debug` output has the name of the event alone.
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n`", $wire, "`")]
                $variant(Box<$type>),
            )*
            /// An event without a type in this version, or with other data than documented, by its
            /// name if it has one. Its data is [`Delivery::raw_data`](super::Delivery::raw_data).
            ///
            /// Among them are bodies without a name, such as the user alone in the documented
            /// sample of a sign-in: it does not say whether the sign-in succeeded.
            Other(Option<String>),
        }

        impl Event {
            /// Returns the name of the event, for instance `user:created`; `None` if it has none.
            pub fn name(&self) -> Option<&str> {
                match self {
                    $(Self::$variant(_) => Some($wire),)*
                    Self::Other(name) => name.as_deref(),
                }
            }

            /// Reads the data of an event; `None` if it is not known or not as documented.
            pub(super) fn read(name: &str, data: &Value) -> Option<Self> {
                match name {
                    $($wire => $read(data).map(|data| Self::$variant(Box::new(data))),)*
                    _ => None,
                }
            }

            /// The names of all events with a type.
            #[cfg(test)]
            pub(super) const NAMES: &[&str] = &[$($wire),*];
        }
    };
}

events! {
    /// Sent by the console to try the webhook.
    "test" => Test(payload::Test) by typed,
    /// A user signed in, or failed to: the event does not say which.
    "login" => Login(User) by payload::user,
    /// A user signed in from an unusual place.
    "unusual-location:login" => UnusualLocationLogin(User) by payload::user,
    /// A user registered, or was created by an administrator or an import.
    "register" => Register(User) by payload::user,
    /// Tokens were refreshed.
    "refresh-token" => TokenRefreshed(payload::TokenRefreshed) by typed,
    /// A second factor was verified, successfully or not.
    "mfa:verified" => MfaVerified(payload::MfaVerified) by typed,
    /// Users were signed out of an application.
    "kick" => UsersSignedOut(payload::UsersSignedOut) by typed,
    /// A user was created, with the same triggers as [`Register`](Self::Register).
    "user:created" => UserCreated(User) by payload::user,
    /// A user was updated.
    "user:updated" => UserUpdated(payload::UserUpdated) by typed,
    /// Custom data of a user was changed.
    "user:udv-changed" => UserCustomDataChanged(payload::UserCustomDataChanged) by typed,
    /// Users were deleted.
    "user:deleted" => UserDeleted(payload::UsersDeleted) by typed,
    /// A user's password was changed.
    "user:password-changed" => UserPasswordChanged(payload::PasswordChanged) by typed,
    /// A user has to change the password soon.
    "user:password-update-remind" => UserPasswordUpdateReminder(payload::PasswordUpdateReminder)
        by typed,
    /// A user confirmed an email address.
    "user:email-verified" => UserEmailVerified(payload::EmailVerified) by typed,
    /// Entries were added to the registration whitelist.
    "user:register-whitelist-added" => RegistrationWhitelistAdded(
        payload::RegistrationWhitelistChanged
    ) by typed,
    /// Entries were deleted from the registration whitelist.
    "user:register-whitelist-deleted" => RegistrationWhitelistDeleted(
        payload::RegistrationWhitelistChanged
    ) by typed,
    /// A user was archived.
    "user:archived" => UserArchived(User) by payload::user,
    /// A user was taken out of the archive.
    "user:unarchived" => UserUnarchived(User) by payload::user,
    /// A user was blocked.
    "user:blocked" => UserBlocked(User) by payload::user,
    /// A user was unblocked.
    "user:unblocked" => UserUnblocked(User) by payload::user,
    /// An account of an identity provider was linked to a user.
    "user:link-account" => UserAccountLinked(payload::AccountLinked) by typed,
    /// Permissions were granted.
    "permission:add" => PermissionsAdded(payload::PermissionsChanged) by typed,
    /// Permissions were revoked.
    "permission:revoke" => PermissionsRevoked(payload::PermissionsChanged) by typed,
    /// A permission space was created.
    "privilege-namespace:created" => NamespaceCreated(payload::NamespaceCreated) by typed,
    /// A permission space was updated.
    "privilege-namespace:updated" => NamespaceUpdated(payload::NamespaceUpdated) by typed,
    /// Permission spaces were deleted.
    "privilege-namespace:deleted" => NamespacesDeleted(payload::NamespacesDeleted) by typed,
    /// A resource was created.
    "resource:created" => ResourceCreated(payload::ResourceCreated) by typed,
    /// A resource was updated.
    "resource:updated" => ResourceUpdated(payload::ResourceUpdated) by typed,
    /// Resources were deleted.
    "resource:delete" => ResourcesDeleted(payload::ResourcesDeleted) by typed,
    /// A role was created, by the name in the guide.
    "role:add" => RoleAdded(payload::RoleCreated) by typed,
    /// A role was created, by the name in the API.
    "role:created" => RoleCreated(payload::RoleCreated) by typed,
    /// A role was deleted, by the name in the guide.
    "role:delete" => RoleRemoved(payload::RoleDeleted) by typed,
    /// A role was deleted, by the name in the API.
    "role:deleted" => RoleDeleted(payload::RoleDeleted) by typed,
    /// A role was updated.
    "role:updated" => RoleUpdated(payload::RoleUpdated) by typed,
    /// A role was assigned.
    "role:assigned" => RoleAssigned(payload::RoleAssignmentChanged) by payload::assignment,
    /// The assignment of a role was removed.
    "role:unassigned" => RoleUnassigned(payload::RoleAssignmentChanged) by payload::assignment,
    /// Custom data of a role was changed.
    "role:udv-changed" => RoleCustomDataChanged(payload::RoleCustomDataChanged) by typed,
    /// A second factor was enabled for an application.
    "application:mfa:enabled" => ApplicationMfaEnabled(payload::ApplicationMfaChanged) by typed,
    /// A second factor was disabled for an application.
    "application:mfa:disabled" => ApplicationMfaDisabled(payload::ApplicationMfaChanged) by typed,
    /// A group was created.
    "group:created" => GroupCreated(payload::GroupCreated) by typed,
    /// A group was updated.
    "group:updated" => GroupUpdated(payload::GroupUpdated) by typed,
    /// A group was deleted.
    "group:deleted" => GroupDeleted(payload::GroupDeleted) by typed,
    /// Users were added to a group.
    "group:member-added" => GroupMembersAdded(payload::GroupMembersChanged) by typed,
    /// Users were removed from a group.
    "group:member-removed" => GroupMembersRemoved(payload::GroupMembersChanged) by typed,
    /// An organization was created.
    "organization:created" => OrganizationCreated(payload::OrganizationCreated) by typed,
    /// An organization was deleted.
    "organization:deleted" => OrganizationDeleted(payload::OrganizationDeleted) by typed,
    /// A department was added.
    "organization:node-added" => DepartmentAdded(payload::DepartmentPlaced) by typed,
    /// A department was updated.
    "organization:node-updated" => DepartmentUpdated(payload::DepartmentUpdated) by typed,
    /// A department was moved.
    "organization:node-moved" => DepartmentMoved(payload::DepartmentPlaced) by typed,
    /// Departments were deleted.
    "organization:node-deleted" => DepartmentsDeleted(payload::DepartmentsDeleted) by typed,
    /// A user was added to a department.
    "organization:member-added" => DepartmentMemberAdded(payload::DepartmentMemberChanged)
        by typed,
    /// A user was removed from a department.
    "organization:member-removed" => DepartmentMemberRemoved(payload::DepartmentMemberChanged)
        by typed,
    /// Custom data of a department was changed.
    "organization:udv-changed" => DepartmentCustomDataChanged(
        payload::DepartmentCustomDataChanged
    ) by typed,
    /// An organization was imported.
    "organization:imported" => OrganizationImported(payload::OrganizationImported) by typed,
    /// Departments of an organization were synchronized.
    "organization:tree-updated" => OrganizationTreeUpdated(payload::OrganizationTreeUpdated)
        by typed,
    /// An administrator was added to the user pool.
    "user-pool:cooperator-added" => AdministratorAdded(payload::AdministratorAdded) by typed,
    /// An administrator was removed from the user pool.
    "user-pool:cooperator-removed" => AdministratorRemoved(payload::AdministratorRemoved) by typed,
    /// The secret of the user pool was refreshed.
    "user-pool:secret-refreshed" => UserPoolSecretRefreshed(payload::UserPoolSecretRefreshed)
        by typed,
    /// The user pool was updated.
    "user-pool:updated" => UserPoolUpdated(payload::UserPoolUpdated) by typed,
    /// A custom field was added.
    "user-pool:udf-added" => CustomFieldAdded(payload::CustomFieldChanged) by typed,
    /// A custom field was deleted.
    "user-pool:udf-deleted" => CustomFieldDeleted(payload::CustomFieldChanged) by typed,
    /// An environment variable was added.
    "user-pool:env-added" => EnvironmentVariableAdded(payload::EnvironmentVariableChanged)
        by typed,
    /// An environment variable was updated.
    "user-pool:env-updated" => EnvironmentVariableUpdated(payload::EnvironmentVariableChanged)
        by typed,
    /// Environment variables were deleted.
    "user-pool:env-deleted" => EnvironmentVariablesDeleted(payload::EnvironmentVariablesDeleted)
        by typed,
    /// Applications were installed on the launchpad.
    "user-pool:launchpad-app-installed" => LaunchpadApplicationsInstalled(
        payload::LaunchpadApplicationsChanged
    ) by typed,
    /// Applications were removed from the launchpad.
    "user-pool:launchpad-app-uninstalled" => LaunchpadApplicationsUninstalled(
        payload::LaunchpadApplicationsChanged
    ) by typed,
    /// An application was created.
    "application:created" => ApplicationCreated(payload::ApplicationChanged) by typed,
    /// An application was updated.
    "application:updated" => ApplicationUpdated(payload::ApplicationUpdated) by typed,
    /// An application was deleted.
    "application:deleted" => ApplicationDeleted(payload::ApplicationChanged) by typed,
    /// The secret of an application was refreshed.
    "application:secret-refreshed" => ApplicationSecretRefreshed(
        payload::ApplicationSecretRefreshed
    ) by typed,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Event").field(&self.name()).finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_event_is_read_from_its_documented_fields() {
        let record = json!({ "id": "r1", "code": "admin", "name": "Admin" });
        let user = json!({ "id": "u1", "username": "bob" });
        let data = json!({
            "user": user, "users": [user], "updates": record, "userId": "u1", "isValid": true,
            "type": "OTP", "email": "bob@example.com", "phones": ["1"], "policyCodes": ["p1"],
            "targetType": "USER", "targetIdentifiers": ["u1"], "namespace": record,
            "namespaces": [record], "resource": record, "codes": ["c1"], "role": record,
            "userIds": ["u1"], "applicationId": "a1", "application": record, "group": record,
            "id": "g1", "organization": record, "node": record, "nodes": [record],
            "department": record, "userPool": record, "secret": "s1", "udf": record,
            "envInfo": record, "envsInfo": [record], "applicationIds": ["a1"],
            "description": "a test",
        });
        for name in Event::NAMES {
            assert_eq!(Event::read(name, &data).unwrap().name(), Some(*name));
        }
    }

    #[test]
    fn no_event_is_made_up_from_missing_data() {
        for data in [json!({}), json!(null), json!([]), json!("text"), json!({ "user": null })] {
            for name in Event::NAMES {
                assert_eq!(Event::read(name, &data), None, "{name} of {data}");
            }
        }
    }

    /// Events whose data is not documented have no type.
    #[cfg(feature = "management-webhook")]
    #[test]
    fn each_event_of_the_api_has_a_type_if_its_data_is_documented() {
        use crate::management::WebhookEvent;

        const UNDOCUMENTED: [&str; 8] = [
            "user:organization-node-update",
            "role:disable",
            "subject:remove",
            "data-resource:created",
            "data-resource:updated",
            "data-resource:deleted",
            "data-strategy-permission:revoke",
            "data-strategy-permission:add",
        ];
        for name in Event::NAMES {
            let is_unknown = matches!(WebhookEvent::from(*name), WebhookEvent::Unknown(_));
            // The guide has them, the API does not.
            assert_eq!(is_unknown, matches!(*name, "role:add" | "role:delete"), "{name}");
        }
        for name in UNDOCUMENTED {
            assert!(!Event::NAMES.contains(&name), "{name}");
        }
    }
}
