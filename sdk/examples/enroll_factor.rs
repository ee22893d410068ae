//! Enrols a multi-factor authentication factor for a signed-in user.
//!
//! ```text
//! GENAUTH_APP_HOST=https://example.genauth.ai GENAUTH_APP_ID=APP_ID GENAUTH_ACCESS_TOKEN=… \
//!     cargo run -p genauth --example enroll_factor -- otp
//! ```
//!
//! The factor is `otp` (the default), `email ADDRESS` or `sms NUMBER`. The program asks for the
//! passcode that the factor produces.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use genauth::AuthenticationClient;
use genauth::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorProfile, FactorType,
    SendEnrollFactorRequestDto,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(host) = env::var("GENAUTH_APP_HOST") else {
        say("Set GENAUTH_APP_HOST, GENAUTH_APP_ID and GENAUTH_ACCESS_TOKEN to try this.")?;
        return Ok(());
    };
    let app = AuthenticationClient::builder(variable("GENAUTH_APP_ID")?, host).build()?;
    let user = app.with_access_token(variable("GENAUTH_ACCESS_TOKEN")?);

    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (factor, profile) = match words.as_slice() {
        [] | ["otp"] => (FactorType::Otp, FactorProfile::new()),
        ["email", address] => (FactorType::Email, FactorProfile::new().email(*address)),
        ["sms", number] => (FactorType::Sms, FactorProfile::new().phone_number(*number)),
        _ => return Err("expected `otp`, `email ADDRESS` or `sms NUMBER`".into()),
    };

    for enrolled in user.list_enrolled_factors().await? {
        say(&format!("already enrolled: {} {}", enrolled.factor_type, enrolled.factor_id))?;
    }
    let request = SendEnrollFactorRequestDto::new(factor.clone(), profile);
    let enrollment = user.send_enroll_factor_request(request).await?;
    if let Some(otp) = &enrollment.otp_data {
        say("Add this address to an authenticator app, and keep the recovery code safe:")?;
        say(&otp.qr_code_uri)?;
        say(&otp.recovery_code)?;
    }

    let proof = EnrollFactorEnrollmentDataDto::new().pass_code(ask("Passcode: ")?);
    let confirmation = EnrollFactorDto::new(factor, enrollment.enrollment_token, proof);
    match user.enroll_factor(confirmation).await {
        Ok(()) => say("The factor is enrolled.")?,
        Err(error) if error.api_code() == Some(6001) => say("The passcode is wrong.")?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
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
