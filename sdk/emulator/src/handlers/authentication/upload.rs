//! File uploads.
//!
//! # Assumptions
//!
//! - The key of a file ends with its name, after the folder and an ID. The file itself is not kept:
//!   it cannot be downloaded from the URL.

use genauth::authentication::UploadDataDto;
use url::Url;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
};

pub(super) const HANDLERS: Handlers = &[("upload", upload)];

/// Default folder of uploads.
const FOLDER: &str = "photos";

fn upload(call: &mut Call<'_>) -> Result<Response, Failure> {
    let file = call.files.iter().find(|file| file.field == "file");
    let name = file.map(|file| file.name.clone()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "file".to_owned());
    let folder = call.raw_body()["folder"].as_str().map(str::trim).filter(|it| !it.is_empty());
    let folder = folder.unwrap_or(FOLDER).to_owned();
    let id = call.state.ids.object_id();
    let invalid = || Failure::new(500, "the host of the emulator is not a valid URL");
    let mut url = Url::parse(call.host).map_err(|_| invalid())?;
    url.path_segments_mut().map_err(|()| invalid())?.clear().extend([&folder, &id, &name]);
    Response::data(&UploadDataDto::new(format!("{folder}/{id}/{name}"), String::from(url)))
}
