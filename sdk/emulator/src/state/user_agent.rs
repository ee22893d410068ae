//! Parsing of user agents into device and browser.

use genauth::authentication::{ParsedUserAgent, TerminalType};

/// The value of unknown parts.
const UNKNOWN: &str = "Unknown";

/// Returns the device, operating system and browser.
pub fn parsed(user_agent: &str) -> ParsedUserAgent {
    let device = if is_mobile(user_agent) { "Mobile" } else { "Desktop" };
    let browser = first(
        user_agent,
        &[("Edg", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")],
    );
    let own = user_agent.split(['/', ' ']).next().filter(|name| !name.is_empty());
    let name = browser.or(own).unwrap_or(UNKNOWN);
    let mut parsed = ParsedUserAgent::new(device, system(user_agent).unwrap_or(UNKNOWN), name);
    parsed.browser = browser.map(str::to_owned);
    parsed
}

/// Returns the operating system.
pub fn system(user_agent: &str) -> Option<&'static str> {
    first(
        user_agent,
        &[
            ("Android", "Android"),
            ("iPhone", "iOS"),
            ("iPad", "iOS"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ],
    )
}

/// Returns the kind of device.
pub fn terminal(user_agent: &str) -> TerminalType {
    match (is_mobile(user_agent), user_agent.starts_with("Mozilla/")) {
        (true, _) => TerminalType::Mobile,
        (false, true) => TerminalType::Browser,
        (false, false) => TerminalType::Desktop,
    }
}

fn is_mobile(user_agent: &str) -> bool {
    ["Mobile", "Android", "iPhone", "iPad"].iter().any(|sign| user_agent.contains(sign))
}

/// Returns the meaning of the first sign that the user agent contains.
fn first(user_agent: &str, signs: &[(&str, &'static str)]) -> Option<&'static str> {
    signs.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agents_of_browsers_and_programs_are_recognized() {
        let chrome = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 \
                      (KHTML, like Gecko) Chrome/108.0.0.0 Safari/537.36";
        let it = parsed(chrome);
        assert_eq!((&*it.device, &*it.os, &*it.name), ("Desktop", "macOS", "Chrome"));
        assert_eq!(terminal(chrome), TerminalType::Browser);
        let phone = "Mozilla/5.0 (Linux; Android 10; V2001A; wv) Chrome/87.0 Mobile Safari/537.36";
        assert_eq!((system(phone), terminal(phone)), (Some("Android"), TerminalType::Mobile));
        let it = parsed("genauth-rust/0.1.0");
        assert_eq!((&*it.name, it.browser, &*it.os), ("genauth-rust", None, "Unknown"));
    }
}
