//! The page at `/`, for visitors with a browser.

use crate::{
    demo, pages,
    shared::Shared,
    state::user::{Key, User},
    wire::HttpResponse,
};

/// Links of the page, each with its description.
const LINKS: [(&str, &str); 6] = [
    ("/_emulator/readme", "README: usage, features and assumptions"),
    ("/_emulator/outbox", "outbox: messages with their passcodes"),
    ("/_emulator/calls", "calls: recorded requests without secrets"),
    ("/_emulator/clock", "clock: the time of the virtual clock"),
    ("/oidc/.well-known/openid-configuration", "OpenID Connect discovery"),
    ("/oidc/.well-known/jwks.json", "public keys of the token signatures"),
];

/// Links of the page that require the default application.
const LINKS_OF_APPLICATION: [(&str, &str); 2] = [
    ("/api/v2/saml-idp/APP_ID/metadata", "SAML metadata of the identity provider"),
    ("/cas-idp/APP_ID/login", "CAS sign-in page"),
];

/// Returns the page that introduces the emulator and the way to call it.
pub(crate) fn page(shared: &Shared) -> HttpResponse {
    let state = shared.state();
    let knows_app =
        state.applications.get(demo::APP_ID).is_some_and(|it| it.secret == demo::SECRET);
    let knows_key =
        state.access_keys.get(demo::ACCESS_KEY_ID).is_some_and(|it| it.secret == demo::SECRET);
    let is_demo = |user: &&User| user.password.as_ref().is_some_and(|it| it.is(demo::SECRET));
    let knows_user = state.users.find(Key::Username(demo::USERNAME)).filter(is_demo).is_some();
    let has_app = state.applications.get(demo::APP_ID).is_some();
    drop(state);
    let secret = demo::SECRET;
    let credentials = [
        knows_app.then(|| ("Application", format!("{}, secret {secret}", demo::APP_ID))),
        knows_key.then(|| ("Access key", format!("{}, secret {secret}", demo::ACCESS_KEY_ID))),
        Some(("User pool", demo::POOL_ID.to_owned())),
        knows_user.then(|| ("User", format!("{}, password {secret}", demo::USERNAME))),
        Some(("Host", shared.host.clone())),
    ];
    let rows = credentials.into_iter().flatten().map(|(name, value)| {
        format!("<dt>{name}</dt><dd><code>{}</code></dd>\n", pages::escaped(&value))
    });
    let of_application = if has_app { &LINKS_OF_APPLICATION[..] } else { &[] };
    let links = LINKS.iter().chain(of_application);
    let links = links.map(|(path, text)| format!("<li><a href=\"{path}\">{text}</a></li>\n"));
    let curl = (knows_app && knows_user).then(|| {
        let command = pages::escaped(&demo::curl(&shared.host));
        format!(
            "<h2>Try it</h2>\n<pre style=\"white-space:pre-wrap\"><code>{command}</code></pre>\n"
        )
    });
    let body = format!(
        "<p>This server behaves like GenAuth, for tests and first steps. It listens on loopback only. \
         Do not store real data in it.</p>\n\
         <h2>Credentials</h2>\n<dl>\n{}</dl>\n{}<h2>Links</h2>\n<ul>\n{}</ul>",
        rows.collect::<String>(),
        curl.unwrap_or_default(),
        links.collect::<String>(),
    );
    HttpResponse::html(200, pages::document("GenAuth emulator", &body))
        .header("cache-control", "no-store")
}
