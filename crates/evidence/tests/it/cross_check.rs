//! Our logs read and checked by code that isn't ours: `tlog_tiles` and `signed_note`. And theirs by us.

use std::sync::Arc;

use evidence::{
    Hash, LogProof, Resource, SignedCheckpoint, TileStore,
    merkle::{verify_consistency, verify_inclusion},
    note::Note,
    proof::consistency_proof,
    tiles::TILE_WIDTH,
};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::{
    HashReader, Tile, TileHashReader, TileReader, check_record, check_tree, prove_record,
    prove_tree, record_hash, stored_hash_index, tree_hash,
};

use crate::logs::{NOW, ORIGIN, entry, log, signer, verifier};

/// Sizes around the borders of tiles, and of two levels of them.
const SIZES: [u64; 10] = [1, 2, 3, 255, 256, 257, 511, 512, 1_000, 65_536 + 300];

struct Theirs(Arc<dyn TileStore>);

impl TileReader for Theirs {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &Tile| {
            // Their paths name the height, as Go's checksum database does; C2SP's don't.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            let resource = Resource::parse(&path).expect("their path is one of ours");
            let found = self.0.read(resource).unwrap();
            let full = || self.0.read(resource.full()).unwrap();
            let mut bytes = found.or_else(full).expect("the log has the tile");
            bytes.truncate(tile.width() as usize * 32);
            bytes
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _tiles: &[Tile], _data: &[Vec<u8>]) {}
}

fn theirs(hash: &Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

fn ours(hashes: &[tlog_tiles::Hash]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(hash.0)).collect()
}

#[test]
fn tlog_tiles_reads_our_tiles_and_finds_our_root() {
    for size in SIZES {
        let log = log(size);
        let head = log.latest().checkpoint().clone();
        let tiles = Theirs(log.store().clone());
        // The reader authenticates every tile against the root it is given.
        let reader = TileHashReader::new(size, theirs(&head.root), &tiles);
        assert_eq!(
            tree_hash(size, &reader).unwrap().0,
            head.root.0,
            "size {size}"
        );
        for index in [0, size / 2, size - 1] {
            let leaf = reader.read_hashes(&[stored_hash_index(0, index)]).unwrap();
            assert_eq!(leaf[0], record_hash(&entry(index).data));
        }
    }
}

#[test]
fn inclusion_proofs_are_the_same_and_each_accepts_the_other_s() {
    for size in SIZES {
        let log = log(size);
        let head = log.latest().checkpoint().clone();
        let tiles = Theirs(log.store().clone());
        let reader = TileHashReader::new(size, theirs(&head.root), &tiles);
        for index in [0, 1, size / 3, size / 2, size - 1]
            .into_iter()
            .filter(|index| *index < size)
        {
            let our_proof = log.prove(index).unwrap().path;
            let their_proof = prove_record(size, index, &reader).unwrap();
            assert_eq!(our_proof, ours(&their_proof), "{index} of {size}");
            let leaf = Hash::of_leaf(&entry(index).data);
            verify_inclusion(&leaf, index, size, &ours(&their_proof), &head.root).unwrap();
            let our_proof = our_proof.iter().map(theirs).collect();
            check_record(&our_proof, size, theirs(&head.root), index, theirs(&leaf)).unwrap();
        }
    }
}

#[test]
fn consistency_proofs_are_the_same_and_each_accepts_the_other_s() {
    for new in SIZES {
        let full = log(new);
        let new_root = full.latest().checkpoint().root;
        let tiles = Theirs(full.store().clone());
        let reader = TileHashReader::new(new, theirs(&new_root), &tiles);
        for old in [1, 2, new / 3, 256, new - 1, new]
            .into_iter()
            .filter(|old| (1..=new).contains(old))
        {
            let old_root = log(old).latest().checkpoint().root;
            let our_proof = consistency_proof(&**full.store(), old, new).unwrap();
            let their_proof = prove_tree(new, old, &reader).unwrap();
            assert_eq!(our_proof, ours(&their_proof), "{old} in {new}");
            verify_consistency(old, &old_root, new, &new_root, &ours(&their_proof)).unwrap();
            let our_proof = our_proof.iter().map(theirs).collect();
            check_tree(&our_proof, new, theirs(&new_root), old, theirs(&old_root)).unwrap();
        }
    }
}

