//! An emulator with an application, a user and an administrator.

use std::error::Error;

use genauth::authentication::FactorType;
use genauth::management::{
    AssignRoleDto, CreateRoleDto, GetUserParams, TargetDto, TargetType, UserIdType,
};
use genauth_emulator::{Application, Emulator, IdTokenAlg, demo};

use crate::roles::ADMIN;

pub const USER: &str = "demo";
pub const ADMINISTRATOR: &str = "admin";
pub const PASSWORD: &str = demo::SECRET;

/// Starts the emulator.
pub async fn start(public_url: &str) -> Result<Emulator, Box<dyn Error>> {
    let mut app = Application::new(demo::APP_ID, demo::SECRET);
    app.id_token_alg = IdTokenAlg::RS256;
    app.redirect_uris = vec![format!("{public_url}/auth/callback")];
    app.logout_redirect_uris = vec![format!("{public_url}/")];
    // Users can set up an authenticator app.
    app.factors = vec![FactorType::Otp];
    let emulator = Emulator::builder()
        .application(app)
        .user(USER, PASSWORD)
        .user(ADMINISTRATOR, PASSWORD)
        .start()
        .await?;
    let admin = emulator.management();
    admin.create_role(CreateRoleDto::new(ADMIN).name("Administrator")).await?;
    let user = GetUserParams::new(ADMINISTRATOR).user_id_type(UserIdType::Username);
    let user = admin.get_user(user).await?;
    let target = TargetDto::new(TargetType::User, user.user_id);
    admin.assign_role(AssignRoleDto::new(ADMIN, vec![target])).await?;
    Ok(emulator)
}
