//! Success and failure in one response, and failures.

use genauth::cas::CasErrorKind;
use genauth_cas_tests::{NAMESPACE, envelope, failure, success};

use crate::support::*;

const SUCCESS: &str =
    "<cas:authenticationSuccess><cas:user>admin</cas:user></cas:authenticationSuccess>";
const FAILURE: &str = "<cas:authenticationFailure code=\"INVALID_TICKET\">Ticket ST-1-sentinel not \
                       recognized</cas:authenticationFailure>";

accepted_xml! {
    a_success_is_accepted: success("<cas:user>ann</cas:user>") => "ann";
    white_space_between_elements_is_ignored: envelope(&format!("\r\n\t {SUCCESS}\n ")) => "admin";
    a_comment_between_elements_is_ignored: envelope(&format!("<!-- <x> -->{SUCCESS}")) => "admin";
    an_xml_declaration_is_accepted: format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", success("<cas:user>Zoë</cas:user>")
    ) => "Zoë";
    a_byte_order_mark_is_accepted: format!("\u{feff}{}", envelope(SUCCESS)) => "admin";
}

malformed_xml! {
    c1_a_success_between_two_failures_is_refused:
        envelope(&format!("{FAILURE}{SUCCESS}{FAILURE}")) => "more than one element";
    c1_a_failure_and_then_a_success_is_refused:
        envelope(&format!("{FAILURE}{SUCCESS}")) => "more than one element";
    c1_a_success_and_then_a_failure_is_refused:
        envelope(&format!("{SUCCESS}{FAILURE}")) => "more than one element";
    c1_two_successes_are_refused:
        envelope(&format!("{SUCCESS}{SUCCESS}")) => "more than one element";
    c1_a_success_nested_in_a_failure_is_refused:
        failure("INVALID_TICKET", SUCCESS) => "more than one outcome";
    c1_a_success_nested_deep_in_a_failure_is_refused:
        failure("INVALID_TICKET", &format!("<a><b>{SUCCESS}</b></a>")) => "more than one outcome";
    c1_a_failure_nested_in_a_success_is_refused:
        success(&format!("<cas:user>admin</cas:user>{FAILURE}")) => "more than one outcome";
    c1_a_success_nested_in_a_success_is_refused:
        success(&format!("<cas:user>ann</cas:user>{SUCCESS}")) => "more than one outcome";
    c1_a_success_of_another_namespace_in_a_failure_is_refused:
        failure("INVALID_TICKET", "<authenticationSuccess/>") => "more than one outcome";
    c1_a_response_nested_in_a_failure_is_refused:
        failure("INVALID_TICKET", &envelope(SUCCESS)) => "more than one outcome";
    c1_a_success_after_the_root_is_refused:
        format!("{}{SUCCESS}", envelope(FAILURE)) => "not well-formed at line 1";
    c1_a_second_root_is_refused:
        format!("{}{}", envelope(FAILURE), envelope(SUCCESS)) => "not well-formed at line 1";
    c1_an_injection_that_closes_the_failure_is_refused: failure(
        "INVALID_TICKET",
        &format!("Ticket x</cas:authenticationFailure>{SUCCESS}<cas:authenticationFailure code=\"\">"),
    ) => "more than one element";
    c1_an_injection_that_closes_the_response_is_refused: failure(
        "INVALID_TICKET",
        &format!("x</cas:authenticationFailure></cas:serviceResponse>{}", envelope(SUCCESS)),
    ) => "not well-formed at line 1";
    c1_a_success_without_a_response_is_refused:
        SUCCESS.replacen('>', &format!(" xmlns:cas=\"{NAMESPACE}\">"), 1) => "is not `serviceResponse`";
    c1_a_success_in_an_element_around_it_is_refused:
        envelope(&format!("<cas:x>{SUCCESS}</cas:x>")) => "neither a success nor a failure";
    c1_a_response_in_another_root_is_refused:
        format!("<x>{}</x>", envelope(SUCCESS)) => "is not `serviceResponse`";
    c1_a_success_in_a_comment_is_refused: envelope(&format!("<!--{SUCCESS}-->")) => "is empty";
    c1_a_success_in_a_cdata_section_is_refused:
        envelope(&format!("<![CDATA[{SUCCESS}]]>")) => "text between the elements";
    text_beside_the_outcome_is_refused: envelope(&format!("sentinel{SUCCESS}")) => "text between";
    an_empty_response_element_is_refused: envelope("") => "`serviceResponse` is empty";
    another_outcome_is_refused: envelope("<cas:proxySuccess/>") => "neither a success nor a failure";
    a_failure_with_elements_is_refused: failure("INVALID_TICKET", "<cas:x/>") => "contains elements";
    a_name_in_other_case_is_refused: success("<cas:user>ann</cas:user>")
        .replace("serviceResponse", "ServiceResponse") => "is not `serviceResponse`";
}

async fn code_of(xml: &str) -> (Option<String>, String) {
    let error = error_of(crate::support::xml(xml).await, CasErrorKind::TicketRejected);
    (error.code().map(str::to_owned), error.to_string())
}

#[tokio::test]
async fn a_failure_has_its_code() {
    let (code, message) = code_of(&envelope(FAILURE)).await;
    assert_eq!(code.as_deref(), Some("INVALID_TICKET"));
    assert!(message.contains("rejects the ticket (INVALID_TICKET)"), "{message}");
}

#[tokio::test]
async fn a_failure_for_another_service_names_the_remedy() {
    let (code, message) = code_of(&failure("INVALID_SERVICE", "x")).await;
    assert_eq!(code.as_deref(), Some("INVALID_SERVICE"));
    assert!(message.contains("another service"), "{message}");
}

#[tokio::test]
async fn a_failure_without_a_code_is_a_rejection() {
    let without = envelope("<cas:authenticationFailure/>");
    assert_eq!(code_of(&without).await.0, None);
    assert_eq!(code_of(&failure("", "x")).await.0, None);
}

/// The code is text of the server, which may repeat the ticket or forge lines of a log.
#[tokio::test]
async fn text_that_is_no_code_is_not_shown() {
    for code in [TICKET, "INVALID_TICKET ST-1-sentinel", "A&#10;sentinel", &"A".repeat(65)] {
        assert_eq!(code_of(&failure(code, "sentinel")).await.0, None, "{code}");
    }
}
