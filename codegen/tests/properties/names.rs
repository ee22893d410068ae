//! Every text has a name in Rust.

use std::collections::BTreeMap;

use genauth_codegen::render::ident;
use proptest::prelude::*;

use crate::config;
use crate::random_spec::name;

fn is_identifier(text: &str) -> bool {
    text.is_ascii() && syn::parse_str::<syn::Ident>(text).is_ok()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_text_has_a_name(text in prop_oneof![name(), any::<String>(), "[-0-9²½-]{1,4}.{0,3}"]) {
        let snake = ident::snake(&text);
        prop_assert!(is_identifier(&ident::raw(&snake)), "{text:?}: {snake}");
        prop_assert_eq!(&snake.to_ascii_lowercase(), &snake);
        let setter = ident::setter(&text);
        prop_assert!(is_identifier(&ident::raw(&setter)), "{text:?}: {setter}");
        prop_assert_ne!(setter, "new");
        let file = ident::file(&text);
        prop_assert!(is_identifier(&ident::raw(&file)), "{text:?}: {file}");
        prop_assert_ne!(file, "mod");
        let constant = ident::screaming(&text);
        prop_assert!(is_identifier(&constant), "{text:?}: {constant}");
        for name in [ident::type_name(&text), ident::variant(&text)] {
            prop_assert!(is_identifier(&name), "{text:?}: {name}");
            prop_assert!(name.starts_with(|first: char| first.is_ascii_uppercase()), "{name}");
            prop_assert!(!name.contains('_'), "{text:?}: {name}");
        }
        prop_assert_ne!(ident::variant(&text), "Unknown");
    }

    #[test]
    fn snake_case_name_is_kept(text in name()) {
        let snake = ident::snake(&text);
        prop_assert_eq!(ident::snake(&snake), snake);
    }

    #[test]
    fn letters_outside_ascii_keep_names_apart(left in "[一-龥é-ÿ]{1,3}", right in "[一-龥é-ÿ]{1,3}") {
        prop_assume!(left != right);
        prop_assert_ne!(ident::snake(&left), ident::snake(&right));
        prop_assert_ne!(ident::variant(&left), ident::variant(&right));
    }
}

#[test]
fn types_do_not_shadow_those_of_rust() {
    let hidden: BTreeMap<&str, String> =
        ["Option", "Result", "Vec", "String", "Box", "Self", "Some"]
            .into_iter()
            .map(|name| (name, ident::type_name(name)))
            .collect();
    for (name, renamed) in hidden {
        assert_eq!(renamed, format!("{name}Dto"));
    }
}
