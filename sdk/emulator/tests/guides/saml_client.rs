use std::time::{Duration, UNIX_EPOCH};

use genauth::saml::{IdpMetadata, SamlClient};
use genauth_emulator::Emulator;

/// A client for the application `APP_ID` of an emulator, with its clock.
async fn client(emulator: &Emulator) -> Result<SamlClient, Box<dyn std::error::Error>> {
    let metadata = format!("{}/api/v2/saml-idp/APP_ID/metadata", emulator.host());
    let metadata = reqwest::get(metadata).await?.text().await?;
    let clock = emulator.clock().clone();
    let saml = emulator
        .authentication()
        .saml()
        .entity_id("https://app.example/saml")
        .acs_url("https://app.example/saml/acs")
        .idp_metadata(IdpMetadata::parse(&metadata)?)
        .clock(move || UNIX_EPOCH + Duration::from_secs(clock.now().unix()));
    Ok(saml.build()?)
}
