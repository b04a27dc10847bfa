//! JSON as it comes from outside: read strictly, with where it is wrong.

mod by_name;
mod numbers;
mod read_only;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use shared::problem::{FieldErrorCode, ProblemCode};

use self::by_name::ByName;
use self::numbers::whole_numbers;
use self::read_only::SettingAside;
pub(crate) use self::read_only::members_of;
use crate::error::ApiError;

/// No JSON body of this API is nested nearly so deep (R-49).
pub const MAX_DEPTH: usize = 32;

/// What some programs write before UTF-8. RFC 8259 lets readers ignore it (section 8.1).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads JSON and reports where it is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    parse_change(bytes, &[]).map(|(value, _)| value)
}

/// Reads a change of a resource that shows these members, and gives those that were sent and that the change cannot set.
pub(crate) fn parse_change<T: DeserializeOwned>(
    bytes: &[u8],
    shown: &[&'static str],
) -> Result<(T, Map<String, Value>), ApiError> {
    let mut aside = Map::new();
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if depth(bytes) > MAX_DEPTH {
        let detail = format!("Arrays and objects are nested more than {MAX_DEPTH} deep.");
        return Err(ApiError::new(ProblemCode::MalformedJson).detail(detail));
    }
    let bytes = whole_numbers(bytes);
    let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
    let change = SettingAside { inner: ByName(&mut deserializer), shown, aside: &mut aside };
    let value: T = serde_path_to_error::deserialize(change).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => invalid_data(&pointer, &inner),
            // A null in the place of an enum is an error of syntax to serde_json.
            _ if is_json(&bytes) => {
                ApiError::invalid_field(&pointer, FieldErrorCode::Invalid, "has a value of the wrong type")
            }
            _ => malformed(&inner),
        }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok((value, aside))
}

/// Reads a part of a body that was read before, and reports where in it is wrong.
pub fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(ByName(value)).map_err(|error| invalid_data(&pointer(error.path()), error.inner()))
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// How deeply arrays and objects are nested, judging by the brackets outside strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn malformed(error: &serde_json::Error) -> ApiError {
    let detail = format!("The body is not well-formed JSON (line {}, column {}).", error.line(), error.column());
    ApiError::new(ProblemCode::MalformedJson).detail(detail)
}

fn invalid_data(pointer: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    // serde appends the position, which does not help anybody who sends a document of a dozen members.
    let text = text.split(" at line ").next().unwrap_or(&text);
    let code = if text.starts_with("missing field") {
        FieldErrorCode::Required
    } else if text.starts_with("unknown field") {
        FieldErrorCode::NotAllowed
    } else {
        FieldErrorCode::Invalid
    };
    let named = text.split('`').nth(1).filter(|_| code != FieldErrorCode::Invalid);
    let pointer = match named {
        Some(name) if !pointer.ends_with(&format!("/{name}")) => format!("{pointer}/{name}"),
        _ => pointer.to_owned(),
    };
    ApiError::invalid_field(&pointer, code, text)
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only parsed")]
        inner: Inner,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only parsed")]
        count: u8,
        #[serde(default)]
        #[expect(dead_code, reason = "only parsed")]
        kind: Kind,
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        #[default]
        A,
        B,
    }

    fn failure(json: &str) -> (u16, String) {
        pointer_of(&parse::<Outer>(json.as_bytes()).unwrap_err())
    }

    /// The status of an error, and what it points to.
    pub(super) fn pointer_of(error: &ApiError) -> (u16, String) {
        let mut response = actix_web::ResponseError::error_response(error);
        let failure = response.extensions_mut().remove::<crate::error::Failure>().unwrap();
        (failure.code.status(), failure.errors.first().map(|error| error.pointer.clone()).unwrap_or_default())
    }

    #[test]
    fn malformed_and_invalid_are_told_apart_and_located() {
        assert_eq!(failure("{"), (400, String::new()));
        assert_eq!(failure(r#"{"inner":{"count":1}} x"#), (400, String::new()));
        assert_eq!(failure(r#"{"inner":{"count":"1"}}"#), (422, "/inner/count".into()));
        assert_eq!(failure(r#"{"inner":{}}"#), (422, "/inner/count".into()));
        assert_eq!(failure(r#"{"inner":{"count":1,"more":2}}"#), (422, "/inner/more".into()));
        assert_eq!(failure("[]"), (422, String::new()));
        assert_eq!(failure(r#"{"inner":{"count":1,"kind":null}}"#), (422, "/inner/kind".into()));
        assert_eq!(failure(r#"{"inner":{"count":1,"kind":[]}}"#), (422, "/inner/kind".into()));
        assert_eq!(failure(r#"{"inner":{"count":1,"kind":"c"}}"#), (422, "/inner/kind".into()));
        assert_eq!(failure(r#"{"inner":{"count":1,"kind":nul}}"#), (400, String::new()));
    }

    #[test]
    fn depth_counts_brackets_outside_strings() {
        assert_eq!(depth(br#"{"a":[1,{"b":2}],"c":[]}"#), 3);
        assert_eq!(depth(br#""[[[\"[[[""#), 0);
        assert_eq!(depth(b"]]][["), 2);
        assert_eq!(failure(&"[".repeat(33)), (400, String::new()));
    }

    #[test]
    fn a_byte_order_mark_is_skipped_once_and_only_before() {
        let read = |json: &str| parse::<serde_json::Value>(json.as_bytes());
        assert_eq!(read("\u{feff}{\"a\":\"\u{feff}\"}").unwrap(), serde_json::json!({ "a": "\u{feff}" }));
        assert_eq!(read("\u{feff} [1]").unwrap(), serde_json::json!([1]));
        for wrong in ["\u{feff}", "\u{feff}\u{feff}{}", " \u{feff}{}", "{\u{feff}}", "{}\u{feff}"] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
