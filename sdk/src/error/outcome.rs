//! [`Outcome`]: whether an operation that failed may have been carried out.

use std::fmt;

/// Whether an operation that failed may have been carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not carried out, or without effect: the operation only reads, the server rejected it, or
    /// nothing was sent.
    #[default]
    Known,
    /// The request was sent, and no readable response arrived.
    Unknown,
    /// The error is that of a retry, after an attempt that was interrupted.
    EarlierUnknown,
}

/// The end of the message of an error; empty if the outcome is known.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known => "",
            Self::Unknown => {
                "; the server may have carried out the operation: check before sending it again"
            }
            Self::EarlierUnknown => {
                "; an earlier attempt was interrupted and may have succeeded: check before sending \
                 it again"
            }
        })
    }
}
