//! Methods have the types of the spec, and operations are available as data.

use std::collections::BTreeMap;

use genauth_edge_cases::authentication::{self, Item10Dto, Keywords, Mod, Prose, VecDto};
use genauth_edge_cases::management::{
    self, Action, DeletePartParams, Everything, Expression, ListValuesParams, PutPartParams,
    Reason, Sum, Token, TokenForm, Tree, UploadForm, UploadParams,
};
use genauth_edge_cases::{
    AuthenticationClient, BodyKind, Call, Content, Effect, ManagementClient, Operation, Redirect,
    UploadFile,
};

fn names(operations: &[&'static Operation]) -> Vec<&'static str> {
    operations.iter().map(|operation| operation.name).collect()
}

#[test]
fn operations_keep_their_documented_names() {
    assert_eq!(
        names(authentication::OPERATIONS),
        ["mod", "list-of-items", "option", "Vec", "readProse", "type", "self"]
    );
    assert_eq!(
        names(authentication::r#type::OPERATIONS),
        ["type", "self"],
        "a module that is called like a word of Rust"
    );
    assert_eq!(names(authentication::mod_::OPERATIONS).len(), 2);
}

#[test]
fn operations_are_available_as_data() {
    let find = |operations: &[&'static Operation], name| {
        *operations.iter().find(|operation| operation.name == name).unwrap()
    };
    let by_words = find(authentication::OPERATIONS, "type");
    assert_eq!(by_words.path, "/api/v3/type/{type}/{用户-id}");
    let asks = by_words.security;
    assert!(asks.bearer && asks.app_id && asks.user_pool_id && asks.app_tenant_id);
    let prose = find(authentication::OPERATIONS, "readProse");
    assert_eq!(prose.path, "/api/v3/prose/{{name}}/end");
    assert!(find(authentication::OPERATIONS, "self").deprecated);
    for (name, module, method, body, effect) in [
        ("fetchToken", "wire-forms", "POST", BodyKind::Form, Effect::Session),
        ("upload", "wire-forms", "POST", BodyKind::Multipart, Effect::Write),
        ("deletePart", "wire-forms", "DELETE", BodyKind::None, Effect::Write),
        ("putPart", "wire-forms", "PUT", BodyKind::Json, Effect::Write),
        ("untyped", "wire-forms", "PATCH", BodyKind::None, Effect::Write),
        ("listValues", "values", "GET", BodyKind::None, Effect::Read),
    ] {
        let operation = find(management::OPERATIONS, name);
        assert_eq!((operation.module, operation.method.as_str()), (module, method), "{name}");
        assert_eq!((operation.body, operation.effect), (body, effect), "{name}");
    }
}

#[test]
#[allow(deprecated)]
fn methods_have_documented_arguments_and_results() {
    let app = AuthenticationClient::builder("APP_ID", "http://127.0.0.1:9").build().unwrap();
    let _call: Call<VecDto> = app.vec();
    let _call: Call<Mod> = app.r#mod();
    let _call: Call<Vec<Item10Dto>> = app.list_of_items();
    let words = authentication::TypeParams::new("a type", "an id", true);
    let words = words.with_new(false).r#in(vec!["a".to_owned()]).filter_name("f").params("p");
    let _call: Call<Vec<Keywords>> = app.r#type(words);
    let _call: Call<()> = app.self_(
        Keywords::new().r#type("t").r#struct(1).self_("s").r#async(true).n2fa("2").with_new(false),
    );
    let _call: Call<Prose> = app.read_prose(authentication::ReadProseParams::new("name").page(-1));

    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
        .host("http://127.0.0.1:9")
        .build()
        .unwrap();
    let tree = Tree::new("root", Vec::<Tree>::new(), BTreeMap::<String, Tree>::new());
    let _call: Call<Tree> = admin.grow_tree(tree);
    let _call: Call<Expression> =
        admin.evaluate(Sum::new(Expression::from(1), Expression::from("x".to_owned())));
    let everything: Everything = serde_json::from_str("{}").unwrap();
    let _call: Call<BTreeMap<String, Everything>> = admin.set_everything(everything);
    let _call: Call<Vec<Action>> = admin.list_values(ListValuesParams::new(Action::SelfValue));
    let _call: Call<Token> = admin.fetch_token(TokenForm::new("authorization_code"));
    let file = UploadFile::new("a.csv", "a,b");
    let _call: Call<()> = admin.upload(UploadParams::new("folder"), UploadForm::new(file));
    let _call: Call<()> = admin.delete_part(DeletePartParams::new("thing", 1));
    let _call: Call<Content> = admin.put_part(PutPartParams::new("thing", 1), Reason::new("why"));
    let _call: Call<Redirect> =
        admin.authorize(management::AuthorizeParams::new("https://example.org"));
    let _call: Call<Content> = admin.export();
    let _call: Call<serde_json::Value> = admin.untyped();
}
