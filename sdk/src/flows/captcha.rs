//! [`Captcha`]: a picture to prove that somebody looks at it.

use crate::authentication::SignInOptionsDto;
use crate::{AuthenticationClient, Error, IntoSecret, Secret};

/// A captcha to show to the user.
///
/// A user pool can ask for one after too many failed sign-ins.
///
/// ```no_run
/// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// let captcha = app.captcha().await?;
/// println!("{}", captcha.svg());
/// // The user reads the picture and enters what it says.
/// let tokens = app
///     .sign_in_by_username_password("bob", "test-secret")
///     .options(captcha.answer("a8nz"))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Captcha {
    svg: String,
    token: Secret,
}

impl AuthenticationClient {
    /// Gets a captcha.
    ///
    /// # Errors
    ///
    /// Those of [`gene_catcha_code_and_token`](Self::gene_catcha_code_and_token).
    #[doc(alias = "getCaptchaCode")]
    #[doc(alias = "geneCatchaCodeAndToken")]
    pub async fn captcha(&self) -> Result<Captcha, Error> {
        let captcha = self.gene_catcha_code_and_token().await?;
        Ok(Captcha {
            svg: captcha.captcha_code_svg.expose().to_owned(),
            token: captcha.captcha_token,
        })
    }
}

impl Captcha {
    /// The picture, in SVG.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// What tells the server which captcha an answer is for.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Options of a sign-in with this answer and nothing else.
    pub fn answer(&self, code: impl IntoSecret) -> SignInOptionsDto {
        self.answer_in(SignInOptionsDto::new(), code)
    }

    /// These options of a sign-in with this answer.
    pub fn answer_in(&self, options: SignInOptionsDto, code: impl IntoSecret) -> SignInOptionsDto {
        options.captcha_code(code).captcha_token(self.token.expose())
    }
}
