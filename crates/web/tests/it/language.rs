use jiff::tz::TimeZone;
use web::language::{Catalogue, Language, Speech};

static SHELL: Catalogue = Catalogue::new(&[Catalogue::SHELL, Catalogue::TERMS]);

fn speech(language: Language) -> Speech {
    Speech::new(language, &SHELL, TimeZone::get("Europe/Helsinki").unwrap())
}

#[test]
fn every_language_says_what_english_says() {
    assert_eq!(SHELL.faults(), Vec::<String>::new());
}

#[test]
fn days_and_times_are_written_as_the_language_writes_them_and_where_the_city_is() {
    let at = "2026-05-03T21:30:00Z";
    let day = |language| speech(language).day(at);
    assert_eq!(day(Language::English), "4 May 2026");
    assert_eq!(day(Language::Finnish), "4. toukokuuta 2026");
    assert_eq!(day(Language::German), "4. Mai 2026");
    assert_eq!(day(Language::Greek), "4 Μαΐου 2026");
    assert_eq!(day(Language::Polish), "4 maja 2026");
    assert!(
        speech(Language::English).minute(at).contains("00:30"),
        "{}",
        speech(Language::English).minute(at)
    );
    assert_eq!(speech(Language::English).day("soon"), "soon");
}

#[test]
fn lists_and_numbers_too() {
    let list = |language| speech(language).list(["a", "b", "c"]);
    assert_eq!(list(Language::English), "a, b and c");
    assert_eq!(list(Language::Finnish), "a, b ja c");
    assert_eq!(list(Language::Spanish), "a, b y c");
    assert_eq!(speech(Language::English).days(1), "1 day");
    assert_eq!(speech(Language::Polish).days(3), "3 dni");
    assert_eq!(speech(Language::Finnish).days(730), "2 vuotta");
    assert_eq!(speech(Language::English).days(366), "1 year");
    assert_eq!(speech(Language::German).days(12_346), "12.346 Tage");
}

#[test]
fn a_name_written_from_right_to_left_does_not_turn_its_sentence() {
    let said = |name: &str| {
        let speech = speech(Language::English);
        speech.say("duration-days").with("days", name).to_string()
    };
    assert_eq!(said("שירות"), "\u{2068}שירות\u{2069} days");
    assert_eq!(said("Service"), "Service days");
}
