//! [`OtpDetails`]: the setup data of an authenticator app.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::otp_auth_uri::OtpAuthUri;
use crate::authentication::{SendEnrollFactorRequestOtpDataDto, mfa::OPERATIONS};
use crate::error::DecodeError;
use crate::operation::Operation;
use crate::{Error, Secret};

/// The operation whose response contains the data.
const START: &Operation = OPERATIONS[0];

/// The signature of a PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The setup data of an authenticator app. All of it is secret: it grants the second factor.
///
/// ```no_run
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), Box<dyn std::error::Error>> {
/// let pending = user.mfa().enroll_otp().await?;
/// if let Some(otp) = pending.otp() {
///     std::fs::write("qr.png", otp.qr_png()?)?;
///     println!("store this recovery code: {}", otp.recovery_code().expose());
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
            uri: data.qr_code_uri,
            data_url: data.qr_code_data_url,
            recovery_code: data.recovery_code,
        }
    }

    /// Returns the `otpauth:` URI, verbatim. The QR code contains it, and a phone opens the
    /// authenticator app with it.
    pub fn uri_text(&self) -> &Secret {
        &self.uri
    }

    /// Parses the `otpauth:` URI. Its parts can be typed into an authenticator app without a
    /// camera.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if the URI is not valid.
    pub fn uri(&self) -> Result<OtpAuthUri, Error> {
        let uri: Result<OtpAuthUri, _> = self.uri.expose().parse();
        uri.map_err(|error| unexpected(format!("/data/otpData/qrCodeUri: {error}")))
    }

    /// Returns the QR code as a PNG image.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if the server sent anything else.
    pub fn qr_png(&self) -> Result<Vec<u8>, Error> {
        let problem = |what: &str| unexpected(format!("/data/otpData/qrCodeDataUrl: {what}"));
        let Some((head, base64)) = self.data_url.expose().trim().split_once(',') else {
            return Err(problem("expected a PNG as a data URL"));
        };
        let mut head = head.split(';').map(str::trim);
        let media = head.next().unwrap_or_default();
        let is_base64 = head.any(|parameter| parameter.eq_ignore_ascii_case("base64"));
        if !media.eq_ignore_ascii_case("data:image/png") || !is_base64 {
            return Err(problem("expected a PNG as a data URL in base64"));
        }
        let png = STANDARD.decode(base64).map_err(|_| problem("the base64 is not valid"))?;
        match png.starts_with(PNG) {
            true => Ok(png),
            false => Err(problem("the data is not a PNG")),
        }
    }

    /// Renders the QR code as text for a terminal, usually 25 lines of 50 characters. Light modules
    /// are drawn, as suits a dark terminal; cameras also read the inverse.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if the URI is too long for a QR code.
    #[cfg(feature = "qr")]
    pub fn qr_text(&self) -> Result<String, Error> {
        let text = super::qr_text::draw(self.uri.expose());
        text.ok_or_else(|| unexpected("/data/otpData/qrCodeUri: too long for a QR code".to_owned()))
    }

    /// Returns the recovery code, which replaces a lost authenticator app. The server returns it
    /// only once.
    pub fn recovery_code(&self) -> &Secret {
        &self.recovery_code
    }
}

/// Returns the error for an invalid value in a successful response, which the error does not
/// contain because it is secret.
fn unexpected(message: String) -> Error {
    DecodeError::of_success(START, message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_operation_of_the_response() {
        assert_eq!(START.name, "sendEnrollFactorRequest");
    }
}
