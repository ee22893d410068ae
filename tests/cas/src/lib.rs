//! Support for the tests of CAS.
