//! The emulator state. Each concept has one file with its data and logic; handlers combine them.

pub mod access_key;
pub mod application;
pub mod browser_user;
pub mod captcha;
pub mod cas;
pub mod codes;
pub mod contact;
pub mod custom_field;
pub mod data_permission;
pub mod derived;
pub mod enrollment;
pub mod events;
pub mod expiring;
pub mod factor;
pub mod group;
pub mod happened;
pub mod identifier;
pub mod ids;
pub mod interaction;
pub mod keys;
pub mod lock;
pub mod mfa_status;
pub mod mfa_token;
pub mod oidc;
pub mod oidc_request;
pub mod organization;
pub mod otp;
pub mod outbox;
pub mod password;
pub mod password_keys;
pub mod proof;
pub mod resource;
pub mod role;
pub mod saml;
pub mod scan;
pub mod second_factor;
pub mod secret_hash;
pub mod session;
pub mod sign_in;
pub mod subject;
pub mod touched;
pub mod typed;
pub mod user;
pub mod user_agent;
pub mod users;
pub mod webhook;

use serde::{Deserialize, Serialize};

use ids::Ids;
use keys::Keys;

/// The emulator state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// Generator of IDs, codes and secrets.
    pub ids: Ids,
    /// Key that signs tokens.
    pub keys: Keys,
    /// Keys that clients encrypt passwords with.
    pub password_keys: password_keys::PasswordKeys,
    /// The user pool.
    pub pool: Pool,
    /// Applications by id.
    pub applications: application::Applications,
    /// Access keys by id.
    pub access_keys: access_key::AccessKeys,
    /// The users of the pool.
    pub users: users::Users,
    /// Sessions and their tokens.
    pub sessions: session::Sessions,
    /// Proofs of identity for sensitive actions.
    pub proofs: proof::Proofs,
    /// Pending passcodes.
    pub codes: codes::Codes,
    /// The outbox.
    pub outbox: outbox::Messages,
    /// MFA factors and pending enrollments.
    pub factors: factor::Factors,
    /// Sign-ins in a browser: requests, authorization codes, cookies.
    pub oidc: oidc::Authorizations,
    /// CAS tickets and sessions.
    #[serde(default)]
    pub cas: cas::Tickets,
    /// Sign-ins by QR code and by push.
    pub scans: scan::Scans,
    /// Pending captchas.
    pub captchas: captcha::Captchas,
    /// Groups of users.
    pub groups: group::Groups,
    /// Organizations and their departments.
    pub organizations: organization::Organizations,
    /// Custom fields.
    pub custom_fields: custom_field::CustomFields,
    /// Roles and their assignments.
    pub roles: role::Roles,
    /// Namespaces, resources and their grants.
    pub resources: resource::Resources,
    /// Data resources and policies.
    pub data_permissions: data_permission::DataPermissions,
    /// Custom events.
    #[serde(default)]
    pub events: events::CustomEvents,
    /// Webhooks and their deliveries.
    #[serde(default)]
    pub webhooks: webhook::Webhooks,
    /// Incidents of the current call.
    #[serde(skip)]
    pub happened: happened::Happened,
}

/// The user pool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pool {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl State {
    /// Creates a pool without users, with one application and one access key.
    pub fn new(seed: u64, keys: Keys) -> Self {
        let mut state = Self {
            ids: Ids::from_seed(seed),
            keys,
            password_keys: password_keys::PasswordKeys::of_process(),
            pool: Pool { id: crate::demo::POOL_ID.to_owned(), name: "Emulator".to_owned() },
            applications: application::Applications::default(),
            access_keys: access_key::AccessKeys::default(),
            users: users::Users::default(),
            sessions: session::Sessions::default(),
            proofs: proof::Proofs::default(),
            codes: codes::Codes::default(),
            outbox: outbox::Messages::default(),
            factors: factor::Factors::default(),
            oidc: oidc::Authorizations::default(),
            cas: cas::Tickets::default(),
            scans: scan::Scans::default(),
            captchas: captcha::Captchas::default(),
            groups: group::Groups::default(),
            organizations: organization::Organizations::default(),
            custom_fields: custom_field::CustomFields::default(),
            roles: role::Roles::default(),
            resources: resource::Resources::default(),
            data_permissions: data_permission::DataPermissions::default(),
            events: events::CustomEvents::default(),
            webhooks: webhook::Webhooks::default(),
            happened: happened::Happened::default(),
        };
        let application = application::Application::new(crate::demo::APP_ID, crate::demo::SECRET);
        state.applications.insert(application);
        state.access_keys.insert(crate::demo::ACCESS_KEY_ID, crate::demo::SECRET);
        state
    }

    /// Removes a user and all related data.
    pub fn delete_user(&mut self, user_id: &str) -> bool {
        self.sessions.end_all_of(user_id);
        self.proofs.forget_user(user_id);
        self.factors.forget_user(user_id);
        self.sign_out_user(user_id);
        self.scans.forget_user(user_id);
        self.groups.forget_user(user_id);
        self.organizations.forget_user(user_id);
        self.roles.forget_user(user_id);
        self.resources.forget_user(user_id);
        self.data_permissions.forget_user(user_id);
        self.users.remove(user_id).is_some()
    }
}
