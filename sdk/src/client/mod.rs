//! The two clients and their builders.

mod authentication;
mod management;

pub use authentication::{AuthenticationClient, AuthenticationClientBuilder};
pub use management::{ManagementClient, ManagementClientBuilder};

/// The options that both builders have.
macro_rules! shared_options {
    () => {
        /// Sets the language of messages: `zh-CN`, `en-US`, `ja-JP` or `zh-TW`. Without it the
        /// server decides.
        #[must_use]
        pub fn language(mut self, language: impl Into<String>) -> Self {
            self.settings.language = Some(language.into());
            self
        }

        /// Sets the tenant that calls are made in.
        #[must_use]
        pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
            self.settings.tenant_id = Some(tenant_id.into());
            self
        }

        /// Sets the prefix of the API's own headers; `x-authing-` unless set.
        #[must_use]
        pub fn header_prefix(mut self, prefix: impl Into<String>) -> Self {
            self.settings.header_prefix = prefix.into();
            self
        }

        /// Limits the time for making a connection; 5 seconds unless set.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.connect_timeout = timeout;
            self
        }

        /// Limits the time of a call, all attempts together; 30 seconds unless set.
        #[must_use]
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.timeout = timeout;
            self
        }

        /// Decides how often calls are repeated; three attempts unless set.
        #[must_use]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.settings.retry = policy;
            self
        }

        /// Uses this HTTP client, for a proxy or certificates of one's own. Its redirect policy
        /// should be `none`, and its connect timeout replaces the one set here.
        #[must_use]
        pub fn http_client(mut self, http: ::reqwest::Client) -> Self {
            self.settings.http = Some(http);
            self
        }
    };
}
use shared_options;
