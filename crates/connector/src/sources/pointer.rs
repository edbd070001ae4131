//! Finding the entity in a source's answer by a JSON pointer (RFC 6901), without building a tree.

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// What stands at `pointer`; `None` if nothing does, or the answer is no JSON, or a name on the way is there twice.
pub(crate) fn at<'a>(json: &'a [u8], pointer: &str) -> Option<&'a [u8]> {
    if pointer.is_empty() {
        return Some(json);
    }
    let mut here = json;
    for segment in pointer.strip_prefix('/')?.split('/') {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let found = serde_json::Deserializer::from_slice(here)
            .deserialize_any(Step(&name))
            .ok()??;
        here = found.get().as_bytes();
    }
    Some(here)
}

struct Step<'n>(&'n str);

impl<'de> Visitor<'de> for Step<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            if name != self.0 {
                map.next_value::<IgnoredAny>()?;
            } else if found.replace(map.next_value::<&RawValue>()?).is_some() {
                return Err(de::Error::custom("a name is there twice"));
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let wanted: Option<usize> = self
            .0
            .parse()
            .ok()
            .filter(|index: &usize| index.to_string() == self.0);
        let mut found = None;
        let mut index = 0;
        while let Some(element) = array.next_element::<&RawValue>()? {
            if Some(index) == wanted {
                found = Some(element);
            }
            index += 1;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(json: &'a str, pointer: &str) -> Option<&'a str> {
        at(json.as_bytes(), pointer).map(|bytes| std::str::from_utf8(bytes).unwrap())
    }

    #[test]
    fn an_entity_is_found_where_the_pointer_says() {
        assert_eq!(
            found("{\"rows\":[{\"a\":1},{\"b\":2}]}", "/rows/1"),
            Some("{\"b\":2}")
        );
        assert_eq!(found("{\"a/b\":{\"m~n\":3}}", "/a~1b/m~0n"), Some("3"));
        assert_eq!(found("[1]", ""), Some("[1]"));
    }

    #[test]
    fn what_is_not_there_or_there_twice_is_not_found() {
        for (json, pointer) in [
            ("{}", "/rows"),
            ("[]", "/0"),
            ("[1]", "/01"),
            ("3", "/a"),
            ("{\"rows\":1,\"r\\u006fws\":2}", "/rows"),
            ("{\"rows\":", "/rows"),
        ] {
            assert_eq!(found(json, pointer), None, "{json} {pointer}");
        }
    }
}
