//! The bodies of the fuzz targets on random bytes.

use proptest::prelude::*;

use crate::bodies::{decisions, documents, lives, outcomes};
use crate::world::World;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn decisions_are_those_of_the_reference_decider(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        decisions(&bytes);
    }

    #[test]
    fn lives_are_whole_and_every_past_state_is_found_again(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        lives(&bytes);
    }

    #[test]
    fn outcomes_are_what_the_words_of_the_rules_say(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        outcomes(&bytes);
    }

    #[test]
    fn documents_of_any_bytes_are_refused_or_understood(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        documents(&bytes);
    }

    #[test]
    fn documents_with_a_changed_byte_are_refused_or_understood(
        bytes in proptest::collection::vec(any::<u8>(), 0..1500),
        which in 0..4_usize,
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let world = World::from_bytes(&bytes);
        let mut text = match which {
            0 => serde_json::to_vec(&world.datasets[0].now),
            1 => serde_json::to_vec(&world.intended_use),
            2 => serde_json::to_vec(&world.events[0]),
            _ => serde_json::to_vec(&world.rules.first()),
        }.unwrap();
        documents(&text);
        let at = at.index(text.len());
        text[at] = to;
        documents(&text);
    }
}
