//! [`ServerProcess`]: starts and ends the server.

use std::{
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The server in its own process, so that its cost is not counted as the client's. Dropping this
/// value ends it.
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
    /// Returns an error if the program cannot be started or prints nothing.
    pub fn start(program: &Path) -> io::Result<Self> {
        Self::start_with(program, &[])
    }

    /// As [`start`](Self::start), with arguments.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_with(program: &Path, arguments: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments);
        // The server ends with its input, however this process ends.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut host = String::new();
        BufReader::new(out).read_line(&mut host)?;
        Ok(Self { child, host: host.trim().to_owned() })
    }

    /// Returns the address of the server.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // The process may have already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
