//! Schemas that no operation uses.

use crate::finds;
use crate::support::{COMMON, MFA, Workspace};

const UNUSED: &str = "      x-unused: Modules to come use it.\n";

#[test]
fn schema_that_nothing_refers_to_is_rejected_in_every_file() {
    let at = "#/components/schemas/UnusedDto";
    finds((COMMON, UNUSED, ""), "unused-schema", &["    UnusedDto:"], at);
    let schema = "    OldDto:\n      type: object\n      description: Old.\n    FactorDto:\n";
    finds(
        (MFA, "    FactorDto:\n", schema),
        "unused-schema",
        &["    OldDto:"],
        "#/components/schemas/OldDto",
    );
}

#[test]
fn schemas_that_only_refer_to_each_other_are_unused() {
    let schemas = "    FirstDto:\n      type: object\n      description: First.\n      properties:\n        \
                   next: { $ref: \"#/components/schemas/SecondDto\", description: Next. }\n    \
                   SecondDto:\n      type: object\n      description: Second.\n      properties:\n        \
                   next: { $ref: \"#/components/schemas/FirstDto\", description: Next. }\n    \
                   FactorDto:\n";
    let workspace = Workspace::small();
    workspace.edit(MFA, "    FactorDto:\n", schemas);
    let problems = workspace.run(&["lint"]).problems();
    let codes: Vec<&str> = problems.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["unused-schema", "unused-schema"]);
}

#[test]
fn unused_mark_on_a_used_schema_is_rejected() {
    finds(
        (MFA, "    ResetFactorDto:\n", "    ResetFactorDto:\n      x-unused: Old.\n"),
        "needless-exception",
        &["x-unused"],
        "#/components/schemas/ResetFactorDto/x-unused",
    );
    finds(
        (COMMON, UNUSED, "      x-unused: \" \"\n"),
        "no-description",
        &["x-unused"],
        "#/components/schemas/UnusedDto/x-unused",
    );
}

#[test]
fn wrong_reference_is_not_also_reported_as_an_unused_schema() {
    let problem = finds(
        (MFA, "\"#/components/schemas/FactorDto\"", "\"#/components/schemas/FactroDto\""),
        "dangling-reference",
        &["FactroDto"],
        "#/components/schemas/FactorRespDto/allOf/1/properties/data/$ref",
    );
    assert!(problem.help.contains("`FactorDto`"), "{problem:?}");
}
