//! Small random specs with names from difficult alphabets.

use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::yaml::Files;

const WORDS: &[&str] = &[
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "gen",
    "true",
    "_",
    "new",
    "withNew",
    "mod",
    "Option",
    "Result",
    "Vec",
    "String",
    "Box",
    "Some",
    "Err",
    "Call",
    "Envelope",
    "Error",
    "Other",
    "Operation",
    "OptionDto",
    "fields",
    "view",
    "operations",
    "unknown",
    "Unknown",
    "values",
    "-1",
    "2fa",
    "zh-CN",
    "zh_CN",
    "用户",
    "用户-id",
    "é",
    "a b",
    "a:b/c",
    "*/",
    "{{x}}",
    "\"",
    "\\",
    "'",
    "$ref",
    "id",
    "ID",
    "_id",
    "userId",
    "user_id",
    "SendSMSDto",
    "SendSmsDto",
    "Item2",
    "Item10",
];

const MODULES: &[&str] =
    &["mfa", "type", "mod", "self", "user_role", "user-role", "2fa", "new", "a.b", "用户"];

/// Generates a simple name, or a difficult one.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z][a-zA-Z]{2,7}[a-z]",
        2 => select(WORDS).prop_map(str::to_owned),
        1 => "[A-Za-z0-9_.-]{0,5}",
        1 => "\\PC{1,4}",
    ]
}

/// Generates a name of a schema, which OpenAPI restricts.
fn schema_name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[A-Z][a-zA-Z]{2,7}Dto",
        2 => select(WORDS).prop_map(str::to_owned),
        1 => "[A-Za-z0-9_.-]{1,5}",
    ]
}

/// Generates prose with markup.
fn prose() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("Plain.".to_owned()),
        1 => "[a-z `*<>\\[\\]{}#/\\\\_~|-]{1,40}[a-z]",
        1 => "\\PC{0,20}[a-z]",
    ]
}

/// The type of a value; `Named` counts through the schemas in reach.
#[derive(Clone, Debug)]
pub enum Ty {
    Plain(&'static str),
    Nullable(&'static str),
    Time,
    Json,
    Scalar,
    File,
    Named(usize),
    List(Box<Ty>),
    Map(Box<Ty>),
    OneOrMany(Box<Ty>),
}

fn ty() -> impl Strategy<Value = Ty> {
    let plain = select(&["string", "integer", "number", "boolean", "object"][..]);
    let leaf = prop_oneof![
        4 => plain.clone().prop_map(Ty::Plain),
        1 => plain.prop_map(Ty::Nullable),
        1 => Just(Ty::Time),
        1 => Just(Ty::Json),
        1 => Just(Ty::Scalar),
        1 => Just(Ty::File),
        5 => (0..8_usize).prop_map(Ty::Named),
    ];
    leaf.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| Ty::List(it.into())),
            inner.clone().prop_map(|it| Ty::Map(it.into())),
            inner.prop_map(|it| Ty::OneOrMany(it.into())),
        ]
    })
}

/// Generates the type of a parameter, usually a serializable one.
fn query_ty() -> impl Strategy<Value = Ty> {
    let plain = select(&["string", "integer", "number", "boolean"][..]).prop_map(Ty::Plain);
    prop_oneof![
        12 => prop_oneof![plain.clone(), Just(Ty::Time), Just(Ty::Json), Just(Ty::Scalar)],
        6 => plain.prop_map(|it| Ty::List(it.into())),
        1 => ty(),
    ]
}

/// Generates a branch of a union, usually a distinguishable one.
fn branch() -> impl Strategy<Value = Ty> {
    prop_oneof![
        4 => select(&["string", "integer", "number", "boolean"][..]).prop_map(Ty::Plain),
        3 => (0..8_usize).prop_map(Ty::Named),
        1 => ty(),
    ]
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub ty: Ty,
    pub required: bool,
    pub flags: [bool; 2],
    pub description: String,
}

fn field() -> impl Strategy<Value = Field> {
    (name(), ty(), any::<bool>(), any::<[bool; 2]>(), prose()).prop_map(
        |(name, ty, required, flags, description)| Field { name, ty, required, flags, description },
    )
}

/// A schema with a name.
#[derive(Clone, Debug)]
pub enum Shape {
    Object(Vec<Field>),
    Values(Vec<(String, Option<i64>)>),
    Union(Vec<Ty>),
    Open,
    Envelope(Ty),
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        6 => vec(field(), 1..5).prop_map(Shape::Object),
        2 => vec((name(), option::weighted(0.1, -2..3_i64)), 1..5).prop_map(Shape::Values),
        2 => vec(branch(), 1..4).prop_map(Shape::Union),
        1 => Just(Shape::Open),
        1 => ty().prop_map(Shape::Envelope),
    ]
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub in_path: Option<String>,
    pub in_query: Vec<(String, Ty)>,
    pub body: Option<(&'static str, usize)>,
    pub response: Option<(&'static str, Ty)>,
    pub description: String,
}

fn operation() -> impl Strategy<Value = Operation> {
    let media = prop_oneof![
        8 => Just("application/json"),
        1 => Just("multipart/form-data"),
        1 => Just("application/x-www-form-urlencoded"),
    ];
    let body = option::of((media, 0..8_usize));
    let response = option::weighted(0.9, (select(["200", "201", "302"].to_vec()), ty()));
    let in_path = option::of("[a-z]{1,3}|type|用户");
    (name(), in_path, vec((name(), query_ty()), 0..3), body, response, prose()).prop_map(
        |(id, in_path, in_query, body, response, description)| Operation {
            id,
            in_path,
            in_query,
            body,
            response,
            description,
        },
    )
}

/// Schemas with their names and descriptions.
pub type Schemas = Vec<(String, Shape, String)>;

fn schemas() -> impl Strategy<Value = Schemas> {
    vec((schema_name(), shape(), prose()), 0..4)
}

/// The parts of a spec: shared schemas and a module of each API.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Schemas of `common.yaml`.
    pub shared: Schemas,
    /// The module of each API.
    pub modules: [Module; 2],
}

/// A module: its name, schemas and operations.
pub type Module = (&'static str, Schemas, Vec<Operation>);

fn module() -> impl Strategy<Value = Module> {
    (select(MODULES.to_vec()), schemas(), vec(operation(), 1..3))
}

/// Generates a spec as files.
pub fn random_spec() -> impl Strategy<Value = Files> {
    (schemas(), module(), module())
        .prop_map(|(shared, first, second)| Parts { shared, modules: [first, second] }.files())
}
