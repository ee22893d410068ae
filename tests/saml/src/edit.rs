//! [`Edit`]: changes of XML as text.

/// Changes of XML as text. Every change panics if it has no place, so that no attack is an accident.
pub trait Edit {
    /// Returns the first element of this name, from its start to its end.
    fn part(&self, name: &str) -> String;
    /// Removes the first element of this name.
    fn without(&self, name: &str) -> String;
    /// Replaces the first occurrence.
    fn swap(&self, old: &str, new: &str) -> String;
    /// Replaces every occurrence.
    fn swap_all(&self, old: &str, new: &str) -> String;
    /// Inserts before the first occurrence of a marker.
    fn before(&self, marker: &str, inserted: &str) -> String;
    /// Inserts after the first occurrence of a marker.
    fn after(&self, marker: &str, inserted: &str) -> String;
    /// Inserts before the last occurrence of a marker.
    fn before_last(&self, marker: &str, inserted: &str) -> String;
}

impl Edit for str {
    fn part(&self, name: &str) -> String {
        let (start, end) = element(self, name);
        self[start..end].to_owned()
    }

    fn without(&self, name: &str) -> String {
        let (start, end) = element(self, name);
        format!("{}{}", &self[..start], &self[end..])
    }

    fn swap(&self, old: &str, new: &str) -> String {
        let start = find(self, old);
        format!("{}{new}{}", &self[..start], &self[start + old.len()..])
    }

    fn swap_all(&self, old: &str, new: &str) -> String {
        find(self, old);
        self.replace(old, new)
    }

    fn before(&self, marker: &str, inserted: &str) -> String {
        let (start, end) = self.split_at(find(self, marker));
        format!("{start}{inserted}{end}")
    }

    fn after(&self, marker: &str, inserted: &str) -> String {
        let (start, end) = self.split_at(find(self, marker) + marker.len());
        format!("{start}{inserted}{end}")
    }

    fn before_last(&self, marker: &str, inserted: &str) -> String {
        let (start, end) = self.split_at(self.rfind(marker).unwrap_or_else(|| missing(marker)));
        format!("{start}{inserted}{end}")
    }
}

fn find(xml: &str, marker: &str) -> usize {
    xml.find(marker).unwrap_or_else(|| missing(marker))
}

fn missing(marker: &str) -> ! {
    panic!("`{marker}` is not in the document")
}

/// Returns the range of the first element of this name, whose descendants may have the same name.
fn element(xml: &str, name: &str) -> (usize, usize) {
    let start = starts(xml, name).next().unwrap_or_else(|| missing(name));
    let end_tag = format!("</{name}>");
    let mut end = start;
    loop {
        let next = xml[end..].find(&end_tag).unwrap_or_else(|| missing(&end_tag));
        end += next + end_tag.len();
        let inside = &xml[start..end];
        if starts(inside, name).count() == inside.matches(&end_tag).count() {
            return (start, end);
        }
    }
}

fn starts<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = usize> + use<'a> {
    let tag = format!("<{name}");
    let length = tag.len();
    let places: Vec<_> = xml.match_indices(&tag).map(|(place, _)| place).collect();
    places.into_iter().filter(move |place| xml[place + length..].starts_with(['>', ' ', '/']))
}
