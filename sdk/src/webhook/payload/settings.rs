//! Events about applications and the user pool.

use serde_json::Value;

use super::payload;
use crate::data::Secret;
use crate::webhook::record::Record;

payload! {
    /// Data of `test`, sent by the console.
    Test {
        /// A text.
        description: String = "description",
    }

    /// Data of `application:created` and `application:deleted`.
    ApplicationChanged {
        /// The application.
        application: Record = "application",
    }

    /// Data of `application:updated`.
    ApplicationUpdated {
        /// The application.
        application: Record = "application",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `application:secret-refreshed`.
    ApplicationSecretRefreshed {
        /// The application.
        application: Record = "application",
        /// The new secret.
        secret: Secret = "secret",
        /// The previous secret.
        old_secret: Option<Secret> = "oldSecret",
    }

    /// Data of `application:mfa:enabled` and `application:mfa:disabled`.
    ApplicationMfaChanged {
        /// The kind of factor.
        factor: String = "type",
        /// The id of the application.
        application_id: String = "applicationId",
    }

    /// Data of `user-pool:cooperator-added`: an administrator was added.
    AdministratorAdded {
        /// The id of the user.
        user_id: String = "userId",
        /// The policies of the administrator.
        policies: Option<Vec<Value>> = "policies",
    }

    /// Data of `user-pool:cooperator-removed`.
    AdministratorRemoved {
        /// The id of the user.
        user_id: String = "userId",
    }

    /// Data of `user-pool:secret-refreshed`.
    UserPoolSecretRefreshed {
        /// The user pool.
        user_pool: Record = "userPool",
        /// The new secret.
        secret: Secret = "secret",
        /// The previous secret.
        old_secret: Option<Secret> = "oldSecret",
    }

    /// Data of `user-pool:updated`.
    UserPoolUpdated {
        /// The user pool.
        user_pool: Record = "userPool",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `user-pool:udf-added` and `user-pool:udf-deleted`: a custom field was added or
    /// deleted.
    CustomFieldChanged {
        /// The definition of the field.
        definition: Value = "udf",
    }

    /// Data of `user-pool:env-added` and `user-pool:env-updated`: an environment variable was added
    /// or updated.
    EnvironmentVariableChanged {
        /// The variable.
        variable: Value = "envInfo",
    }

    /// Data of `user-pool:env-deleted`.
    EnvironmentVariablesDeleted {
        /// The variables.
        variables: Value = "envsInfo",
    }

    /// Data of `user-pool:launchpad-app-installed` and `user-pool:launchpad-app-uninstalled`.
    LaunchpadApplicationsChanged {
        /// The ids of the applications.
        application_ids: Vec<String> = "applicationIds",
    }
}
