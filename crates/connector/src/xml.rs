//! XML as JSON, as the 2021 connector's `xml_to_json` has it: elements are members, attributes `@name`, text `#text`,
//! what is there several times an array, what is empty `null`.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

/// Elements within elements. No document of a person's data is as deep, and JSON's readers take 128.
const MOST_DEPTH: usize = 100;

struct Open {
    name: String,
    members: Map<String, Value>,
    text: String,
}

/// Reads a document; none where it is not well-formed. Entities other than the five of XML itself are refused, so
/// that nothing is fetched and nothing grows (XML 1.0 §4.1).
pub(crate) fn to_json(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = Map::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if open.len() >= MOST_DEPTH || (open.is_empty() && !root.is_empty()) {
                    return None;
                }
                open.push(begun(&start)?);
            }
            Event::Empty(start) => {
                if open.is_empty() && !root.is_empty() {
                    return None;
                }
                let element = begun(&start)?;
                close(
                    element,
                    open.last_mut()
                        .map_or(&mut root, |parent| &mut parent.members),
                );
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(
                    element,
                    open.last_mut()
                        .map_or(&mut root, |parent| &mut parent.members),
                );
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                match open.last_mut() {
                    Some(element) => element.text.push_str(&text),
                    None if text.trim().is_empty() => {}
                    None => return None,
                }
            }
            Event::CData(data) => open.last_mut()?.text.push_str(&data.xml10_content()),
            Event::GeneralRef(reference) => {
                let element = open.last_mut()?;
                match reference.resolve_char_ref().ok()? {
                    Some(character) => element.text.push(character),
                    None => element.text.push_str(match &*reference.xml10_content() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => return None,
                    }),
                }
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            // Declares entities.
            Event::DocType(_) => return None,
            Event::Eof => break,
        }
    }
    (open.is_empty() && !root.is_empty()).then_some(Value::Object(root))
}

fn begun(start: &BytesStart<'_>) -> Option<Open> {
    let mut members = Map::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        members.insert(
            format!("@{}", attribute.key.as_ref()),
            Value::String(value.into_owned()),
        );
    }
    Some(Open {
        name: start.name().as_ref().to_owned(),
        members,
        text: String::new(),
    })
}

fn close(element: Open, parent: &mut Map<String, Value>) {
    let Open {
        name,
        mut members,
        text,
    } = element;
    let text = text.trim();
    let value = match (members.is_empty(), text.is_empty()) {
        (true, true) => Value::Null,
        (true, false) => Value::String(text.to_owned()),
        (false, true) => Value::Object(members),
        (false, false) => {
            members.insert("#text".to_owned(), Value::String(text.to_owned()));
            Value::Object(members)
        }
    };
    match parent.get_mut(&name) {
        None => {
            parent.insert(name, value);
        }
        Some(Value::Array(several)) => several.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn elements_become_members() {
        let text = "<?xml version=\"1.0\"?>\n<!-- loans -->\n<s:loans xmlns:s=\"urn:s\" of=\"A &amp; B\">\
            <loan id=\"1\">Tove &lt;Jansson&gt;</loan><loan>&#65;ino</loan><due/><note><![CDATA[<b>]]></note></s:loans>";
        assert_eq!(
            to_json(text),
            Some(json!({"s:loans": {
                "@xmlns:s": "urn:s", "@of": "A & B",
                "loan": [{"@id": "1", "#text": "Tove <Jansson>"}, "Aino"],
                "due": null, "note": "<b>",
            }}))
        );
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&other;</a>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<a b=1/>",
            deep.as_str(),
        ] {
            assert_eq!(to_json(text), None, "{text}");
        }
    }
}
