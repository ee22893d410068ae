//! Responses that repeat text of a request without escapes.

use genauth::cas::{CasErrorKind, CasTicket};
use genauth_cas_tests::{Reply, envelope, failure, success};

use crate::support::*;

const SUCCESS: &str =
    "<cas:authenticationSuccess><cas:user>admin</cas:user></cas:authenticationSuccess>";

fn member(content: &str) -> String {
    format!("{{\"serviceResponse\":{{{content}}}}}")
}

fn user_and(content: &str) -> String {
    success(&format!("<cas:user>ann</cas:user>{content}"))
}

malformed_xml! {
    c1_an_injection_in_the_code_is_refused:
        failure(&format!("x\"/>{SUCCESS}<cas:authenticationFailure code=\""), "x")
        => "more than one element";
    c1_an_injection_that_opens_a_comment_is_refused:
        failure("INVALID_TICKET", &format!("<!--</cas:authenticationFailure>-->{SUCCESS}"))
        => "more than one outcome";
    c1_an_injection_that_opens_a_cdata_section_is_refused:
        failure("INVALID_TICKET", "<![CDATA[") => "not well-formed";
    c1_an_outcome_among_the_attributes_is_refused:
        user_and("<cas:attributes><cas:authenticationFailure/></cas:attributes>")
        => "more than one outcome";
    c1_an_outcome_without_a_namespace_in_an_unknown_element_is_refused:
        user_and("<cas:x><authenticationFailure xmlns=\"\"/></cas:x>") => "more than one outcome";
    c1_an_outcome_in_the_user_is_refused:
        success(&format!("<cas:user>{SUCCESS}</cas:user>")) => "more than one outcome";
    c1_a_success_in_another_outcome_is_refused:
        envelope(&format!("<cas:proxySuccess>{SUCCESS}</cas:proxySuccess>"))
        => "neither a success nor a failure";
    c1_a_response_in_a_response_is_refused:
        envelope(&envelope(SUCCESS)) => "neither a success nor a failure";
    c1_a_second_document_after_a_nul_is_refused:
        format!("{}\0{}", envelope("<cas:authenticationFailure/>"), envelope(SUCCESS))
        => "not well-formed";
    c1_a_reference_to_a_nul_is_refused: failure("INVALID_TICKET", "&#0;") => "not well-formed";
    c1_text_before_the_response_is_refused:
        format!("OK {}", envelope(SUCCESS)) => "not well-formed";
    c1_a_second_declaration_is_refused:
        format!("<?xml version=\"1.0\"?>{}<?xml version=\"1.0\"?>", envelope(SUCCESS))
        => "not well-formed";
    c1_a_repeated_attribute_is_refused: envelope(
        "<cas:authenticationFailure code=\"INVALID_TICKET\" code=\"x\">x</cas:authenticationFailure>"
    ) => "not well-formed";
}

accepted_xml! {
    c1_a_success_in_text_is_text:
        user_and("<cas:attributes><cas:a>&lt;cas:user&gt;admin</cas:a></cas:attributes>") => "ann";
    c1_a_success_in_a_comment_after_the_root_is_a_comment:
        format!("{}<!--{SUCCESS}-->", user_and("")) => "ann";
    c1_an_instruction_that_looks_like_an_outcome_is_none:
        user_and("<?authenticationFailure?>") => "ann";
}

/// The code of another namespace is not the code.
#[tokio::test]
async fn c1_a_code_of_another_namespace_is_not_shown() {
    let body = envelope(
        "<cas:authenticationFailure xmlns:x=\"urn:x\" x:code=\"INVALID_SERVICE\">x\
         </cas:authenticationFailure>",
    );
    assert_eq!(error_of(xml(body).await, CasErrorKind::TicketRejected).code(), None);
}

