//! Mistakes that do not compile; the traits in `input.rs` say what to write instead. Each block
//! differs from a correct one, which compiles, by its last line.
//!
//! `json!` where a free-form object is wanted:
//!
//! ```
//! # use genauth::management::CreateUserReqDto;
//! CreateUserReqDto::new().custom_data(genauth::object!({ "school": "PKU" }));
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::management::CreateUserReqDto;
//! CreateUserReqDto::new().custom_data(serde_json::json!({ "school": "PKU" }));
//! ```
//!
//! `json!` where a struct is wanted:
//!
//! ```
//! # use genauth::authentication::{FactorProfile, SendEnrollFactorRequestDto};
//! SendEnrollFactorRequestDto::new("SMS", FactorProfile::new());
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::authentication::{FactorProfile, SendEnrollFactorRequestDto};
//! SendEnrollFactorRequestDto::new("SMS", serde_json::json!({}));
//! ```
//!
//! Text where a number is wanted:
//!
//! ```
//! # use genauth::management::PaginationDto;
//! PaginationDto::new().page(1);
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::management::PaginationDto;
//! PaginationDto::new().page("1");
//! ```
//!
//! A number where text is wanted:
//!
//! ```
//! # use genauth::authentication::FactorProfile;
//! FactorProfile::new().phone_number("13800000000");
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::authentication::FactorProfile;
//! FactorProfile::new().phone_number(13_800_000_000_i64);
//! ```
//!
//! A number where an enum is wanted:
//!
//! ```
//! # use genauth::authentication::{FactorProfile, SendEnrollFactorRequestDto};
//! SendEnrollFactorRequestDto::new("OTP", FactorProfile::new());
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::authentication::{FactorProfile, SendEnrollFactorRequestDto};
//! SendEnrollFactorRequestDto::new(1, FactorProfile::new());
//! ```
//!
//! An `Option` where a value is required:
//!
//! ```
//! # use genauth::authentication::GetFactorParams;
//! GetFactorParams::new("id");
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::authentication::GetFactorParams;
//! GetFactorParams::new(Some("id"));
//! ```
//!
//! A single value where a list is wanted:
//!
//! ```
//! # use genauth::management::GetUserBatchParams;
//! GetUserBatchParams::new(["id"]);
//! ```
//!
//! ```compile_fail,E0277
//! # use genauth::management::GetUserBatchParams;
//! GetUserBatchParams::new("id");
//! ```
//!
//! The traits are sealed:
//!
//! ```compile_fail,E0046
//! struct Email;
//! impl genauth::IntoText for Email {
//!     fn into_text(self) -> String {
//!         String::new()
//!     }
//! }
//! ```
