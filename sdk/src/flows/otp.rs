//! [`OtpDetails`]: what a user needs to set up an authenticator app.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::OtpAuthUri;
use crate::authentication::{SendEnrollFactorRequestOtpDataDto, mfa::OPERATIONS};
use crate::error::DecodeError;
use crate::operation::Operation;
use crate::{Error, Secret};

/// The operation whose answer is looked into here.
const START: &Operation = OPERATIONS[0];

/// What every PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What a user needs to set up an authenticator app. All of it is secret: whoever has it has the
/// second factor.
///
/// ```no_run
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), Box<dyn std::error::Error>> {
/// let pending = user.mfa().enroll_otp().await?;
/// if let Some(otp) = pending.otp() {
///     std::fs::write("qr.png", otp.qr_png()?)?;
///     println!("keep this somewhere safe: {}", otp.recovery_code().expose());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OtpDetails {
    uri: Secret,
    data_url: Secret,
    recovery_code: Secret,
}

impl OtpDetails {
    pub(super) fn new(data: SendEnrollFactorRequestOtpDataDto) -> Self {
        Self {
            uri: data.qr_code_uri.into(),
            data_url: data.qr_code_data_url.into(),
            recovery_code: data.recovery_code.into(),
        }
    }

    /// The `otpauth:` URI, as it came. It is what the QR code says, and what a phone opens the
    /// authenticator app with.
    pub fn uri_text(&self) -> &Secret {
        &self.uri
    }

    /// The `otpauth:` URI, taken apart. What it says can be typed into an authenticator app where no
    /// camera is at hand.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if it is no such URI.
    pub fn uri(&self) -> Result<OtpAuthUri, Error> {
        let uri: Result<OtpAuthUri, _> = self.uri.expose().parse();
        uri.map_err(|error| unexpected(format!("data.otpData.qrCodeUri: {error}")))
    }

    /// The QR code as an image in PNG.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if the server sent something else.
    pub fn qr_png(&self) -> Result<Vec<u8>, Error> {
        let problem = |what: &str| unexpected(format!("data.otpData.qrCodeDataUrl: {what}"));
        let Some((head, base64)) = self.data_url.expose().trim().split_once(',') else {
            return Err(problem("expected a PNG as a data URL"));
        };
        let mut head = head.split(';').map(str::trim);
        let media = head.next().unwrap_or_default();
        let is_base64 = head.any(|parameter| parameter.eq_ignore_ascii_case("base64"));
        if !media.eq_ignore_ascii_case("data:image/png") || !is_base64 {
            return Err(problem("expected a PNG as a data URL in base64"));
        }
        let png = STANDARD.decode(base64).map_err(|_| problem("the base64 of it is broken"))?;
        match png.starts_with(PNG) {
            true => Ok(png),
            false => Err(problem("the data in it is no PNG")),
        }
    }

    /// The QR code as text for a terminal, drawn from the URI; mostly some 25 lines of some 50
    /// characters. Blocks are drawn for what is light, so that it is right on a dark terminal;
    /// cameras read the opposite as well.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if the URI is too long for any QR code.
    #[cfg(feature = "qr")]
    #[cfg_attr(docsrs, doc(cfg(feature = "qr")))]
    pub fn qr_text(&self) -> Result<String, Error> {
        let text = super::qr_text::draw(self.uri.expose());
        text.ok_or_else(|| unexpected("data.otpData.qrCodeUri: too long for a QR code".to_owned()))
    }

    /// What gives the user access when the authenticator app is lost. It is shown once and has to be
    /// kept.
    pub fn recovery_code(&self) -> &Secret {
        &self.recovery_code
    }
}

/// The answer came with success, and is not shown because of what it holds.
fn unexpected(message: String) -> Error {
    DecodeError::of_success(START, message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_answer_is_said_of_the_call_that_got_it() {
        assert_eq!(START.name, "sendEnrollFactorRequest");
    }
}
