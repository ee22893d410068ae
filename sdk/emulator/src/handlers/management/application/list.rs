//! Listing of applications.

use genauth::management::{
    GetApplicationParams, GetApplicationSimpleInfoParams, ListApplicationSimpleInfoParams,
    ListApplicationsParams,
};
use serde_json::json;

use super::{look_up::get, view};
use crate::{
    call::{Call, Response},
    failure::Failure,
    state::application::Application,
};

/// Filter for the listed applications.
struct Filter {
    integrated: Option<bool>,
    self_built: Option<bool>,
    sso: Option<bool>,
    keywords: Option<String>,
}

impl Filter {
    fn fits(&self, app: &Application) -> bool {
        let set = &app.settings;
        let is_integrated = set.template.is_some();
        // A kind of application is excluded only if the other kind is requested alone.
        let is_kind = match (self.integrated == Some(true), self.self_built == Some(true)) {
            (true, false) => is_integrated,
            (false, true) => !is_integrated,
            _ => true,
        };
        let keywords = self.keywords.as_deref().unwrap_or_default().to_lowercase();
        let mut texts = [&app.name, &set.identifier, &app.id].into_iter();
        is_kind
            && (self.sso != Some(true) || set.sso_since.is_some())
            && texts.any(|text| text.to_lowercase().contains(&keywords))
    }
}

pub(super) fn list_applications(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListApplicationsParams = call.params()?;
    let filter = Filter {
        integrated: params.is_integrate_app,
        self_built: params.is_self_built_app,
        sso: params.sso_enabled,
        keywords: params.keywords,
    };
    let found = call.state.applications.iter().filter(|app| filter.fits(app));
    let (found, total) = call.page()?.of(found);
    let list = found.into_iter().map(|app| view::full(app, &call.state.pool.id));
    Response::data(&json!({"totalCount": total, "list": list.collect::<Vec<_>>()}))
}

pub(super) fn list_application_simple_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListApplicationSimpleInfoParams = call.params()?;
    let filter = Filter {
        integrated: params.is_integrate_app,
        self_built: params.is_self_built_app,
        sso: params.sso_enabled,
        keywords: params.keywords,
    };
    let found = call.state.applications.iter().filter(|app| filter.fits(app));
    let (found, total) = call.page()?.of(found);
    let list = found.into_iter().map(view::simple);
    Response::data(&json!({"totalCount": total, "list": list.collect::<Vec<_>>()}))
}

pub(super) fn get_application(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetApplicationParams = call.params()?;
    Response::data(&view::full(get(call.state, &params.app_id)?, &call.state.pool.id))
}

pub(super) fn get_application_simple_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetApplicationSimpleInfoParams = call.params()?;
    Response::data(&view::simple(get(call.state, &params.app_id)?))
}
