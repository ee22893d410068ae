//! Blocking methods while the feature `blocking` is disabled: their bound is never met, so that the
//! compiler names the feature instead of a missing method.
//!
//! ```compile_fail,E0277
//! # fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
//! use genauth::management::ListUsersRequestDto;
//!
//! let page = admin.list_users(ListUsersRequestDto::new()).wait()?;
//! # Ok(())
//! # }
//! ```

use crate::call::Call;
use crate::error::Error;
use crate::response::{FromResponse, Response};

/// Types with blocking methods. No type implements it.
#[diagnostic::on_unimplemented(
    message = "blocking calls require the feature `blocking` of the crate `genauth`",
    label = "the feature `blocking` is disabled",
    note = "enable it in `Cargo.toml`: `genauth = {{ …, features = [\"blocking\"] }}`",
    note = "in asynchronous code, use `.await` instead"
)]
pub trait Blocking {
    #[doc(hidden)]
    fn disabled<T>(self) -> T;
}

impl<T: FromResponse> Call<T> {
    #[doc(hidden)]
    pub fn wait(self) -> Result<T, Error>
    where
        Self: Blocking,
    {
        self.disabled()
    }

    #[doc(hidden)]
    pub fn send_blocking(self) -> Result<Response<T>, Error>
    where
        Self: Blocking,
    {
        self.disabled()
    }
}
