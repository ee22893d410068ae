//! Support for the tests of SAML.

pub mod oracle;
