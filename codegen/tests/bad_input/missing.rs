//! What nobody may leave out.

use crate::finds;
use crate::support::{COMMON, MFA, USER};

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";

#[test]
fn no_description_of_a_module() {
    finds(
        (MFA, "  description: Lists and removes factors.\ntags:", "tags:"),
        "no-description",
        &["info:"],
        "#/info",
    );
}

#[test]
fn no_description_of_an_operation() {
    finds(
        (MFA, "      description: The user cannot sign in with it any more.\n", ""),
        "no-description",
        &["    post:"],
        POST,
    );
}

#[test]
fn no_summary_of_an_operation() {
    finds(
        (MFA, "      summary: Removes a factor.\n", ""),
        "no-description",
        &["    post:"],
        &format!("{POST}/summary"),
    );
}

#[test]
fn no_description_of_a_parameter() {
    finds(
        (MFA, "          description: Whether to say more.\n", ""),
        "no-description",
        &["- name: withDetails"],
        &format!("{GET}/parameters/1"),
    );
}

#[test]
fn no_description_of_an_answer() {
    finds(
        (MFA, "          description: It is gone.\n", ""),
        "no-description",
        &["    post:", "\"200\":"],
        &format!("{POST}/responses/200"),
    );
}

#[test]
fn no_description_of_a_schema() {
    finds(
        (MFA, "      description: A factor.\n", "      description: \" \"\n"),
        "no-description",
        &["    FactorDto:"],
        "#/components/schemas/FactorDto",
    );
}

#[test]
fn no_description_of_a_field() {
    finds(
        (MFA, "          description: Its kind.\n", ""),
        "no-description",
        &["        factorType:"],
        "#/components/schemas/FactorDto/properties/factorType",
    );
}

#[test]
fn no_description_of_a_value() {
    finds(
        (COMMON, "        SMS: A code by SMS.\n", ""),
        "no-description",
        &["enum:"],
        "#/components/schemas/FactorType/enum/1",
    );
}

#[test]
fn no_brand() {
    finds(
        (USER, "x-availability: [authing, genauth]", "x-availability: []"),
        "availability",
        &["    get:"],
        "#/paths/~1api~1v3~1list-users/get",
    );
}
