//! [`FileUpload`]: uploading a file.

use std::{fmt, future::IntoFuture};

use super::call_options::{CallOptions, call_option_methods};
use crate::authentication::{UploadDataDto, UploadDto};
use crate::{AuthenticationClient, Call, IntoText, UploadFile};

/// An upload that is ready to be sent. `.await` returns the key and the URL of the file.
#[must_use = "uploads do nothing unless you `.await` them"]
pub struct FileUpload {
    client: AuthenticationClient,
    body: UploadDto,
    call_options: CallOptions,
}

impl AuthenticationClient {
    /// Uploads a file, for instance the photo of a user.
    ///
    /// The endpoint exists on Authing and may be missing on GenAuth. It requires no access token.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     app: genauth::AuthenticationClient,
    /// #     photo: Vec<u8>,
    /// # ) -> Result<(), genauth::Error> {
    /// use genauth::UploadFile;
    ///
    /// let file = UploadFile::new("bob.png", photo).content_type("image/png");
    /// let uploaded = app.upload_file(file).folder("photos").await?;
    /// println!("{}", uploaded.url);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "upload")]
    pub fn upload_file(&self, file: UploadFile) -> FileUpload {
        FileUpload {
            client: self.clone(),
            body: UploadDto::new(file),
            call_options: CallOptions::default(),
        }
    }
}

impl FileUpload {
    /// Sets the folder of the file. Without it, the server decides.
    pub fn folder(mut self, folder: impl IntoText) -> Self {
        self.body.folder = Some(folder.into_text());
        self
    }

    /// Sets whether the file is private. Without it, the server decides.
    pub fn private(mut self, private: bool) -> Self {
        self.body.is_private = Some(private);
        self
    }

    call_option_methods!();

    /// Returns the underlying call.
    pub fn into_call(self) -> Call<UploadDataDto> {
        self.call_options.apply(self.client.upload_file_raw(self.body))
    }
}

impl IntoFuture for FileUpload {
    type Output = <Call<UploadDataDto> as Future>::Output;
    type IntoFuture = Call<UploadDataDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call()
    }
}

impl fmt::Debug for FileUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileUpload").field("body", &self.body).finish_non_exhaustive()
    }
}
