//! The options that both builders have.

/// Methods of a builder with a field `settings`.
macro_rules! shared_options {
    () => {
        /// Sets the language of messages. Without it the server decides.
        #[must_use]
        pub fn language(mut self, language: impl Into<$crate::Language>) -> Self {
            self.settings.language = Some(language.into().as_str().to_owned());
            self
        }

        /// Sets the tenant that calls are made in. A view for another one is made by `with_tenant`
        /// of the client.
        #[must_use]
        pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
            self.settings.tenant_id = Some(tenant_id.into());
            self
        }

        /// Sets the address of the person that calls are made for, sent as `x-real-ip`. The server
        /// counts messages to a person by it. A view for another one is made by `with_client_ip` of
        /// the client.
        #[must_use]
        pub fn client_ip(mut self, client_ip: ::std::net::IpAddr) -> Self {
            self.settings.client_ip = Some(client_ip);
            self
        }

        /// Sets the names that the API goes by: prefix of headers, word before signatures, default
        /// host.
        #[must_use]
        pub fn brand(mut self, brand: $crate::Brand) -> Self {
            self.settings.brand = brand;
            self
        }

        /// Sets the prefix of the API's own headers; `x-authing-` unless set.
        #[must_use]
        pub fn header_prefix(mut self, prefix: impl Into<String>) -> Self {
            self.settings.brand = self.settings.brand.with_header_prefix(prefix);
            self
        }

        /// Adds a header to every call. It replaces a header that the SDK would send, `authorization`
        /// included; called again with the same name, it adds another value. A header of a single
        /// call replaces it in turn. `content-type` and what says where a body ends cannot be set.
        #[must_use]
        pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.settings.default_headers.push((name.into(), value.into()));
            self
        }

        /// Adds the application's name to the `user-agent`, for instance `billing/2.1`.
        #[must_use]
        pub fn application_name(mut self, name: impl Into<String>) -> Self {
            self.settings.application_name = Some(name.into());
            self
        }

        /// Sets how lists stand in query strings; with brackets unless set.
        #[must_use]
        pub fn array_style(mut self, style: $crate::ArrayStyle) -> Self {
            self.settings.array_style = style;
            self
        }

        /// Limits the time for making a connection; 5 seconds unless set.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.connect_timeout = timeout;
            self
        }

        /// Limits the time of one attempt, so that time for another is left when the server hangs;
        /// no limit of its own unless set.
        #[must_use]
        pub fn attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.attempt_timeout = Some(timeout);
            self
        }

        /// Limits the time of a call, all attempts and pauses together; 30 seconds unless set.
        #[must_use]
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.timeout = timeout;
            self
        }

        /// Limits the attempts of a call; three unless set.
        #[must_use]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.settings.retry = policy;
            self
        }

        /// Limits the length of an answer after unpacking, in bytes; 64 MiB unless set. A longer
        /// one is [`Error::Decode`](crate::Error::Decode).
        #[must_use]
        pub fn max_response_bytes(mut self, bytes: usize) -> Self {
            self.settings.max_response_bytes = bytes;
            self
        }

        /// Runs code of the application around every attempt.
        #[must_use]
        pub fn middleware(mut self, middleware: impl $crate::Middleware) -> Self {
            self.settings.middleware.push(::std::sync::Arc::new(middleware));
            self
        }

        /// Adds the fields of OpenTelemetry's conventions for HTTP clients to the `tracing` span of
        /// a call; off unless set.
        #[must_use]
        pub fn otel_fields(mut self, on: bool) -> Self {
            self.settings.otel_fields = on;
            self
        }

        /// Sends requests through this HTTP client, for proxies and certificates of the application.
        ///
        /// Its redirect policy must be `none`; otherwise codes and bodies with secrets follow
        /// wherever a response points. Its connect timeout replaces the one set here, and its
        /// proxies are used for loopback hosts, too. Its own retries have no effect.
        ///
        /// Its connections belong to the runtime that opened them, so the client should be used on
        /// one runtime only. Without this option, each runtime has connections of its own, the
        /// proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) are
        /// used, and loopback hosts are reached directly.
        #[must_use]
        pub fn http_client(mut self, http: ::reqwest::Client) -> Self {
            self.settings.http = Some(http);
            self
        }
    };
}

/// Methods of a client with a field `context`.
macro_rules! shared_views {
    () => {
        /// A view of this client that makes its calls in this tenant.
        #[must_use]
        pub fn with_tenant(&self, tenant_id: impl Into<String>) -> Self {
            let mut view = self.clone();
            view.context.tenant_id = Some(tenant_id.into().into());
            view
        }

        /// A view of this client that makes its calls for a person at this address.
        #[must_use]
        pub fn with_client_ip(&self, client_ip: ::std::net::IpAddr) -> Self {
            let mut view = self.clone();
            view.context.client_ip = Some(client_ip);
            view
        }

        /// Starts a call of an endpoint that has no method here, with the same identity, retries
        /// and errors.
        ///
        /// `path` begins with `/` and has no query; parameters are added by
        /// [`query`](crate::CustomCall::query).
        ///
        /// ```no_run
        /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
        /// use http::Method;
        ///
        /// let answer = admin
        ///     .request(Method::GET, "/api/v3/brand-new")
        ///     .query("userId", "USER_ID")
        ///     .await?;
        /// println!("{}", answer["name"]);
        /// # Ok(())
        /// # }
        /// ```
        pub fn request(
            &self,
            method: ::http::Method,
            path: impl Into<String>,
        ) -> $crate::CustomCall {
            $crate::CustomCall::new(self.context.clone(), method, path.into())
        }

        // Without any module of this API there is nothing to call.
        #[allow(dead_code)]
        pub(crate) fn call(&self, operation: &'static $crate::Operation) -> $crate::call::Untyped {
            $crate::call::Untyped::new(self.context.clone(), operation)
        }
    };
}

pub(super) use {shared_options, shared_views};
