//! Signs a user in by a QR code scanned with the application's mobile app.
//!
//! ```text
//! GENAUTH_APP_HOST=https://example.genauth.ai GENAUTH_APP_ID=APP_ID GENAUTH_APP_SECRET=… \
//!     cargo run -p genauth --example qr_sign_in
//! ```
//!
//! Prints the URL of the QR code image and waits for the user.

use std::{
    error::Error,
    io::{self, Write},
};

use genauth::AuthenticationClient;
use genauth::authentication::{GenerateQrcodeDto, QrcodeStatus, QrcodeType};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("GENAUTH_APP_HOST").is_none() {
        say("Set GENAUTH_APP_HOST, GENAUTH_APP_ID and GENAUTH_APP_SECRET to try this.")?;
        return Ok(());
    }
    let app = AuthenticationClient::from_env()?;
    let mut sign_in = app.qr_sign_in(GenerateQrcodeDto::new(QrcodeType::MobileApp)).await?;
    say(&format!("Scan this image: {}", sign_in.url()))?;

    let outcome = loop {
        match sign_in.next_status().await {
            Ok(status) if status.status == QrcodeStatus::Authorized => break sign_in.wait().await,
            Ok(status) => {
                let user = status.brief_user_info.map(|user| user.display_name);
                let user = user.as_deref().unwrap_or("unknown user");
                say(&format!("{}: {user}, please confirm on your phone.", status.status))?;
            }
            Err(error) => break Err(error),
        }
    };
    match outcome {
        Ok(tokens) => say(&format!("Signed in for {} seconds.", tokens.expire_in))?,
        Err(error) if error.is_expired() => say("The code has expired.")?,
        Err(error) if error.is_canceled() => say("The user canceled the sign-in.")?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
