//! The Merkle tree against RFC 6962 written down naively.

use evidence::{
    Error, Hash,
    merkle::{
        Frontier, Nodes, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
    },
};
use proptest::prelude::*;

/// All trees up to this size are tried; two levels of tiles begin at 256.
const SIZES: u64 = 270;

/// MTH of RFC 6962 §2.1, word for word.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        _ => {
            let k = leaves.len().next_power_of_two() / 2;
            Hash::of_node(&mth(&leaves[..k]), &mth(&leaves[k..]))
        }
    }
}

/// PATH of RFC 6962 §2.1.1.
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut proof, sibling) = if m < k {
        (path(m, &leaves[..k]), mth(&leaves[k..]))
    } else {
        (path(m - k, &leaves[k..]), mth(&leaves[..k]))
    };
    proof.push(sibling);
    proof
}

/// SUBPROOF of RFC 6962 §2.1.2.
fn subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![mth(leaves)] };
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut proof, sibling) = if m <= k {
        (subproof(m, &leaves[..k], whole), mth(&leaves[k..]))
    } else {
        (subproof(m - k, &leaves[k..], false), mth(&leaves[..k]))
    };
    proof.push(sibling);
    proof
}

struct Leaves(Vec<Hash>);

impl Nodes for Leaves {
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Error> {
        let (from, to) = (index << level, (index + 1) << level);
        let range = usize::try_from(from).unwrap()..usize::try_from(to).unwrap();
        Ok(mth(self
            .0
            .get(range)
            .expect("only complete subtrees are asked for")))
    }
}

fn leaves(size: u64) -> Leaves {
    Leaves(
        (0..size)
            .map(|index| Hash::of_leaf(&index.to_be_bytes()))
            .collect(),
    )
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

#[test]
fn roots_are_the_known_ones_of_certificate_transparency() {
    // The test vectors shared by implementations of RFC 6962.
    let data: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Frontier::new();
    assert_eq!(tree.root(), Hash::EMPTY_ROOT);
    for (data, root) in data.iter().zip(roots) {
        tree.append(Hash::of_leaf(data));
        assert_eq!(tree.root().to_hex(), root, "size {}", tree.size());
    }
}

#[test]
fn growing_and_reading_a_tree_gives_the_root_of_the_recursion() {
    let mut all = leaves(SIZES);
    let mut grown = Frontier::new();
    for size in 0..=SIZES {
        let root = mth(&all.0[..index(size)]);
        assert_eq!(grown.root(), root);
        assert_eq!(Frontier::read(size, &mut all).unwrap(), grown);
        if size < SIZES {
            grown.append(all.0[index(size)]);
        }
    }
}

#[test]
fn every_leaf_of_every_tree_is_proved_as_rfc_6962_says() {
    for size in 1..=SIZES {
        let mut tree = leaves(size);
        let root = mth(&tree.0);
        for leaf in 0..size {
            let proof = inclusion_proof(leaf, size, &mut tree).unwrap();
            if size % 16 == 7 {
                assert_eq!(proof, path(index(leaf), &tree.0), "{leaf} of {size}");
            }
            verify_inclusion(&tree.0[index(leaf)], leaf, size, &proof, &root).unwrap();
        }
        assert!(matches!(
            inclusion_proof(size, size, &mut tree),
            Err(Error::OutOfRange { .. })
        ));
    }
}

#[test]
fn every_tree_is_proved_to_begin_with_every_smaller_one() {
    for new in 0..=80 {
        let mut tree = leaves(new);
        let new_root = mth(&tree.0);
        for old in 0..=new {
            let old_root = mth(&tree.0[..index(old)]);
            let proof = consistency_proof(old, new, &mut tree).unwrap();
            if old > 0 {
                assert_eq!(proof, subproof(index(old), &tree.0, true), "{old} in {new}");
            }
            verify_consistency(old, &old_root, new, &new_root, &proof).unwrap();
        }
        assert!(matches!(
            consistency_proof(new + 1, new, &mut tree),
            Err(Error::OutOfRange { .. })
        ));
    }
}

proptest! {
    #[test]
    fn an_inclusion_proof_holds_for_nothing_else(size in 1_u64..500, place in any::<u64>(), bit in any::<usize>(), other in 0_u64..600) {
        let mut tree = leaves(size);
        let (root, leaf) = (mth(&tree.0), place % size);
        let hash = tree.0[index(leaf)];
        let proof = inclusion_proof(leaf, size, &mut tree).unwrap();
        prop_assert!(verify_inclusion(&hash, leaf, size, &proof, &root).is_ok());

        // Any bit of leaf, root or proof; any other index; one hash more or less.
        let mut parts: Vec<Hash> = [&[hash, root], proof.as_slice()].concat();
        let bit = bit % (parts.len() * 256);
        parts[bit / 256].0[bit % 256 / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_inclusion(&parts[0], leaf, size, &parts[2..], &parts[1]).is_err());
        prop_assert!(other == leaf || verify_inclusion(&hash, other, size, &proof, &root).is_err());
        let longer = [proof.as_slice(), &[hash]].concat();
        prop_assert!(verify_inclusion(&hash, leaf, size, &longer, &root).is_err());
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(verify_inclusion(&hash, leaf, size, shorter, &root).is_err());
        }
    }

    #[test]
    fn a_consistency_proof_holds_for_nothing_else(new in 2_u64..500, place in any::<u64>(), bit in any::<usize>()) {
        let mut tree = leaves(new);
        let old = place % (new - 1) + 1;
        let roots = [mth(&tree.0[..index(old)]), mth(&tree.0)];
        let proof = consistency_proof(old, new, &mut tree).unwrap();
        prop_assert_eq!(&proof, &subproof(index(old), &tree.0, true));
        prop_assert!(verify_consistency(old, &roots[0], new, &roots[1], &proof).is_ok());

        let mut parts: Vec<Hash> = [&roots, proof.as_slice()].concat();
        let bit = bit % (parts.len() * 256);
        parts[bit / 256].0[bit % 256 / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_consistency(old, &parts[0], new, &parts[1], &parts[2..]).is_err());
        let longer = [proof.as_slice(), &[roots[0]]].concat();
        prop_assert!(verify_consistency(old, &roots[0], new, &roots[1], &longer).is_err());
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(verify_consistency(old, &roots[0], new, &roots[1], shorter).is_err());
        }
        prop_assert!(verify_consistency(new, &roots[1], old, &roots[0], &proof).is_err());
    }

    #[test]
    fn nothing_is_proved_about_an_empty_tree_but_that_it_was_empty(size in 0_u64..100) {
        let root = mth(&leaves(size).0);
        prop_assert!(verify_consistency(0, &Hash::EMPTY_ROOT, size, &root, &[]).is_ok());
        prop_assert!(verify_consistency(0, &Hash::EMPTY_ROOT, size, &root, &[root]).is_err());
        prop_assert!(verify_consistency(0, &Hash::of(b"x"), size, &root, &[]).is_err());
        prop_assert!(verify_inclusion(&root, 0, 0, &[], &root).is_err());
    }
}
