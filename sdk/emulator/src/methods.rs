//! [`Methods`]: the methods of a path.

use http::Method;

const NAMES: [&str; 6] = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];

/// The methods of a path, as one bit each, so that failures stay small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// Creates a set of methods. `GET` includes `HEAD`.
    pub fn of(methods: &[Method]) -> Self {
        let has = |name: &str| {
            let is = |name: &str| methods.iter().any(|it| it.as_str() == name);
            is(name) || name == "HEAD" && is("GET")
        };
        let bits = NAMES.iter().enumerate().filter(|(_, name)| has(name));
        Self(bits.fold(0, |all, (at, _)| all | 1 << at))
    }

    /// Returns the value of an `Allow` header; `None` if there are no methods.
    pub fn header(self) -> Option<String> {
        let names = NAMES.iter().enumerate().filter(|(at, _)| self.0 & (1 << at) != 0);
        let names: Vec<&str> = names.map(|(_, name)| *name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_listed_once_and_in_order() {
        assert_eq!(Methods::default().header(), None);
        let both = Methods::of(&[Method::POST, Method::GET, Method::POST]);
        assert_eq!(both.header().as_deref(), Some("GET, HEAD, POST"));
        assert_eq!(Methods::of(&[Method::DELETE]).header().as_deref(), Some("DELETE"));
    }
}
