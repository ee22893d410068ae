//! A program of Node.js or Python that reads and writes JSON lines.

#![allow(clippy::panic, clippy::expect_used, reason = "fails the test that needs a peer")]

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{sync::oneshot, time::timeout};

use crate::skip::scripts;

/// A result takes no longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);
/// The program ends sooner than that after its standard input has closed.
const END: Duration = Duration::from_secs(5);
/// The number of the line that the program writes when it is ready.
const READY: u64 = 0;

/// Senders of the results that are still to come, by the number of the command.
type Pending = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// The program. Usable from any number of runtimes at once, since none owns the pipes.
pub struct Script {
    name: &'static str,
    process: Child,
    input: Mutex<Option<ChildStdin>>,
    pending: Pending,
    last: AtomicU64,
}

impl Script {
    /// Starts a program of `tests/peers`. Returns it with the first value that it writes.
    ///
    /// # Panics
    /// If the program does not start.
    pub async fn start(name: &'static str, packages: &Path, config: &Value) -> (Self, Value) {
        let mut process = interpreter(name, packages)
            .arg(scripts().join(name))
            .arg(config.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the interpreter starts");
        let pending = Pending::default();
        let ready = expect(&pending, READY);
        let output = process.stdout.take().expect("standard output is a pipe");
        thread::spawn({
            let pending = Arc::clone(&pending);
            move || dispatch(output, &pending)
        });
        let input = Mutex::new(process.stdin.take());
        let script = Self { name, process, input, pending, last: AtomicU64::new(READY) };
        let ready = script.result(ready).await;
        (script, ready)
    }

    /// Sends a command and returns its result.
    ///
    /// # Panics
    /// If the command fails.
    pub async fn send(&self, command: Value) -> Value {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let result = expect(&self.pending, id);
        self.post(id, command);
        self.result(result).await
    }

    /// Sends a command and ignores its result.
    pub(crate) fn send_only(&self, command: Value) {
        self.post(self.last.fetch_add(1, Ordering::Relaxed) + 1, command);
    }

    fn post(&self, id: u64, mut command: Value) {
        command["id"] = id.into();
        if let Some(input) = locked(&self.input).as_mut() {
            // If the program has ended, its result does not arrive either.
            let _ = input.write_all(format!("{command}\n").as_bytes());
        }
    }

    async fn result(&self, result: oneshot::Receiver<Value>) -> Value {
        let mut result = match timeout(PATIENCE, result).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => panic!("{} has ended; see its standard error", self.name),
            Err(_) => panic!("{} sends no result", self.name),
        };
        match result.get_mut("ok") {
            Some(value) => value.take(),
            None => panic!("{}: {}", self.name, result["error"].as_str().unwrap_or_default()),
        }
    }
}

impl Drop for Script {
    /// Closes the standard input, at which the program ends in an orderly way.
    fn drop(&mut self) {
        locked(&self.input).take();
        let start = Instant::now();
        while start.elapsed() < END {
            match self.process.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the interpreter that runs a program with its packages.
fn interpreter(name: &str, packages: &Path) -> Command {
    if name.ends_with(".py") {
        let mut python = Command::new(packages.join("bin/python"));
        // Warnings of packages are about their own future.
        python.args(["-B", "-W", "ignore"]);
        python
    } else {
        let mut node = Command::new("node");
        node.env("GENAUTH_PEERS_MODULES", packages);
        node
    }
}

fn expect(pending: &Pending, id: u64) -> oneshot::Receiver<Value> {
    let (sender, receiver) = oneshot::channel();
    locked(pending).insert(id, sender);
    receiver
}

/// Reads results until the program ends, which then ends the wait for all others.
fn dispatch(output: ChildStdout, pending: &Pending) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let result = serde_json::from_str(&line).unwrap_or_else(|_| json!({"error": line}));
        let id = result["id"].as_u64().unwrap_or(READY);
        if let Some(sender) = locked(pending).remove(&id) {
            let _ = sender.send(result);
        }
    }
    locked(pending).clear();
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
