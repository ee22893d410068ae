//! The `retry-after` and `date` headers of a response.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// Reads `retry-after`: a number of seconds or a date. A date is measured against that of the
/// response, since the clocks of server and client can differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date in the past means: now.
    Some(date.duration_since(server_time(headers)).unwrap_or_default())
}

/// Returns the `date` of a response, or the time of this machine if the header is missing.
pub(crate) fn server_time(headers: &HeaderMap) -> SystemTime {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    date.unwrap_or_else(SystemTime::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        let parsed = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().ok()?);
            retry_after(&headers)
        };
        assert_eq!(parsed("120"), Some(Duration::from_secs(120)));
        assert_eq!(parsed(" 0 "), Some(Duration::ZERO));
        assert_eq!(parsed("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = SystemTime::now() + Duration::from_secs(100);
        let pause = parsed(&httpdate::fmt_http_date(soon)).unwrap_or_default();
        assert!((98..=100).contains(&pause.as_secs()), "{pause:?}");
        // An hour behind this machine, or ahead of it.
        for date in [soon - Duration::from_secs(3_600), soon + Duration::from_secs(3_600)] {
            let mut headers = HeaderMap::new();
            for (name, date) in
                [(header::DATE, date), (header::RETRY_AFTER, date + Duration::from_secs(2))]
            {
                headers.insert(name, httpdate::fmt_http_date(date).parse().unwrap());
            }
            assert_eq!(retry_after(&headers), Some(Duration::from_secs(2)));
        }
        for odd in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(parsed(odd), None, "{odd}");
        }
    }
}
