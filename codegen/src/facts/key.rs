//! The things that facts are about.

use std::fmt;

use crate::document::ApiKind;

/// An operation by its address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The API.
    pub api: ApiKind,
    /// Path with `{name}` for parameters.
    pub path: String,
    /// HTTP method in capitals.
    pub method: String,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header; the spec has none.
    Header,
}

/// A thing that facts are about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An operation.
    Operation(Address),
    /// A parameter of an operation.
    Parameter(Address, Location, String),
    /// The body of its requests.
    Body(Address),
    /// Its successful response.
    Response(Address),
    /// A named schema. Names are unique across both APIs.
    Schema(String),
    /// A property of a named schema: the names that lead to it through objects without a name, with
    /// `[]` for the items of a list and `{}` for the values of a map.
    Property(String, Vec<String>),
}

impl Key {
    /// Returns the operation that it belongs to, or that it is.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Operation(address)
            | Self::Parameter(address, ..)
            | Self::Body(address)
            | Self::Response(address) => Some(address),
            Self::Schema(_) | Self::Property(..) => None,
        }
    }

    /// Returns the schema that it belongs to, or that it is.
    pub fn schema(&self) -> Option<&str> {
        match self {
            Self::Schema(name) | Self::Property(name, _) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        })
    }
}

/// The key as one line, without the API: `POST /api/v3/create-role query page`, `RoleDto`,
/// `RoleDto.list.[].code`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(address) => write!(f, "{address}"),
            Self::Parameter(address, location, name) => write!(f, "{address} {location} {name}"),
            Self::Body(address) => write!(f, "{address} body"),
            Self::Response(address) => write!(f, "{address} response"),
            Self::Schema(name) => f.write_str(name),
            Self::Property(name, path) => write!(f, "{name}.{}", path.join(".")),
        }
    }
}
