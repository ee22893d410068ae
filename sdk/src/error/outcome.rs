//! [`Outcome`]: whether an operation that failed may have been carried out.

use std::fmt;

/// Whether an operation that failed may have been carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The error says all there is to say: the operation only reads, the server refused it, or
    /// nothing was sent.
    #[default]
    Known,
    /// The request was sent, and no readable response came.
    Unknown,
    /// The error is that of a retry, after an attempt that was cut off.
    EarlierUnknown,
}

/// A sentence to add to the message of an error; nothing if the outcome is known.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known => "",
            Self::Unknown => {
                "; the server may have carried out the operation, check before sending it again"
            }
            Self::EarlierUnknown => {
                "; an earlier attempt was cut off and may have succeeded, check before sending it \
                 again"
            }
        })
    }
}
