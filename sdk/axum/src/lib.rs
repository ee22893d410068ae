//! Protects axum applications with GenAuth.
