//! Web pages. They are small, work without scripts, and escape all dynamic text.

use crate::{text::visible, wire::HttpResponse};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:4rem auto;\
    padding:0 1rem}label{display:block;margin:1rem 0}input{display:block;width:100%;\
    box-sizing:border-box;padding:.5rem;font:inherit}button{padding:.5rem 1rem;font:inherit}\
    img{max-width:12rem}.problem{color:#a00}";

/// Escapes text for use anywhere in a page, including attributes.
pub(crate) fn escaped(text: &str) -> String {
    field_value(&visible(text))
}

/// Escapes the value of a form field, which is sent as it is.
pub(crate) fn field_value(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// Returns a complete page. `title` is text, `body` is markup.
pub(crate) fn document(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )
}

/// Returns an error page.
pub(crate) fn problem(status: u16, message: &str) -> HttpResponse {
    let body = format!("<p class=\"problem\">{}</p>", escaped(message));
    HttpResponse::html(status, document("Request failed", &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_escaped() {
        let page = String::from_utf8(problem(400, "<script>'\"&").body.to_vec()).unwrap();
        assert!(page.contains("&lt;script&gt;&#39;&quot;&amp;"));
        assert!(!page.contains("<script"));
    }
}
