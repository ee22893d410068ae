//! `x-sdks`: methods of the vendor's SDKs.

use std::fmt;

use heck::ToSnakeCase;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// An SDK of the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sdk {
    /// The SDK for Java.
    Java,
    /// The SDK for Node.
    Node,
    /// The SDK for Python.
    Python,
}

impl Sdk {
    /// Every SDK, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Java, Self::Node, Self::Python];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Java => "java",
            Self::Node => "node",
            Self::Python => "python",
        }
    }

    /// Returns the documented name of an operation as this SDK spells it.
    pub fn spell(self, documented: &str) -> String {
        match self {
            Self::Java | Self::Node => documented.to_owned(),
            Self::Python => documented.to_snake_case(),
        }
    }
}

/// The method of an operation in each SDK of the vendor, in the spelling of that SDK. An SDK without
/// a name has no such method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdks {
    /// The method of the SDK for Java.
    pub java: Option<String>,
    /// The method of the SDK for Node.
    pub node: Option<String>,
    /// The method of the SDK for Python.
    pub python: Option<String>,
}

impl Sdks {
    /// Returns the name of the method in an SDK.
    pub fn get(&self, sdk: Sdk) -> Option<&str> {
        match sdk {
            Sdk::Java => self.java.as_deref(),
            Sdk::Node => self.node.as_deref(),
            Sdk::Python => self.python.as_deref(),
        }
    }
}

/// `x-sdks` as the spec states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdkMethods {
    /// The SDKs whose method has the documented name.
    Documented(Vec<Sdk>),
    /// The name in each SDK.
    Named(Sdks),
}

impl SdkMethods {
    /// Returns the names of the methods of an operation with this documented name.
    pub fn names(&self, documented: &str) -> Sdks {
        match self {
            Self::Documented(sdks) => {
                let name = |sdk: Sdk| sdks.contains(&sdk).then(|| sdk.spell(documented));
                Sdks { java: name(Sdk::Java), node: name(Sdk::Node), python: name(Sdk::Python) }
            }
            Self::Named(names) => names.clone(),
        }
    }
}

// An untagged enum would lose the location and the cause of an error.
impl<'de> Deserialize<'de> for SdkMethods {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Methods;

        impl<'de> Visitor<'de> for Methods {
            type Value = SdkMethods;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence of SDKs, or a map from SDKs to names of methods")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<SdkMethods, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(items))
                    .map(SdkMethods::Documented)
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<SdkMethods, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(entries)).map(SdkMethods::Named)
            }
        }

        deserializer.deserialize_any(Methods)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(yaml: &str) -> [Option<String>; 3] {
        let methods: SdkMethods =
            serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}"));
        let Sdks { java, node, python } = methods.names("getQrCodeStatus");
        [java, node, python]
    }

    #[test]
    fn listed_sdks_spell_the_documented_name() {
        let documented = Some("getQrCodeStatus".to_owned());
        let python = Some("get_qr_code_status".to_owned());
        assert_eq!(names("[python, java, node]"), [documented.clone(), documented.clone(), python]);
        assert_eq!(names("[node]"), [None, documented, None]);
    }

    #[test]
    fn written_names_are_kept() {
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(names("{ java: pubtEvent, node: pub }"), [name("pubtEvent"), name("pub"), None]);
    }
}
