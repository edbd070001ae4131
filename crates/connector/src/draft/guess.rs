//! What a field may be about, guessed by its name: a beginning for a person to correct, never more.

use permission::Category;

/// Words of names, and the DPV term they suggest. The first that fits is taken, so the particular stands before the
/// general.
const WORDS: [(&[&str], &str); 30] = [
    (&["email", "mail"], "EmailAddress"),
    (&["telephone", "phone", "mobile", "tel"], "TelephoneNumber"),
    (&["birth", "birthday", "birthdate", "dob"], "BirthDate"),
    (&["age"], "Age"),
    (
        &["street", "postal", "postcode", "zip", "locality", "address"],
        "PhysicalAddress",
    ),
    (
        &[
            "location",
            "coordinates",
            "latitude",
            "longitude",
            "city",
            "place",
        ],
        "Location",
    ),
    (&["username", "login", "account"], "Username"),
    (&["iban", "bank"], "BankAccount"),
    (
        &["ssn", "hetu", "passport", "licence", "license"],
        "OfficialID",
    ),
    (&["nationality", "citizenship"], "Nationality"),
    (&["gender", "sex"], "Gender"),
    (&["language", "lang", "locale"], "Language"),
    (&["salary", "wage"], "Salary"),
    (&["income"], "Income"),
    (&["tax"], "Tax"),
    (&["school", "grade", "class", "pupil"], "School"),
    (&["education", "degree", "diploma", "course"], "Education"),
    (
        &["job", "occupation", "profession", "employer", "employment"],
        "Job",
    ),
    (&["vehicle", "car", "plate"], "Vehicle"),
    (&["photo", "picture", "image", "portrait"], "Picture"),
    (
        &[
            "allergy",
            "allergies",
            "diagnosis",
            "prescription",
            "vaccination",
        ],
        "MedicalHealth",
    ),
    (&["health", "medical", "patient"], "HealthRecord"),
    (
        &[
            "spouse", "child", "children", "parent", "sibling", "family", "guardian",
        ],
        "FamilyStructure",
    ),
    (
        &[
            "loan",
            "loans",
            "purchase",
            "purchases",
            "order",
            "orders",
            "booking",
            "bookings",
        ],
        "Purchase",
    ),
    (
        &["hobby", "hobbies", "interest", "interests", "favourite"],
        "Interest",
    ),
    (&["preference", "preferences", "home"], "Preference"),
    (&["house", "property"], "HouseOwned"),
    (&["contact"], "Contact"),
    (
        &["name", "surname", "forename", "firstname", "lastname"],
        "Name",
    ),
    (
        &["id", "identifier", "number", "card", "code"],
        "Identifier",
    ),
];

/// Names by which sources commonly find a person, and the type of identifier they are (MIM4 §5.4).
const IDENTIFIERS: [(&str, &str); 8] = [
    ("ssn", "ssn"),
    ("hetu", "ssn"),
    ("email", "email"),
    ("mail", "email"),
    ("phone", "phone_number"),
    ("mobile", "phone_number"),
    ("passport", "passport_number"),
    ("card", "card_number"),
];

/// Words of names that number records.
const NUMBERS: [&str; 7] = ["id", "uuid", "no", "nr", "number", "key", "reference"];

/// The words of a name: `homeLibrary`, `home_library` and `home-library` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            words.push(String::new());
            was_lower = false;
            continue;
        }
        if words.is_empty() || (character.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = character.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The category that a name suggests, as an IRI, and whether anything did.
pub(super) fn category(name: &str) -> (String, bool) {
    let words = words(name);
    let found = WORDS
        .iter()
        .find(|(known, _)| words.iter().any(|word| known.contains(&word.as_str())));
    let term = found.map(|(_, term)| format!("https://w3id.org/dpv/pd#{term}"));
    let term = term.filter(|term| Category::parse(term).is_ok());
    let guessed = term.is_some();
    (
        term.unwrap_or_else(|| "https://w3id.org/dpv#PersonalData".to_owned()),
        guessed,
    )
}

/// The type of identifier that a name suggests.
fn identifier(name: &str) -> Option<&'static str> {
    let words = words(name);
    IDENTIFIERS
        .iter()
        .find(|(word, _)| words.iter().any(|one| one == word))
        .map(|(_, id_type)| *id_type)
}

/// Whether a name suggests that people are found by it.
pub(super) fn is_identifier(name: &str) -> bool {
    identifier(name).is_some()
}

/// The types of identifiers that names suggest, each with the first name that does.
pub(super) fn identifiers<'n>(
    names: impl Iterator<Item = &'n str>,
) -> Vec<(&'static str, &'n str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for name in names {
        if let Some(id_type) = identifier(name)
            && !found.iter().any(|(known, _)| *known == id_type)
        {
            found.push((id_type, name));
        }
    }
    found
}

/// The first name that seems to number records, and is none by which people are found.
pub(super) fn own_id<'n>(
    mut names: impl Iterator<Item = &'n str>,
    identifiers: &[(String, String)],
) -> Option<String> {
    let numbers = |name: &&str| {
        let is_persons = identifiers.iter().any(|(_, column)| column == name);
        !is_persons && words(name).iter().any(|word| NUMBERS.contains(&&**word))
    };
    names.find(numbers).map(str::to_owned)
}

/// A name for people: `Home library`.
pub(super) fn title(name: &str) -> String {
    let text = words(name).join(" ");
    let mut characters = text.chars();
    characters.next().map_or_else(
        || name.to_owned(),
        |first| first.to_uppercase().chain(characters).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_to_a_term_there_is() {
        for (words, term) in WORDS {
            assert!(
                Category::parse(&format!("https://w3id.org/dpv/pd#{term}")).is_ok(),
                "{term} of {words:?}"
            );
        }
        assert!(Category::parse("https://w3id.org/dpv#PersonalData").is_ok());
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(
            category("contactEmail").0,
            "https://w3id.org/dpv/pd#EmailAddress"
        );
        assert_eq!(
            category("DATE_OF_BIRTH").0,
            "https://w3id.org/dpv/pd#BirthDate"
        );
        assert_eq!(
            category("xyzzy"),
            ("https://w3id.org/dpv#PersonalData".into(), false)
        );
        // `message` holds `age`, but is another word.
        assert!(!category("message").1);
        assert_eq!(identifier("library-card"), Some("card_number"));
        assert_eq!(title("homeLibrary"), "Home library");
    }
}
