use genauth::cas::{CasClient, CasIdentity};
use genauth::{AuthenticationClient, CasErrorKind, Error};

/// At startup: one client, shared by all requests.
fn cas(app: &AuthenticationClient) -> Result<CasClient, Error> {
    app.cas().service("https://app.example/cas/callback").build()
}

/// `GET /login`: returns the URL to redirect to.
fn login(cas: &CasClient) -> String {
    cas.login_url()
}

/// `GET /cas/callback`: takes the URL of the request; `None` if the ticket is not valid.
async fn callback(cas: &CasClient, url: &str) -> Result<Option<CasIdentity>, Error> {
    match cas.finish(url).await {
        Ok(identity) => Ok(Some(identity)),
        Err(Error::Cas(error)) if error.kind() == CasErrorKind::TicketRejected => Ok(None),
        Err(error) => Err(error),
    }
}
