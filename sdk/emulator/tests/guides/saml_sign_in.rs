use genauth::saml::{IdpMetadata, LoginRequest, SamlClient, SamlIdentity, SamlResponse};
use genauth::{AuthenticationClient, Error};

/// At startup: one client, shared by all requests.
fn saml(app: &AuthenticationClient, idp_metadata: &str) -> Result<SamlClient, Error> {
    app.saml()
        .entity_id("https://app.example/saml")
        .acs_url("https://app.example/saml/acs")
        .idp_metadata(IdpMetadata::parse(idp_metadata)?)
        .build()
}

/// `GET /login`: keep the request for this browser, and redirect to its `url()`.
fn login(saml: &SamlClient, return_to: &str) -> Result<LoginRequest, Error> {
    saml.login().relay_state(return_to).build()
}

/// `POST /saml/acs`: takes the body of the form, and the request of this browser.
async fn acs(saml: &SamlClient, request: &LoginRequest, body: &str) -> Result<SamlIdentity, Error> {
    saml.finish(request, &SamlResponse::from_form(body)?).await
}
