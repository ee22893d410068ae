use genauth::authentication::FactorType;
use genauth::management::UpdateApplicationMfaSettingsDto;
use genauth::{Error, ManagementClient};

async fn require(admin: &ManagementClient, app_id: &str) -> Result<Vec<FactorType>, Error> {
    let settings = UpdateApplicationMfaSettingsDto::new(app_id)
        .enabled_factors([FactorType::Otp, FactorType::Email])
        .disabled_factors([FactorType::Sms, FactorType::Face]);
    Ok(admin.update_application_mfa_settings(settings).await?.enabled_factors)
}
