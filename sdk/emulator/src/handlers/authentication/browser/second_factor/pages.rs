//! Pages of the second factor.

use super::options::{ANOTHER, Options, RECOVERY_CODE, masked};
use crate::{
    call::Call,
    handlers::authentication::browser::pages::{address, alert},
    pages::{document, escaped},
    qr,
    state::{
        State,
        factor::FactorKind,
        otp::Otp,
        second_factor::{Method, PendingSignIn, Step},
    },
    wire::HttpResponse,
};

const CODE: &str = "<label>Code\n<input name=\"passcode\" inputmode=\"numeric\" \
    autocomplete=\"one-time-code\" required autofocus></label>\n";

/// Content of a page.
struct Content {
    title: String,
    /// Markup above the form.
    text: String,
    /// Markup of the inputs.
    fields: &'static str,
    /// Label of the button that continues, if there is one.
    submit: Option<&'static str>,
    /// Values and labels of the buttons that choose a method.
    methods: Vec<(String, String)>,
}

/// Returns the page of the current step.
pub fn page(
    call: &Call<'_>,
    key: &str,
    app_id: &str,
    pending: &PendingSignIn,
    problem: Option<&str>,
) -> HttpResponse {
    let state = &*call.state;
    let options = Options::of(state, app_id, &pending.user_id);
    let app = state.applications.get(app_id).map_or(app_id, |app| app.name.as_str());
    let content = content(state, app, &options, pending);
    let submit = content.submit.map(|label| format!("<button>{label}</button>\n"));
    let methods = content.methods.iter().map(|(value, label)| {
        format!(
            "<button name=\"method\" value=\"{}\" formnovalidate>{}</button>\n",
            escaped(value),
            escaped(label)
        )
    });
    let body = format!(
        "{}{}<form method=\"post\" action=\"{address}/mfa\">\n{}{}{}\
         <button formaction=\"{address}/abort\" formnovalidate>Cancel</button>\n</form>",
        alert(problem),
        content.text,
        content.fields,
        submit.unwrap_or_default(),
        methods.collect::<String>(),
        address = address(key),
    );
    HttpResponse::illustrated(document(&content.title, &body))
}

fn content(state: &State, app: &str, options: &Options, pending: &PendingSignIn) -> Content {
    let another = || (ANOTHER.to_owned(), "Use another method".to_owned());
    let with_another = |mut methods: Vec<(String, String)>| {
        let is_choice = options.choices().len() > 1;
        methods.extend(is_choice.then(another));
        methods
    };
    let asked = |text: String, methods: Vec<(String, String)>| Content {
        title: format!("Second factor for {app}"),
        text,
        fields: CODE,
        submit: Some("Continue"),
        methods: with_another(methods),
    };
    match &pending.step {
        Step::Choose => choice(app, options),
        Step::Verify(id) => {
            let factor = options.verify.iter().find(|factor| factor.id == *id);
            match factor.and_then(|factor| factor.kind.address()) {
                Some((_, to)) => asked(sent_to(&to), vec![(id.clone(), SEND_AGAIN.to_owned())]),
                None => {
                    let label = "Use a recovery code".to_owned();
                    let recover = options.recover.then(|| (RECOVERY_CODE.to_owned(), label));
                    let text = "<p>Enter the code that your authenticator app shows.</p>\n";
                    asked(text.to_owned(), recover.into_iter().collect())
                }
            }
        }
        Step::Recover => Content {
            title: format!("Recovery code for {app}"),
            text:
                "<p>Enter the recovery code of your authenticator app. It can be used once.</p>\n"
                    .to_owned(),
            fields: "<label>Recovery code\n\
                     <input name=\"recovery_code\" autocomplete=\"off\" required autofocus></label>\n",
            submit: Some("Continue"),
            methods: vec![another()],
        },
        Step::Address(method) => Content {
            title: format!("Set up a second factor for {app}"),
            text: "<p>A code is sent to this address at each sign-in.</p>\n".to_owned(),
            fields: match method {
                Method::Email => {
                    "<label>Email address\n<input name=\"email\" type=\"email\" \
                     autocomplete=\"email\" required autofocus></label>\n"
                }
                _ => {
                    "<label>Phone number\n<input name=\"phone\" type=\"tel\" autocomplete=\"tel\" \
                     required autofocus></label>\n"
                }
            },
            submit: Some("Send a code"),
            methods: with_another(Vec::new()),
        },
        Step::Enroll { kind: FactorKind::Otp(otp), .. } => Content {
            title: format!("Set up a second factor for {app}"),
            ..asked(key_of(state, &pending.user_id, otp), Vec::new())
        },
        Step::Enroll { kind, .. } => {
            let to = kind.address().map(|(_, to)| sent_to(&to));
            Content {
                title: format!("Set up a second factor for {app}"),
                ..asked(to.unwrap_or_default(), Vec::new())
            }
        }
        Step::RecoveryCode => {
            let otp = state.factors.otp(&pending.user_id);
            let code = otp.and_then(Otp::recovery_code).unwrap_or_default();
            Content {
                title: "Recovery code".to_owned(),
                text: format!(
                    "<p>Keep this code in a safe place. It replaces a code of the authenticator app \
                     once, and is not shown again.</p>\n<p><code id=\"recovery-code\">{}</code></p>\n",
                    escaped(code)
                ),
                fields: "",
                submit: Some("Continue"),
                methods: Vec::new(),
            }
        }
    }
}

const SEND_AGAIN: &str = "Send another code";

fn choice(app: &str, options: &Options) -> Content {
    let text = match (options.verify.is_empty(), options.enroll.is_empty()) {
        (false, _) => "Choose how to verify that it is you.",
        (true, false) => "This application requires a second factor. Choose one to set up.",
        (true, true) => {
            "The second factor is face recognition, which is not available on this page."
        }
    };
    Content {
        title: format!("Second factor for {app}"),
        text: format!("<p>{text}</p>\n"),
        fields: "",
        submit: None,
        methods: options.choices(),
    }
}

fn sent_to(address: &str) -> String {
    format!("<p>Enter the code that was sent to {}.</p>\n", escaped(&masked(address)))
}

/// Returns the key of a new authenticator app, as text and as a QR code.
fn key_of(state: &State, user_id: &str, otp: &Otp) -> String {
    let account = state.users.get(user_id).map_or(user_id, |user| user.account_name());
    // Without a picture, for example because the name of the pool is too long, the key is sufficient.
    let picture = otp.uri(&state.pool.name, account).and_then(|uri| qr::data_url(&uri)).ok();
    let picture = picture.map(|url| {
        format!("<p><img src=\"{}\" alt=\"QR code of the key below\"></p>\n", escaped(&url))
    });
    format!(
        "<p>Scan this QR code with an authenticator app, or enter the key. Then enter the code that \
         the app shows.</p>\n{}<p>Key: <code id=\"key\">{}</code></p>\n",
        picture.unwrap_or_default(),
        escaped(otp.secret()),
    )
}
