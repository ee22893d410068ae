//! A sample file.

use std::{error::Error, fs::File, path::Path};

use super::columns::EXPORTED;

const GIVEN: [&str; 8] = ["Ada", "Bo", "Chen", "Dana", "Emil", "Fatou", "Grace", "Hugo"];
const FAMILY: [&str; 7] = ["Abbas", "Berg", "Costa", "Diallo", "Evans", "Fischer", "García"];
const DEPARTMENTS: [&str; 3] = ["Sales", "Research, Europe", "Support"];

/// Writes a file with users.
///
/// # Errors
///
/// Returns an error if the file exists, or cannot be written.
pub fn write(file: &Path, count: u64) -> Result<(), Box<dyn Error>> {
    let new = File::create_new(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut writer = csv::Writer::from_writer(new);
    let custom = ["custom.department", "custom.employee_number"];
    writer.write_record(EXPORTED.iter().chain(&custom))?;
    for number in 1..=count {
        // Numbers that are reserved for fiction; not every user has a phone.
        let phone = (number <= 100).then(|| format!("20255501{:02}", number - 1));
        let code = phone.as_ref().map(|_| "+1".to_owned());
        writer.write_record([
            format!("user{number:06}"),
            format!("user{number:06}@example.com"),
            phone.unwrap_or_default(),
            code.unwrap_or_default(),
            format!("{} {}", pick(&GIVEN, number), pick(&FAMILY, number)),
            format!("E{number:06}"),
            pick(&DEPARTMENTS, number).to_owned(),
            number.to_string(),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

fn pick<'a>(names: &[&'a str], number: u64) -> &'a str {
    let index = usize::try_from(number).unwrap_or_default() % names.len();
    names.get(index).copied().unwrap_or_default()
}
