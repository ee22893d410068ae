//! Rows that fail: each is reported with its line, and the others are imported.

use super::{Setup, Summary, created};

#[tokio::test]
async fn invalid_rows_are_reported_with_their_lines() {
    let text = "username,email,phone,name,custom.age\n\
                a,,,\"two\nlines\",1\n\
                ,,,unnamed,2\n\
                b,b@example.com,,,\n\
                c,B@example.com,,,\n\
                d,,,too,many,cells\n\
                e\n\
                f,,,,5\n";
    let setup = Setup::with_text(text).await;
    let summary = Summary { created: 3, failed: 4, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(summary));
    let expected = "line,user,reason\n\
                    4,,\"one of username, email and phone is required\"\n\
                    6,c,email `b@example.com` is also on line 5\n\
                    7,,\"expected 5 cells, found 6; check the quotes\"\n\
                    8,,\"expected 5 cells, found 1; check the quotes\"\n";
    assert_eq!(setup.failures(), expected);
    assert_eq!(setup.count().await, 3);
}

#[tokio::test]
async fn rows_that_the_server_rejects_are_found_in_a_chunk() {
    let mut text = "username,email,phone,phone_country_code\n".to_owned();
    for number in 0..120 {
        // Line 2 is number 0.
        let phone = if [7, 8, 70, 119].contains(&number) { "+44 1,+1" } else { "," };
        text += &format!("user{number},,{phone}\n");
    }
    let setup = Setup::with_text(&text).await;
    let summary = Summary { created: 116, failed: 4, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(summary));
    let failures = setup.failures();
    let lines: Vec<&str> = failures.lines().skip(1).map(|line| &line[..3]).collect();
    assert_eq!(lines, ["9,u", "10,", "72,", "121"]);
    assert!(failures.contains("contradicts the separate calling code"), "{failures}");
    // An import that has its valid rows in the database: only the failures are sent again.
    let before = setup.requests();
    let again = Summary { done_before: 116, failed: 4, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(again));
    assert!(setup.requests() - before <= 7);
    // Corrected rows succeed, and the report goes away.
    setup.write(text.replace("+44 1,+1", "2025550100,+1").replacen("2025550100", "2025550101", 1));
    assert!(setup.run().await.is_ok_and(|summary| (summary.created, summary.failed) == (2, 2)));
    setup.write(text.replace("+44 1,+1", ","));
    assert_eq!(setup.run().await.map(|summary| summary.failed), Ok(0));
    assert_eq!((setup.count().await, setup.failures()), (120, String::new()));
}

#[tokio::test]
async fn values_of_other_types_are_reported() {
    use genauth::management::{
        CustomFieldDataType, SetCustomFieldDto, SetCustomFieldsReqDto, TargetType,
    };
    let setup = Setup::new().await;
    setup.write(b"username,custom.age\na,old\nb,7\n\xff,8\n");
    let field = SetCustomFieldDto::new(TargetType::User, "age");
    let field = field.data_type(CustomFieldDataType::Number).label("Age");
    setup.admin.set_custom_fields(SetCustomFieldsReqDto::new(vec![field])).await.unwrap();
    assert!(setup.run().await.is_ok_and(|summary| summary.created == 1));
    let expected = "line,user,reason\n\
                    2,,\"custom.age is not a number, for example 12.5\"\n\
                    4,,the row is not UTF-8; save the file as UTF-8\n";
    assert_eq!(setup.failures(), expected);
}

#[tokio::test]
async fn users_that_exist_are_present_or_in_the_way() {
    let setup = Setup::with_text("username,name,custom.team\nann,Ann,Blue\nbob,Bob,Red\n").await;
    assert_eq!(setup.run().await, Ok(created(2)));
    // The journal is lost, and the data of a row has changed.
    std::fs::remove_file(&setup.import().journal).unwrap();
    setup.write("username,name,custom.team\nann,Ann,Blue\nbob,Bob,Green\n");
    let summary = Summary { present: 1, failed: 1, ..Summary::default() };
    assert_eq!(setup.run().await, Ok(summary));
    assert!(setup.failures().contains("\n3,bob,"), "{}", setup.failures());
    assert_eq!(setup.count().await, 2);
}
