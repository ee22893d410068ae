//! State in a file.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{clock::Clock, shared::Shared, state::World};

/// The layout of the file. One with another number is refused.
const VERSION: u32 = 1;
/// Changes are gathered for so long before they are written.
const GATHERED: Duration = Duration::from_millis(200);

/// Everything an emulator remembers, and how far its clock was ahead.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Snapshot {
    version: u32,
    ahead_milliseconds: i64,
    world: World,
}

/// Just enough of a file to tell which layout it has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// The state as text.
pub(crate) fn write(world: &World, clock: &Clock) -> io::Result<String> {
    let ahead_milliseconds = clock.ahead();
    let snapshot = Snapshot { version: VERSION, ahead_milliseconds, world: world.clone() };
    serde_json::to_string(&snapshot).map_err(io::Error::other)
}

/// Reads a state, and sets the clock as it was.
///
/// # Errors
///
/// It is none, or one of another version. Nothing has changed then.
pub(crate) fn read(text: &str, clock: &Clock) -> io::Result<World> {
    let invalid = |problem: String| io::Error::new(io::ErrorKind::InvalidData, problem);
    let versioned: Versioned =
        serde_json::from_str(text).map_err(|error| invalid(format!("no saved state: {error}")))?;
    if versioned.version != VERSION {
        let problem = format!(
            "the state has version {}, and this emulator reads version {VERSION}; delete it to \
             begin anew",
            versioned.version
        );
        return Err(invalid(problem));
    }
    let snapshot: Snapshot = serde_json::from_str(text)
        .map_err(|error| invalid(format!("the saved state is damaged: {error}")))?;
    clock.set_ahead(snapshot.ahead_milliseconds);
    Ok(snapshot.world)
}

/// Writes a file whole or not at all: a new one beside it takes its place when it is on the disk.
pub(crate) fn save(shared: &Shared, path: &Path) -> io::Result<()> {
    let text = write(&shared.world(), &shared.clock)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is safe when its folder is; not every system lets one open a folder.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Reads a file.
pub(crate) fn load(path: &Path, clock: &Clock) -> io::Result<World> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(named)?;
    read(&text, clock).map_err(named)
}

/// Saves whenever something has changed, until `stopped` says so or it cannot be done.
pub(crate) async fn keep(
    shared: Arc<Shared>,
    path: PathBuf,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut changes = shared.changes.subscribe();
    loop {
        tokio::select! {
            _ = changes.changed() => {}
            _ = stopped.changed() => return Ok(()),
        }
        tokio::time::sleep(GATHERED).await;
        changes.borrow_and_update();
        let (shared, path) = (Arc::clone(&shared), path.clone());
        let saved = tokio::task::spawn_blocking(move || save(&shared, &path)).await;
        saved.map_err(io::Error::other)??;
    }
}
