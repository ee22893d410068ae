//! [`FileUpload`]: uploading a file, in one line.

use std::future::IntoFuture;

use crate::authentication::{UploadDataDto, UploadDto};
use crate::{AuthenticationClient, Call, CallFuture, IntoText, UploadFile};

/// An upload that is ready to be sent. `.await` gives the file's key and address.
#[must_use = "an upload does nothing until it is awaited"]
#[derive(Debug)]
pub struct FileUpload {
    client: AuthenticationClient,
    body: UploadDto,
}

impl AuthenticationClient {
    /// Uploads a file, for instance the picture of a user.
    ///
    /// The endpoint is known on Authing; it may be missing on GenAuth. It asks for no access token.
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
        FileUpload { client: self.clone(), body: UploadDto::new(file) }
    }
}

impl FileUpload {
    /// Sets the folder that the file goes to. Without it the server decides.
    pub fn folder(mut self, folder: impl IntoText) -> Self {
        self.body.folder = Some(folder.into_text());
        self
    }

    /// Decides whether the file is private. Without it the server decides.
    pub fn private(mut self, private: bool) -> Self {
        self.body.is_private = Some(private);
        self
    }

    /// The call, on which limits and headers of its own can be set.
    pub fn into_call(self) -> Call<UploadDataDto> {
        self.client.upload(self.body)
    }
}

impl IntoFuture for FileUpload {
    type Output = <CallFuture<UploadDataDto> as Future>::Output;
    type IntoFuture = CallFuture<UploadDataDto>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_call().into_future()
    }
}
