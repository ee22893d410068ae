//! Enrolls a factor for multi-factor authentication: sign-up, sign-in, enroll, confirm, list, reset.
//!
//! ```text
//! cargo run -p genauth --example enroll_factor
//! ```
//!
//! Starts an emulator and runs against it. To use your own server and a signed-in user:
//!
//! ```text
//! GENAUTH_APP_HOST=https://example.genauth.ai GENAUTH_APP_ID=APP_ID GENAUTH_ACCESS_TOKEN=… \
//!     cargo run -p genauth --example enroll_factor -- otp
//! ```
//!
//! The factor is `otp` (the default), `email ADDRESS` or `sms NUMBER`. The program prompts for the
//! passcode; with the emulator, enter an empty line to use the expected one.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use genauth::{
    AuthenticationClient,
    authentication::{FactorType, GetProfileParams},
    flows::PendingEnrollment,
};
use genauth_emulator::Emulator;
use totp_rs::Totp;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (user, emulator) = match env::var("GENAUTH_APP_HOST") {
        Ok(host) => {
            let app = AuthenticationClient::builder(variable("GENAUTH_APP_ID")?, host).build()?;
            (app.with_access_token(variable("GENAUTH_ACCESS_TOKEN")?), None)
        }
        Err(_) => {
            let emulator = Emulator::start().await?;
            say(&format!(
                "GENAUTH_APP_HOST is not set; started an emulator at {}.",
                emulator.host()
            ))?;
            (new_user(&emulator.authentication()).await?, Some(emulator))
        }
    };
    let mfa = user.mfa();
    for factor in mfa.factors_to_enroll().await? {
        say(&format!("can be enrolled: {}", factor.factor_type))?;
    }

    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (pending, address) = match words.as_slice() {
        [] | ["otp"] => (mfa.enroll_otp().await?, None),
        ["email", address] => (mfa.enroll_email(*address).await?, Some((*address).to_owned())),
        ["sms", number] => (mfa.enroll_sms(*number, None).await?, Some(format!("+86{number}"))),
        _ => return Err("expected `otp`, `email ADDRESS` or `sms NUMBER`".into()),
    };
    if let Some(otp) = pending.otp() {
        say("\nScan this with an authenticator app:\n")?;
        say(&otp.qr_text()?)?;
        say(otp.uri_text().expose())?;
        say(&format!("recovery code (store it safely): {}", otp.recovery_code().expose()))?;
    }
    confirm(&pending, emulator.as_ref(), address.as_deref()).await?;

    let enrolled = mfa.factors().await?;
    for factor in &enrolled {
        say(&format!("enrolled: {} {}", factor.factor_type, factor.factor_id))?;
    }
    // Keeps the factor on a real server; the emulator ends with the program.
    if emulator.is_some() {
        for factor in enrolled {
            mfa.reset(factor.factor_id).await?;
        }
        say(&format!("enrolled after the reset: {}", mfa.factors().await?.len()))?;
    }
    Ok(())
}

/// Signs up a user and signs them in.
async fn new_user(app: &AuthenticationClient) -> Result<AuthenticationClient, Box<dyn Error>> {
    let (username, password) = ("alice", "test-secret");
    app.sign_up_by_username_password(username, password).await?;
    let tokens = app.sign_in_by_username_password(username, password).await?;
    let user = app.with_access_token(tokens.access_token.ok_or("there is no access token")?);
    let profile = user.get_profile(GetProfileParams::new()).await?;
    say(&format!("signed up and signed in: {username}, {}", profile.user_id))?;
    Ok(user)
}

/// Prompts for passcodes until one is accepted.
async fn confirm(
    pending: &PendingEnrollment,
    emulator: Option<&Emulator>,
    address: Option<&str>,
) -> Result<(), Box<dyn Error>> {
    let seconds = pending.expires_in().as_secs();
    loop {
        let mut code = ask(&format!("\nPasscode, within {seconds} seconds: "))?;
        if let (true, Some(emulator)) = (code.is_empty(), emulator) {
            code = expected(pending, emulator, address)?;
            say(&format!("using {code}"))?;
        }
        match pending.confirm(code).await {
            Ok(()) => return Ok(say("The factor is enrolled.")?),
            Err(error) if error.is_expired() => {
                return Err("the enrollment has expired; start again".into());
            }
            Err(error) if matches!(error.api_code(), Some(6001 | 2001)) => {
                say("The passcode is wrong.")?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Returns the passcode that the user would find in the authenticator app, phone or mailbox.
fn expected(
    pending: &PendingEnrollment,
    emulator: &Emulator,
    address: Option<&str>,
) -> Result<String, Box<dyn Error>> {
    match (pending.factor_type(), pending.otp()) {
        (FactorType::Otp, Some(otp)) => {
            let totp = Totp::from_url(otp.uri_text().expose())?;
            Ok(totp.generate_current().to_string())
        }
        _ => {
            let code = address.and_then(|address| emulator.outbox().last_code(address));
            Ok(code.ok_or("the emulator has sent nothing there")?)
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