#[test]
fn tlog_tiles_names_tiles_as_we_do_but_for_the_height() {
    for index in [0, 999, 1_000, 1_234_067] {
        for (level, width) in [(0_u8, TILE_WIDTH), (3, 7)] {
            let their_path = Tile::new(8, level, index, width.into(), false).path();
            let our_path = Resource::Tile {
                level,
                index,
                width,
            }
            .to_string();
            assert_eq!(their_path.replacen("tile/8/", "tile/", 1), our_path);
        }
    }
}

#[test]
fn signed_note_believes_our_checkpoint_and_tlog_tiles_reads_it() {
    let log = log(300);
    let bytes = log.latest().to_string().into_bytes();
    let key = StandardVerifier::new(&verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(&bytes).unwrap();
    let (verified, unverified) = note
        .verify(&VerifierList::new(vec![Box::new(key)]))
        .unwrap();
    assert_eq!(verified.len(), 1);
    assert_eq!(
        unverified.len(),
        1,
        "the timestamped signature, which they don't know"
    );

    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let head = log.latest().checkpoint().clone();
    assert_eq!(checkpoint.origin(), ORIGIN);
    assert_eq!(checkpoint.size(), 300);
    assert_eq!(checkpoint.hash().0, head.root.0);
    assert_eq!(checkpoint.extension(), "");
}

#[test]
fn signed_note_refuses_our_checkpoint_once_it_is_altered() {
    let text = log(300).latest().to_string().replace("\n300\n", "\n301\n");
    let key = StandardVerifier::new(&verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(text.as_bytes()).unwrap();
    assert!(
        note.verify(&VerifierList::new(vec![Box::new(key)]))
            .is_err()
    );
}

#[test]
fn we_believe_a_note_signed_by_signed_note() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    // The private key format of Go's note package: the seed behind the algorithm byte.
    let key = [[0x01].as_slice(), &[1; 32]].concat();
    let id = signer().verifier().id();
    let key = format!("PRIVATE+KEY+{ORIGIN}+{id:08x}+{}", STANDARD.encode(key));
    let their_signer = StandardSigner::new(&key).unwrap();
    let head = log(3).latest().checkpoint().clone();
    let mut note = signed_note::Note::new(head.to_string().as_bytes(), &[]).unwrap();
    note.add_sigs(&[&their_signer]).unwrap();

    let read = SignedCheckpoint::parse(&note.to_bytes()).unwrap();
    assert_eq!(read.checkpoint(), &head);
    assert_eq!(read.note().verify([&verifier()]).unwrap().len(), 1);
    // Ed25519 is deterministic (RFC 8032 §5.1.6): both make the very same note.
    let mut ours = Note::new(head.to_string()).unwrap();
    ours.sign(&signer(), NOW);
    assert_eq!(ours.to_string().into_bytes(), note.to_bytes());
}

#[test]
fn a_proof_file_is_verified_with_their_code_alone() {
    let log = log(700);
    let file = log.prove(421).unwrap().to_string();
    let proof = LogProof::parse(file.as_bytes()).unwrap();
    let (_, checkpoint) = file.split_once("\n\n").unwrap();

    let key = StandardVerifier::new(&verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(checkpoint.as_bytes()).unwrap();
    note.verify(&VerifierList::new(vec![Box::new(key)]))
        .unwrap();
    let head = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let path = proof.path.iter().map(theirs).collect();
    let leaf = record_hash(&entry(421).data);
    check_record(&path, head.size(), *head.hash(), proof.index, leaf).unwrap();
}
