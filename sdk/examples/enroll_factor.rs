//! Enrols a multi-factor authentication factor for a signed-in user.
//!
//! ```text
//! GENAUTH_APP_HOST=https://example.genauth.ai GENAUTH_APP_ID=APP_ID GENAUTH_ACCESS_TOKEN=… \
//!     cargo run -p genauth --example enroll_factor -- otp
//! ```
//!
//! The factor is `otp` (the default), `email ADDRESS` or `sms NUMBER`. The program asks for the
//! passcode that the factor produces. With `--features qr` it shows the QR code for an authenticator
//! app as well.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use genauth::AuthenticationClient;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(host) = env::var("GENAUTH_APP_HOST") else {
        say("Set GENAUTH_APP_HOST, GENAUTH_APP_ID and GENAUTH_ACCESS_TOKEN to try this.")?;
        return Ok(());
    };
    let app = AuthenticationClient::builder(variable("GENAUTH_APP_ID")?, host).build()?;
    let mfa = app.with_access_token(variable("GENAUTH_ACCESS_TOKEN")?).mfa();
    for enrolled in mfa.factors().await? {
        say(&format!("already enrolled: {} {}", enrolled.factor_type, enrolled.factor_id))?;
    }

    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pending = match words.as_slice() {
        [] | ["otp"] => mfa.enroll_otp().await?,
        ["email", address] => mfa.enroll_email(*address).await?,
        ["sms", number] => mfa.enroll_sms(*number, None).await?,
        _ => return Err("expected `otp`, `email ADDRESS` or `sms NUMBER`".into()),
    };
    if let Some(otp) = pending.otp() {
        say("Add this to an authenticator app, and keep the recovery code safe:")?;
        #[cfg(feature = "qr")]
        say(&otp.qr_text()?)?;
        say(otp.uri_text().expose())?;
        say(otp.recovery_code().expose())?;
    }

    loop {
        let question = format!("Passcode, within {} seconds: ", pending.expires_in().as_secs());
        match pending.confirm(ask(&question)?).await {
            Ok(()) => return Ok(say("The factor is enrolled.")?),
            Err(error) if error.is_expired() => return Ok(say("Too late; begin again.")?),
            Err(error) if error.api_code() == Some(6001) => say("The passcode is wrong.")?,
            Err(error) => return Err(error.into()),
        }
    }
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set"))
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

fn ask(question: &str) -> io::Result<String> {
    write!(io::stdout(), "{question}")?;
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
