//! The SDK without TLS, and with TLS but without a crypto provider; see `tests/refused.rs`.
