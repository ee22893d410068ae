//! Text as typed or pasted by users: codes, secrets and phone numbers with spaces, dashes and
//! calling codes.

/// The default calling code of a phone number.
pub const CALLING_CODE: &str = "+86";

/// Calling codes of two digits. `1` and `7` stand alone, and all others have three (ITU-T E.164).
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// A phone number, separated from its calling code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The number without separators and without the calling code.
    pub number: String,
    /// The calling code with its plus sign; `None` if it is unknown.
    pub calling_code: Option<String>,
}

impl Phone {
    /// Reads a number: `+86 138 0013 8000` is the same as `138-0013-8000` with the code `+86`.
    ///
    /// # Errors
    ///
    /// Returns the problem if the number is missing or contradicts `calling_code`.
    pub fn read(typed: &str, calling_code: Option<&str>) -> Result<Self, &'static str> {
        let named = calling_code.and_then(plus_code);
        let text = digits(typed);
        let Some(number) = international(&text, named.as_deref()) else {
            return match text.is_empty() {
                true => Err("must be a phone number"),
                false => Ok(Self { number: text, calling_code: named }),
            };
        };
        let length = match &named {
            Some(named) if begins_with(number, named) => named.len() - 1,
            Some(_) => return Err("contradicts the separate calling code"),
            None => code_length(number),
        };
        match (number.get(..length), number.get(length..)) {
            (Some(code), Some(number)) if length > 0 && !number.is_empty() => {
                Ok(Self { number: number.to_owned(), calling_code: Some(format!("+{code}")) })
            }
            _ => Err("must be a phone number"),
        }
    }

    /// Returns the address for messages: `+8613800138000`.
    pub fn address(&self) -> String {
        format!("{}{}", self.calling_code.as_deref().unwrap_or(CALLING_CODE), self.number)
    }
}

/// Normalizes a calling code to one plus sign: `86`, `0086` and `+86` are the same.
fn plus_code(typed: &str) -> Option<String> {
    let code = digits(typed);
    let code = code.strip_prefix('+').or_else(|| code.strip_prefix("00")).unwrap_or(&code);
    (!code.is_empty()).then(|| format!("+{code}"))
}

/// Returns a number that begins with its calling code, without the leading plus sign or zeros.
fn international<'a>(text: &'a str, named: Option<&str>) -> Option<&'a str> {
    if let Some(number) = text.strip_prefix('+') {
        return Some(number);
    }
    // National numbers never begin with two zeros.
    let number = text.strip_prefix("00")?;
    let is_complete = named.is_none_or(|named| begins_with(number, named));
    (is_complete && code_length(number) > 0).then_some(number)
}

fn begins_with(number: &str, code: &str) -> bool {
    code.strip_prefix('+').is_some_and(|code| number.starts_with(code))
}

fn code_length(number: &str) -> usize {
    match number.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2'..=b'9', ..] if TWO_DIGITS.iter().any(|code| number.starts_with(code)) => 2,
        [b'2'..=b'9', ..] => 3,
        _ => 0,
    }
}

/// Removes the separators from a phone number.
fn digits(typed: &str) -> String {
    let text = ungrouped(typed).replace('＋', "+");
    // `+44 (0)20…`: the digit in parentheses is dialed only within the country.
    let text = if text.starts_with('+') { text.replacen("(0)", "", 1) } else { text };
    text.replace(['(', ')', '.', '/'], "")
}

/// Removes the spaces and dashes that group a code or secret.
pub fn ungrouped(typed: &str) -> String {
    typed.chars().filter(|letter| !is_separator(*letter)).collect()
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'
            // Invisible marks, which are often copied along with numbers.
            | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
        )
}

/// Normalizes a phone number with its calling code, without separators: `+86188xxxx8888`. The
/// calling code in the number takes precedence over the separate one.
pub fn phone_address(number: &str, calling_code: Option<&str>) -> String {
    let phone = Phone::read(number, calling_code).or_else(|_| Phone::read(number, None));
    phone.map_or_else(|_| ungrouped(number), |phone| phone.address())
}

/// Normalizes an email address for comparison.
pub fn email_address(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(typed: &str, code: Option<&str>) -> Result<String, &'static str> {
        Phone::read(typed, code).map(|phone| phone.address())
    }

    #[test]
    fn number_matches_with_and_without_calling_code() {
        for (typed, code) in [
            ("13800138000", None),
            ("13800138000", Some("")),
            ("138 0013-8000", Some("+86")),
            ("+8613800138000", None),
            ("+86 138 0013 8000", Some("86")),
            ("008613800138000", Some(" +86 ")),
            ("＋86 13800138000", Some("0086")),
            ("\u{202a}+86 138\u{a0}0013\u{a0}8000\u{202c}", None),
        ] {
            assert_eq!(address(typed, code).as_deref(), Ok("+8613800138000"), "{typed} {code:?}");
        }
    }

    #[test]
    fn calling_codes_have_one_to_three_digits() {
        for (typed, code, number) in [
            ("+1 (425) 555-0123", "+1", "4255550123"),
            ("+7 495 123-45-67", "+7", "4951234567"),
            ("+44 (0)20 7946 0018", "+44", "2079460018"),
            ("+852 5555 0123", "+852", "55550123"),
            ("00353 20 912 0123", "+353", "209120123"),
        ] {
            let phone = Phone::read(typed, None).unwrap();
            assert_eq!((phone.calling_code.as_deref(), &*phone.number), (Some(code), number));
            assert_eq!(Phone::read(typed, Some(code)), Ok(phone));
        }
    }

    #[test]
    fn number_with_contradicting_calling_code_is_rejected() {
        assert!(address("+8613800138000", Some("+1")).is_err());
        for typed in ["", " ", "+", "+86", "+0123", "()"] {
            assert!(address(typed, None).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_national_number_keeps_its_digits() {
        for (typed, code, expected) in [
            ("8613800138000", Some("+86"), "+868613800138000"),
            ("188xxxx8888", None, "+86188xxxx8888"),
            ("0012345", Some("+44"), "+440012345"),
        ] {
            assert_eq!(address(typed, code).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn grouping_of_a_code_is_ignored() {
        assert_eq!(ungrouped(" 123 456\u{a0}\n"), "123456");
        assert_eq!(ungrouped("JBSW-Y3DP–EHPK 3PXP"), "JBSWY3DPEHPK3PXP");
    }
}