#[tokio::test]
async fn c1_an_injection_in_json_is_refused() {
    const FAILURE: &str = r#""authenticationFailure":{"code":"INVALID_TICKET","description":""#;
    const ADMIN: &str = r#""authenticationSuccess":{"user":"admin"}"#;
    for (injected, message) in [
        (format!(r#"x"}},{ADMIN},"x":{{""#), "more than one outcome"),
        (format!(r#"x","user":"admin",{ADMIN},"x":""#), "contains lists or objects"),
        (format!(r#"x","x":[{{{ADMIN}}}],"y":""#), "contains lists or objects"),
        (format!(r#"x"}}}},"serviceResponse":{{{ADMIN},"x":{{""#), "more than one outcome"),
        (format!(r#"x"}}}}}}{{"serviceResponse":{{{ADMIN}}}}}{{"x":{{"y":{{""#), "trailing"),
        (format!("x\"}}}}}}\n{{\"serviceResponse\":{{{ADMIN}}}}}//\n{{\"x"), "trailing"),
        (r#"x","code":"INVALID_SERVICE","y":""#.to_owned(), "repeats a member"),
        (r#"x","cod\u0065":"INVALID_SERVICE","y":""#.to_owned(), "repeats a member"),
    ] {
        let body = member(&format!("{FAILURE}{injected}\"}}"));
        malformed(json(&body).await, message);
    }
}

/// As in XML, an outcome in an outcome may be text of a request that the server repeats.
#[tokio::test]
async fn c1_an_outcome_deep_in_a_success_in_json_is_refused() {
    for unknown in [
        r#"{"authenticationFailure":{}}"#,
        r#"{"a":{"authenticationSuccess":{"user":"admin"}}}"#,
        r#"[[{"authenticationFailure":null}]]"#,
        r#"[1,{"a":1},{"authentication\u0046ailure":1}]"#,
        r#"{"serviceResponse":{"authenticationSuccess":{"user":"admin"}}}"#,
    ] {
        let content = format!(r#""authenticationSuccess":{{"user":"ann","x":{unknown}}}"#);
        malformed(json(member(&content)).await, "more than one outcome");
    }
    let text = r#""authenticationSuccess":{"user":"ann","x":["authenticationFailure",{"a":"b"}]}"#;
    assert_eq!(json(member(text)).await.unwrap().user, "ann");
}

#[tokio::test]
async fn json_that_is_not_one_response_is_refused() {
    let response = member(r#""authenticationSuccess":{"user":"sentinel"}"#);
    for body in [
        format!("cb({response})"),
        format!(")]}}',\n{response}"),
        format!("\u{feff}\u{feff}{response}"),
        format!("{response}\0"),
        format!("{response};"),
        format!("{response},"),
        format!("{response} // sentinel"),
        format!("\"{}\"", response.replace('"', "\\\"")),
        response.replace(':', "="),
        response.replace("{\"user\"", "{\"n\":NaN,\"user\""),
        response.replace("{\"user\"", "{\"n\":01,\"user\""),
        response.replace("{\"user\"", "{\"n\":+1,\"user\""),
        response.replace("{\"user\"", "{\"n\":\"\\x41\",\"user\""),
        response.replace("{\"user\"", "{\"n\":{\"a\":1,},\"user\""),
        response.replace("\"sentinel\"", "{\"text\":\"sentinel\"}"),
        response.replace("\"sentinel\"", "true"),
        response.replace("\"sentinel\"", "1e3"),
        response.replace("\"user\"", "\"User\""),
        response.replace("\"user\"", "\"user \""),
    ] {
        error_of(json(&body).await, CasErrorKind::Malformed);
    }
}

#[tokio::test]
async fn json_of_any_depth_is_read_or_refused() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let in_unknown = format!(r#""authenticationSuccess":{{"user":"ann","x":{deep}}}"#);
    assert_eq!(json(member(&in_unknown)).await.unwrap().user, "ann");
    for part in ["attributes", "proxies", "user", "proxyGrantingTicket"] {
        let content = format!(r#""authenticationSuccess":{{"{part}":{deep}}}"#);
        error_of(json(member(&content)).await, CasErrorKind::Malformed);
    }
    error_of(json(&deep).await, CasErrorKind::Malformed);
    error_of(json("{\"serviceResponse\":".repeat(50_000)).await, CasErrorKind::Malformed);
}

/// Texts that look like another one, or like none, name another user to other readers.
#[tokio::test]
async fn c6_users_with_invisible_characters_are_refused() {
    for user in [
        "\u{200b}",
        "\u{feff}",
        "\u{2060}",
        "ad\u{200b}min",
        "\u{feff}admin",
        "admin\u{2028}root",
        "ann\u{202e}nimda",
        "\u{2066}ann\u{2069}",
        "ann\u{85}admin",
    ] {
        malformed(xml(success(&format!("<cas:user>{user}</cas:user>"))).await, "the user");
        let content = format!(r#""authenticationSuccess":{{"user":"{user}"}}"#);
        malformed(json(member(&content)).await, "the user");
        let server = replying(Reply::text(format!("yes\n{user}\n"))).await;
        let outcome = cas(&server).validate_ticket_v1(&CasTicket::new(TICKET).unwrap()).await;
        malformed(outcome, "the user");
    }
    // Joiners are letters of some scripts.
    for user in ["می\u{200c}خواهم", "क्\u{200d}ष", "O'Brien", "a,b=c/d\\e", "ann@corp.example"]
    {
        let body = success(&format!("<cas:user>{user}</cas:user>"));
        assert_eq!(xml(body).await.unwrap().user, user);
    }
}

/// Bodies of CAS 1.0 in which text of a request could stand.
#[tokio::test]
async fn c7_a_body_with_anything_around_it_is_malformed() {
    for body in [
        "\nyes\nann\n",
        "\r\nyes\r\nann\r\n",
        "yes \nann\n",
        "yes\tann\n",
        "yes ann\n",
        "yes:ann",
        "yes,ann\n",
        "yes\\nann\\n",
        "no \nyes\nann\n",
        "no\ryes\nann\n",
        "no\0\n",
        "no.\n",
        "Yes\nann\n",
        "true\nann\n",
        "y\nann\n",
        "yes\n\r\nann\n",
        "yes\n\0\n",
        "yes\nann\u{b}root\n",
        "yes\nann\nyes\nadmin\n",
        "yes\nann\nno\n\n",
        "\"yes\\nann\\n\"",
        "yes\r\nann\n",
    ] {
        let server = replying(Reply::text(body)).await;
        let outcome = cas(&server).validate_ticket_v1(&CasTicket::new(TICKET).unwrap()).await;
        error_of(outcome, CasErrorKind::Malformed);
    }
}

/// Proxies that are named elsewhere than documented are still proxies.
#[tokio::test]
async fn c9_proxies_outside_of_their_list_are_refused() {
    const URL: &str = "https://portal.example/cas/proxy";
    let allowing = |server: &_| builder(server).allow_proxies([[URL]]).build().unwrap();
    let element = format!("<cas:proxy>{URL}</cas:proxy>");
    for content in [element.clone(), format!("{element}<cas:proxies/>")] {
        malformed(xml(user_and(&content)).await, "`proxy`");
        let server = replying(Reply::xml(user_and(&content))).await;
        malformed(allowing(&server).finish(CALLBACK).await, "`proxy`");
    }
    let content = format!(r#""authenticationSuccess":{{"user":"ann","proxy":"{URL}"}}"#);
    malformed(json(member(&content)).await, "`proxy`");
}
