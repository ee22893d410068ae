//! [`ServerProcess`]: the server, started and ended.

use std::{
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The server in a process of its own, so that what it costs is not counted as the client's. It ends
/// when this is dropped.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    host: String,
}

impl ServerProcess {
    /// Starts the program of the server and waits for its address.
    ///
    /// # Errors
    ///
    /// The program cannot be started or says nothing.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        // The server ends with its input, however this process ends.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut host = String::new();
        BufReader::new(out).read_line(&mut host)?;
        Ok(Self { child, host: host.trim().to_owned() })
    }

    /// The address of the server.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
