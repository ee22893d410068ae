//! References in the notation of types.

/// Returns the names that a type refers to, in order.
pub fn references(ty: &str) -> Vec<&str> {
    let ends = |rest: &str| rest.find([',', '>']).unwrap_or(rest.len());
    ty.split("ref ").skip(1).map(|rest| rest.get(..ends(rest)).unwrap_or(rest)).collect()
}

/// Returns a type with each name that it refers to replaced.
pub fn map_references(ty: &str, mut name: impl FnMut(&str) -> String) -> String {
    let mut parts = ty.split("ref ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find([',', '>']).unwrap_or(part.len());
        let (old, rest) = part.split_at(end);
        out.push_str("ref ");
        out.push_str(&name(old));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_and_replaced_wherever_they_are() {
        let ty = "oneOf<ref A, array<nullable<ref B.C-d>>, string>";
        assert_eq!(references(ty), ["A", "B.C-d"]);
        assert!(references("array<string>").is_empty());
        let mapped = map_references(ty, |name| format!("{name}2"));
        assert_eq!(mapped, "oneOf<ref A2, array<nullable<ref B.C-d2>>, string>");
        assert_eq!(map_references("integer", str::to_owned), "integer");
    }
}
