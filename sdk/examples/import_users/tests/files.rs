//! Import and export of files.

use std::{ffi::OsString, fs};

use genauth::management::{
    CustomFieldDataType, SetCustomFieldDto, SetCustomFieldsReqDto, TargetType,
};

use super::{Setup, created, sample};
use crate::arguments::Arguments;

#[tokio::test]
async fn export_of_an_import_is_the_imported_file() {
    let setup = Setup::with_sample(120).await;
    assert_eq!(setup.run().await, Ok(created(120)));
    assert_eq!(setup.exported().await, setup.text());
    // And again, into another user pool.
    let other = Setup::with_text(&setup.exported().await).await;
    assert_eq!(other.run().await, Ok(created(120)));
    assert_eq!(other.exported().await, setup.text());
}

#[tokio::test]
async fn quotes_line_breaks_and_any_language_survive() {
    let text = "username,email,phone,phone_country_code,name,external_id,custom.note\n\
                a,,,,\"O\"\"Neil, Ann\",,\"two\nlines\"\n\
                b,b@example.com,13800138000,,张三,7, spaces \n\
                ,c@example.com,2025550123,+1,,,😀\n";
    let setup = Setup::with_text(text).await;
    assert_eq!(setup.run().await, Ok(created(3)));
    assert_eq!(setup.exported().await, text);
}

#[tokio::test]
async fn columns_in_another_order_with_a_byte_order_mark_are_imported() {
    let setup = Setup::with_text("\u{feff}custom.team,name,username\r\nBlue,Ann,ann\r\n").await;
    assert_eq!(setup.run().await, Ok(created(1)));
    let expected = "username,email,phone,phone_country_code,name,external_id,custom.team\n\
                    ann,,,,Ann,,Blue\n";
    assert_eq!(setup.exported().await, expected);
}

#[tokio::test]
async fn custom_data_has_the_type_of_its_field() {
    let text = "username,email,phone,phone_country_code,name,external_id,custom.age,custom.vip\n\
                a,,,,,,41,true\nb,,,,,,1.5,false\n";
    let setup = Setup::with_text(text).await;
    let field = |key, data_type| {
        SetCustomFieldDto::new(TargetType::User, key).data_type(data_type).label(key)
    };
    let fields =
        vec![field("age", CustomFieldDataType::Number), field("vip", CustomFieldDataType::Boolean)];
    setup.admin.set_custom_fields(SetCustomFieldsReqDto::new(fields)).await.unwrap();
    assert_eq!(setup.run().await, Ok(created(2)));
    assert_eq!(setup.exported().await, text);
}

#[tokio::test]
async fn passwords_and_hashes_are_imported_and_never_exported() {
    let setup = Setup::with_text("username,password\nann,test-secret\n").await;
    assert_eq!(setup.run().await, Ok(created(1)));
    let app = setup.emulator.authentication();
    app.sign_in_by_username_password("ann", "test-secret").await.unwrap();
    assert!(!setup.exported().await.contains("test-secret"));
    setup.write("username,password_hash,salt\nbob,0123456789,abc\n");
    assert_eq!(setup.run().await, Ok(created(1)));
    let journal = fs::read_to_string(&setup.import().journal).unwrap();
    assert!(!journal.contains("test-secret") && !journal.contains("0123456789"), "{journal}");
    let last = setup.emulator.calls_of("createUsersBatch").unwrap().pop().unwrap();
    assert!(format!("{last:?}").contains("keepPassword"), "{last:?}");
}

#[tokio::test]
async fn invalid_headers_are_explained() {
    for (header, expected) in [
        ("username,mail", "unknown column `mail`; use username, email,"),
        ("username,custom.", "unknown column `custom.`"),
        ("username,email,username", "`username` appears twice"),
        ("username,password,password_hash", "exclude each other"),
    ] {
        let error = Setup::with_text(&format!("{header}\n")).await.run().await.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let missing = Setup::new().await.run().await.unwrap_err();
    assert!(missing.contains("users.csv"), "{missing}");
}

#[tokio::test]
async fn sample_replaces_no_file() {
    let setup = Setup::with_text("username\n").await;
    sample::write(&setup.users, 1).unwrap_err();
    assert_eq!(setup.text(), "username\n");
}

#[test]
fn arguments_are_read() {
    let read = |arguments: &[&str]| Arguments::read(arguments.iter().map(OsString::from));
    let all = read(&["--generate", "3", "users.csv", "--export", "out.csv"]).unwrap();
    assert_eq!((all.generate, all.users), (Some(3), Some("users.csv".into())));
    assert_eq!(all.export, Some("out.csv".into()));
    for (arguments, expected) in [
        (&[][..], "nothing to do"),
        (&["--generate"], "--generate requires a number of users"),
        (&["--generate", "x", "a"], "x is not a number of users"),
        (&["--generate", "3"], "--generate requires the file to write"),
        (&["--export"], "--export requires a file"),
        (&["--resume", "a"], "unknown option --resume"),
        (&["a", "b"], "more than one file to import"),
    ] {
        assert_eq!(read(arguments).unwrap_err(), expected);
    }
}
