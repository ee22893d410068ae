//! [`Captcha`]: an image whose text the user enters.

use super::step::Step;
use crate::authentication::SignInOptionsDto;
use crate::{AuthenticationClient, IntoSecret, Secret};

/// A captcha to show to the user.
///
/// User pools can require one after too many failed sign-ins.
///
/// ```no_run
/// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// let captcha = app.captcha().await?;
/// println!("{}", captcha.svg());
/// // The user enters the text of the image.
/// let tokens = app
///     .sign_in_by_username_password("bob", "test-secret")
///     .options(captcha.solution("a8nz"))
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
    /// Requests a captcha.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`gene_catcha_code_and_token`](Self::gene_catcha_code_and_token).
    #[doc(alias = "getCaptchaCode")]
    #[doc(alias = "geneCatchaCodeAndToken")]
    pub fn captcha(&self) -> Step<Captcha> {
        let app = self.clone();
        Step::new(move |options| async move {
            let captcha = options.apply(app.gene_catcha_code_and_token()).await?;
            Ok(Captcha {
                svg: captcha.captcha_code_svg.expose().to_owned(),
                token: captcha.captcha_token,
            })
        })
    }
}

impl Captcha {
    /// Returns the image, in SVG.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// Returns the token that identifies the captcha to the server.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns options of a sign-in with this solution.
    pub fn solution(&self, code: impl IntoSecret) -> SignInOptionsDto {
        self.solution_in(SignInOptionsDto::new(), code)
    }

    /// Adds this solution to options of a sign-in.
    pub fn solution_in(
        &self,
        options: SignInOptionsDto,
        code: impl IntoSecret,
    ) -> SignInOptionsDto {
        options.captcha_code(code).captcha_token(self.token.expose())
    }
}
