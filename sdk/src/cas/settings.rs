//! [`Settings`]: the options of a client, checked.

use url::Url;

use super::format::CasFormat;
use super::service::query;
use crate::transport::RequestContext;

/// The options of a client.
pub(super) struct Settings {
    pub(super) context: RequestContext,
    /// The URL that the endpoints are below: `/cas-idp/{appId}`.
    pub(super) root: Url,
    /// The URL that tickets are issued for, as it was set.
    pub(super) service: String,
    pub(super) format: Option<CasFormat>,
    pub(super) renew: bool,
    /// The chains of proxies that users may sign in through.
    pub(super) proxies: Vec<Vec<String>>,
    pub(super) max_response_bytes: usize,
}

impl Settings {
    /// Returns the URL of an endpoint. Without parameters, it has no query.
    pub(super) fn endpoint(&self, path: &[&str], parameters: &[(&str, &str)]) -> Url {
        let mut url = self.root.clone();
        // URLs with a host can have a path.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(path);
        }
        if !parameters.is_empty() {
            url.set_query(Some(&query(parameters)));
        }
        url
    }
}
