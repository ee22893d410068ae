//! The task that informs CAS services of ended sessions.

use std::sync::Arc;

use tokio::{sync::watch, task::JoinSet};

use crate::{
    clock::Timestamp,
    shared::Shared,
    state::cas::Ended,
    xml::{attribute, text},
};

/// Posts a request to the service of each session that ended, until `stopped` is set. Requests are
/// not repeated.
pub(crate) async fn run(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut changes = shared.changes.subscribe();
    let mut sending = JoinSet::new();
    loop {
        changes.borrow_and_update();
        let now = shared.clock.now();
        let ended: Vec<(String, Ended)> = {
            let mut state = shared.state();
            let ended = state.cas.take_ended();
            ended.into_iter().map(|ended| (state.ids.hex(32), ended)).collect()
        };
        for (id, ended) in ended {
            let shared = Arc::clone(&shared);
            let document = document(&id, &ended, now);
            sending.spawn(async move {
                let pairs = [("logoutRequest", document.as_str())];
                shared.sender.post_form(&ended.session.service, &pairs).await;
            });
        }
        tokio::select! {
            Some(_) = sending.join_next() => {}
            _ = changes.changed() => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Returns the request, as in the CAS protocol: a SAML message that names the ticket of the session.
fn document(id: &str, ended: &Ended, now: Timestamp) -> String {
    format!(
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{}\" \
         IssueInstant=\"{}\" Version=\"2.0\"><saml:NameID \
         xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:NameID>\
         <samlp:SessionIndex>{}</samlp:SessionIndex></samlp:LogoutRequest>",
        attribute(&format!("LR-{id}")),
        now.text(),
        text(&ended.session.name),
        text(&ended.ticket),
    )
}
