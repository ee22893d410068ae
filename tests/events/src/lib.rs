//! Helpers of the tests of events.
