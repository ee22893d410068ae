//! The options of both builders.

/// Methods of a builder with a field `settings`.
macro_rules! shared_options {
    () => {
        /// Sets the host of [events](crate::event): a URL with the scheme `wss`, or a plain host
        /// name. By default, that of the [`brand`](Self::brand), `wss://openevent.genauth.ai`; for
        /// a client whose host is a loopback address, that host.
        #[cfg(feature = "event")]
        #[must_use]
        pub fn event_host(mut self, host: impl Into<String>) -> Self {
            self.settings.event_host = Some(host.into());
            self
        }

        /// Sets the language of messages. Without it, the server decides.
        #[must_use]
        pub fn language(mut self, language: impl Into<$crate::Language>) -> Self {
            self.settings.language = Some(language.into().as_str().to_owned());
            self
        }

        /// Sets the tenant of calls. `with_tenant` of the client returns a view for another tenant.
        #[must_use]
        pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
            self.settings.tenant_id = Some(tenant_id.into());
            self
        }

        /// Sets the IP address of the end user, sent as `x-real-ip`. The server uses it for rate
        /// limits. `with_client_ip` of the client returns a view for another address.
        #[must_use]
        pub fn client_ip(mut self, client_ip: ::std::net::IpAddr) -> Self {
            self.settings.client_ip = Some(client_ip);
            self
        }

        /// Sets the names that the API uses: header prefix, signature scheme and default hosts.
        #[must_use]
        pub fn brand(mut self, brand: $crate::Brand) -> Self {
            self.settings.brand = brand;
            self
        }

        /// Sets the prefix of the API's headers; `x-authing-` by default.
        #[must_use]
        pub fn header_prefix(mut self, prefix: impl Into<String>) -> Self {
            self.settings.brand = self.settings.brand.with_header_prefix(prefix);
            self
        }

        /// Adds a header to every call. Overrides headers of the SDK, including `authorization`;
        /// further values of the same name are added. Headers of a single call override it.
        /// `content-type`, `content-length` and `transfer-encoding` cannot be set.
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

        /// Sets the encoding of lists in query strings; brackets by default.
        #[must_use]
        pub fn array_style(mut self, style: $crate::ArrayStyle) -> Self {
            self.settings.array_style = style;
            self
        }

        /// Limits the time to establish a connection; 5 seconds by default.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.connect_timeout = timeout;
            self
        }

        /// Limits the time of one attempt, which leaves time for a retry when the server hangs; no
        /// separate limit by default.
        #[must_use]
        pub fn attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.attempt_timeout = Some(timeout);
            self
        }

        /// Limits the time of a call, including retries and backoff; 30 seconds by default.
        #[must_use]
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.timeout = timeout;
            self
        }

        /// Sets the retry policy; three attempts by default.
        #[must_use]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.settings.retry = policy;
            self
        }

        /// Limits the length of a decompressed response, in bytes; 64 MiB by default. A longer
        /// response is an [`Error::Decode`](crate::Error::Decode).
        #[must_use]
        pub fn max_response_bytes(mut self, bytes: usize) -> Self {
            self.settings.max_response_bytes = bytes;
            self
        }

        /// Adds middleware, which runs around each attempt.
        #[must_use]
        pub fn middleware(mut self, middleware: impl $crate::Middleware) -> Self {
            self.settings.middleware.push(::std::sync::Arc::new(middleware));
            self
        }

        /// Sets whether the `tracing` span of a call has the fields of OpenTelemetry's conventions
        /// for HTTP clients; off by default.
        #[must_use]
        pub fn otel_fields(mut self, on: bool) -> Self {
            self.settings.otel_fields = on;
            self
        }

        /// Sets the HTTP client, for custom proxies and certificates.
        ///
        /// Its redirect policy must be `none`; otherwise codes and bodies with secrets are sent to
        /// the target of a redirect. Its connect timeout replaces the one set here, and its proxies
        /// are used for loopback hosts, too. Its own retries have no effect.
        ///
        /// Its connections belong to the runtime that opened them, so use the client on one runtime
        /// only. Without this option, each runtime has its own connections, the proxies of the
        /// environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) are used, and
        /// loopback hosts are reached directly.
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
        /// Returns a view of this client for this tenant.
        #[must_use]
        pub fn with_tenant(&self, tenant_id: impl Into<String>) -> Self {
            let mut view = self.clone();
            view.context.tenant_id = Some(tenant_id.into().into());
            view
        }

        /// Returns a view of this client for an end user with this IP address.
        #[must_use]
        pub fn with_client_ip(&self, client_ip: ::std::net::IpAddr) -> Self {
            let mut view = self.clone();
            view.context.client_ip = Some(client_ip);
            view
        }

        /// Creates a call of an endpoint without a method, with the same identity, retries and
        /// errors.
        ///
        /// `path` starts with `/` and has no query; add parameters with
        /// [`query`](crate::CustomCall::query).
        ///
        /// ```no_run
        /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
        /// use http::Method;
        ///
        /// let response = admin
        ///     .request(Method::GET, "/api/v3/brand-new")
        ///     .query("userId", "USER_ID")
        ///     .await?;
        /// println!("{}", response["name"]);
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

        // Unused without any module of this API.
        #[allow(dead_code)]
        pub(crate) fn call(&self, operation: &'static $crate::Operation) -> $crate::call::Untyped {
            $crate::call::Untyped::new(self.context.clone(), operation)
        }
    };
}

pub(super) use {shared_options, shared_views};
