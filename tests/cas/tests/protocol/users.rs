//! The user of a success in XML.

use genauth_cas_tests::{NAMESPACE, envelope, success};

use crate::support::*;

fn user(content: &str) -> String {
    success(&format!("<cas:user>{content}</cas:user>"))
}

accepted_xml! {
    c5_a_comment_in_the_user_keeps_the_whole_text: user("ad<!-- -->min") => "admin";
    c5_a_comment_before_the_user_keeps_the_whole_text: user("<!-- x -->admin") => "admin";
    c5_a_comment_after_the_user_keeps_the_whole_text: user("admin<!-- x -->") => "admin";
    c5_a_comment_that_splits_a_suffix_keeps_the_whole_text:
        user("ann@corp.example<!---->.evil.example") => "ann@corp.example.evil.example";
    c5_a_processing_instruction_keeps_the_whole_text: user("ad<?x y?>min") => "admin";
    c5_a_processing_instruction_first_keeps_the_whole_text: user("<?x y?>admin") => "admin";
    c5_a_cdata_section_is_text: user("<![CDATA[admin]]>") => "admin";
    c5_a_cdata_section_in_the_middle_keeps_the_whole_text: user("a<![CDATA[dmi]]>n") => "admin";
    c5_two_cdata_sections_keep_the_whole_text: user("<![CDATA[ad]]><![CDATA[min]]>") => "admin";
    c5_markup_in_a_cdata_section_is_text: user("<![CDATA[<!-- a -->]]>b") => "<!-- a -->b";
    c5_a_decimal_reference_is_text: user("&#97;dmin") => "admin";
    c5_a_hexadecimal_reference_is_text: user("&#x61;dm&#x69;n") => "admin";
    c5_predefined_entities_are_text: user("a&amp;b&lt;c&gt;&quot;&apos;") => "a&b<c>\"'";
    c5_a_reference_is_not_read_twice: user("&amp;#97;dmin") => "&#97;dmin";
    c6_the_default_namespace_is_accepted: format!(
        "<serviceResponse xmlns=\"{NAMESPACE}\"><authenticationSuccess><user>ann</user>\
         </authenticationSuccess></serviceResponse>"
    ) => "ann";
    c6_another_prefix_is_accepted: user("ann").replace("cas:", "x:").replace(":cas=", ":x=") => "ann";
    c6_a_namespace_declared_at_each_element_is_accepted: format!(
        "<a:serviceResponse xmlns:a=\"{NAMESPACE}\"><b:authenticationSuccess xmlns:b=\"{NAMESPACE}\">\
         <user xmlns=\"{NAMESPACE}\">ann</user></b:authenticationSuccess></a:serviceResponse>"
    ) => "ann";
    letters_of_any_script_are_accepted: user("用户 é") => "用户 é";
    unknown_elements_are_ignored: success("<cas:x><y/></cas:x><cas:user>ann</cas:user><z/>") => "ann";
}

malformed_xml! {
    c5_an_element_in_the_user_is_refused: user("ad<b>min</b>") => "contains elements";
    c5_an_empty_element_in_the_user_is_refused: user("ad<b/>min") => "contains elements";
    c5_a_user_in_the_user_is_refused: user("<cas:user>admin</cas:user>") => "contains elements";
    c5_an_unknown_entity_is_refused: user("&admin;") => "not well-formed";
    c6_an_empty_element_is_refused: success("<cas:user/>") => "the user is empty";
    c6_an_empty_user_is_refused: user("") => "the user is empty";
    c6_blanks_are_refused: user(" \t\r\n ") => "the user is empty";
    c6_a_blank_reference_is_refused: user("&#32;&#xA0;") => "the user is empty";
    c6_a_comment_alone_is_refused: user("<!-- admin -->") => "the user is empty";
    c6_an_empty_cdata_section_is_refused: user("<![CDATA[]]>") => "the user is empty";
    c6_no_user_is_refused: success("") => "no user";
    c6_two_users_are_refused:
        success("<cas:user>ann</cas:user><cas:user>admin</cas:user>") => "repeats `user`";
    c6_two_equal_users_are_refused:
        success("<cas:user>ann</cas:user><cas:user>ann</cas:user>") => "repeats `user`";
    c6_an_empty_user_before_a_user_is_refused:
        success("<cas:user/><cas:user>admin</cas:user>") => "repeats `user`";
    c6_a_user_in_the_attributes_alone_is_refused:
        success("<cas:attributes><cas:user>admin</cas:user></cas:attributes>") => "no user";
    c6_a_user_as_a_pair_alone_is_refused:
        success("<cas:attribute name=\"user\" value=\"admin\"/>") => "no user";
    c6_a_user_without_a_namespace_is_refused: success("<user>ann</user>") => NAMESPACE;
    c6_a_user_of_another_namespace_is_refused:
        success("<x:user xmlns:x=\"urn:sentinel\">ann</x:user>") => NAMESPACE;
    c6_a_user_of_another_namespace_beside_the_user_is_refused:
        success("<x:user xmlns:x=\"urn:x\">ann</x:user><cas:user>ann</cas:user>") => NAMESPACE;
    c6_a_prefix_bound_to_another_namespace_is_refused:
        success("<cas:user xmlns:cas=\"urn:x\">ann</cas:user>") => NAMESPACE;
    c6_another_namespace_of_the_root_is_refused: format!(
        "<cas:serviceResponse xmlns:cas=\"urn:sentinel\"><cas:authenticationSuccess>\
         <cas:user>ann</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
    ) => NAMESPACE;
    c6_a_root_without_a_namespace_is_refused:
        "<serviceResponse><authenticationSuccess><user>ann</user></authenticationSuccess>\
         </serviceResponse>" => NAMESPACE;
    c6_a_namespace_with_a_final_slash_is_refused:
        user("ann").replace(NAMESPACE, &format!("{NAMESPACE}/")) => NAMESPACE;
    c6_a_namespace_in_other_case_is_refused:
        user("ann").replace(NAMESPACE, &NAMESPACE.to_uppercase()) => NAMESPACE;
    c6_a_namespace_with_https_is_refused:
        user("ann").replace(NAMESPACE, &NAMESPACE.replace("http:", "https:")) => NAMESPACE;
    c6_a_success_of_another_namespace_is_refused: envelope(
        "<x:authenticationSuccess xmlns:x=\"urn:x\"><x:user>ann</x:user></x:authenticationSuccess>"
    ) => NAMESPACE;
    c6_a_failure_without_a_namespace_is_refused:
        envelope("<authenticationFailure code=\"INVALID_TICKET\"/>") => NAMESPACE;
    c6_an_undeclared_prefix_is_refused: success("<y:user>ann</y:user>") => "not well-formed";
    white_space_around_the_user_is_refused: user("\n  ann\n") => "white space around";
    control_characters_in_the_user_are_refused: user("ann&#10;admin") => "control characters";
    replacement_characters_in_the_user_are_refused: user("a\u{fffd}b") => "replacement characters";
    text_beside_the_user_is_refused: success("<cas:user>ann</cas:user>sentinel") => "text between";
}
