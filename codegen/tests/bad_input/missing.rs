//! Missing texts and facts.

use crate::finds;
use crate::support::{COMMON, MFA, USER};

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";

#[test]
fn missing_description_of_a_module_is_rejected() {
    finds(
        (MFA, "  description: Lists and removes factors.\ntags:", "tags:"),
        "no-description",
        &["info:"],
        "#/info",
    );
}

#[test]
fn missing_description_of_an_operation_is_rejected() {
    finds(
        (MFA, "      description: The user cannot sign in with it any more.\n", ""),
        "no-description",
        &["    post:"],
        POST,
    );
}

#[test]
fn missing_summary_of_an_operation_is_rejected() {
    finds(
        (MFA, "      summary: Removes a factor.\n", ""),
        "no-description",
        &["    post:"],
        &format!("{POST}/summary"),
    );
}

#[test]
fn missing_description_of_a_parameter_is_rejected() {
    finds(
        (MFA, "          description: Whether to say more.\n", ""),
        "no-description",
        &["- name: withDetails"],
        &format!("{GET}/parameters/1"),
    );
}

#[test]
fn missing_description_of_a_response_is_rejected() {
    finds(
        (MFA, "          description: It is gone.\n", ""),
        "no-description",
        &["    post:", "\"200\":"],
        &format!("{POST}/responses/200"),
    );
}

#[test]
fn missing_description_of_a_schema_is_rejected() {
    finds(
        (MFA, "      description: A factor.\n", "      description: \" \"\n"),
        "no-description",
        &["    FactorDto:"],
        "#/components/schemas/FactorDto",
    );
}

#[test]
fn missing_description_of_a_field_is_rejected() {
    finds(
        (MFA, "          description: Its kind.\n", ""),
        "no-description",
        &["        factorType:"],
        "#/components/schemas/FactorDto/properties/factorType",
    );
}

#[test]
fn missing_description_of_an_enum_value_is_rejected() {
    finds(
        (COMMON, "        SMS: A code by SMS.\n", ""),
        "no-description",
        &["enum:"],
        "#/components/schemas/FactorType/enum/1",
    );
}

#[test]
fn missing_availability_is_rejected() {
    finds(
        (USER, "x-availability: [authing, genauth]", "x-availability: []"),
        "availability",
        &["    get:"],
        "#/paths/~1api~1v3~1list-users/get",
    );
}
