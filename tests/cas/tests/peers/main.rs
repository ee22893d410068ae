//! CAS at a server of another vendor.
