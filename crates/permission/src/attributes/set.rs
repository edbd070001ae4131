//! A set of attributes as bits over an attribute table.

use std::fmt;
use std::hash::Hash;

/// Attributes held in the value itself; only sets with a greater index allocate. 128 covers every
/// Smart Data Model of a person or a place.
const INLINE: usize = 128;
const WORD: usize = u64::BITS as usize;

/// Set of attributes: indices into one dataset version's [`AttributeTable`](super::AttributeTable).
///
/// Up to 128 attributes lie in the value itself (24 bytes), more on the heap. Two sets mean
/// something to each other only when they belong to the same table.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AttributeSet(Bits);

// INVARIANT: `Boxed` only when an index of INLINE or more is in the set, and its last word is not
// zero, so that equal sets are equal values.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Bits {
    Inline([u64; INLINE / WORD]),
    Boxed(Box<[u64]>),
}

impl AttributeSet {
    /// The set without any attribute.
    pub const EMPTY: Self = Self(Bits::Inline([0; INLINE / WORD]));

    /// The empty set.
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// The indices `0..len`: every attribute of a table of that length.
    pub fn first(len: usize) -> Self {
        Self::range(0, len)
    }

    /// The indices `start..end`.
    pub fn range(start: usize, end: usize) -> Self {
        if end <= INLINE {
            let mut words = [0; INLINE / WORD];
            fill(&mut words, start, end);
            Self(Bits::Inline(words))
        } else {
            let mut words = vec![0; end.div_ceil(WORD)];
            fill(&mut words, start, end);
            Self::from_words(words)
        }
    }

    fn from_words(mut words: Vec<u64>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        if words.len() > INLINE / WORD {
            return Self(Bits::Boxed(words.into_boxed_slice()));
        }
        let mut inline = [0; INLINE / WORD];
        for (to, from) in inline.iter_mut().zip(words) {
            *to = from;
        }
        Self(Bits::Inline(inline))
    }

    fn words(&self) -> &[u64] {
        match &self.0 {
            Bits::Inline(words) => words,
            Bits::Boxed(words) => words,
        }
    }

    fn word(&self, index: usize) -> u64 {
        self.words().get(index).copied().unwrap_or(0)
    }

    /// Adds the attribute of this index; whether it was not there before.
    pub fn insert(&mut self, index: usize) -> bool {
        if self.contains(index) {
            return false;
        }
        if let Bits::Inline(words) = &mut self.0
            && let Some(word) = words.get_mut(index / WORD)
        {
            *word |= 1 << (index % WORD);
            return true;
        }
        let mut words = self.words().to_vec();
        let at = index / WORD;
        if words.len() <= at {
            words.resize(at + 1, 0);
        }
        words[at] |= 1 << (index % WORD);
        *self = Self::from_words(words);
        true
    }

    /// Takes the attribute of this index out; whether it was there.
    pub fn remove(&mut self, index: usize) -> bool {
        if !self.contains(index) {
            return false;
        }
        match &mut self.0 {
            Bits::Inline(words) => words[index / WORD] &= !(1 << (index % WORD)),
            Bits::Boxed(words) => {
                let mut words = words.to_vec();
                words[index / WORD] &= !(1 << (index % WORD));
                *self = Self::from_words(words);
            }
        }
        true
    }

    /// Whether the attribute of this index is in the set.
    #[inline]
    pub fn contains(&self, index: usize) -> bool {
        self.word(index / WORD) >> (index % WORD) & 1 == 1
    }

    /// How many attributes are in the set.
    pub fn len(&self) -> usize {
        self.words()
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether no attribute is in the set.
    #[inline]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Bits::Inline(words) => words.iter().all(|word| *word == 0),
            Bits::Boxed(_) => false,
        }
    }

    /// The attributes of either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a | b)
    }

    /// The attributes of both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a & b)
    }

    /// The attributes of this set that the other lacks.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a & !b)
    }

    /// Whether every attribute of this set is in the other.
    #[inline]
    pub fn is_subset(&self, other: &Self) -> bool {
        if let (Bits::Inline(a), Bits::Inline(b)) = (&self.0, &other.0) {
            return a.iter().zip(b).all(|(a, b)| a & !b == 0);
        }
        self.words()
            .iter()
            .enumerate()
            .all(|(at, word)| word & !other.word(at) == 0)
    }

    /// Whether the sets share no attribute.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words()
            .iter()
            .enumerate()
            .all(|(at, word)| word & other.word(at) == 0)
    }

    #[inline]
    fn combine(&self, other: &Self, with: impl Fn(u64, u64) -> u64) -> Self {
        if let (Bits::Inline(a), Bits::Inline(b)) = (&self.0, &other.0) {
            return Self(Bits::Inline([with(a[0], b[0]), with(a[1], b[1])]));
        }
        let len = self.words().len().max(other.words().len());
        Self::from_words(
            (0..len)
                .map(|at| with(self.word(at), other.word(at)))
                .collect(),
        )
    }

    /// The indices in ascending order.
    pub fn iter(&self) -> Iter<'_> {
        Iter {
            words: self.words(),
            at: 0,
            rest: self.word(0),
        }
    }
}

/// Sets the bits `start..end` of `words`, which must be long enough.
fn fill(words: &mut [u64], start: usize, end: usize) {
    for index in start..end {
        words[index / WORD] |= 1 << (index % WORD);
    }
}

impl Default for AttributeSet {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Debug for AttributeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

impl FromIterator<usize> for AttributeSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut set = Self::new();
        set.extend(indices);
        set
    }
}

impl Extend<usize> for AttributeSet {
    fn extend<I: IntoIterator<Item = usize>>(&mut self, indices: I) {
        for index in indices {
            self.insert(index);
        }
    }
}

impl<'a> IntoIterator for &'a AttributeSet {
    type Item = usize;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The indices of an [`AttributeSet`], ascending.
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    words: &'a [u64],
    at: usize,
    rest: u64,
}

impl Iterator for Iter<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.at += 1;
            self.rest = *self.words.get(self.at)?;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some(self.at * WORD + bit)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn indices() -> impl Strategy<Value = BTreeSet<usize>> {
        prop_oneof![
            proptest::collection::btree_set(0..128_usize, 0..20),
            proptest::collection::btree_set(0..400_usize, 0..20),
        ]
    }

    fn set(indices: &BTreeSet<usize>) -> AttributeSet {
        indices.iter().copied().collect()
    }

    proptest! {
        #[test]
        fn behaves_as_a_tree_set_of_indices(a in indices(), b in indices(), x in 0..400_usize) {
            let (s, t) = (set(&a), set(&b));
            prop_assert_eq!(s.union(&t), set(&(&a | &b)));
            prop_assert_eq!(s.intersection(&t), set(&(&a & &b)));
            prop_assert_eq!(s.difference(&t), set(&(&a - &b)));
            prop_assert_eq!(s.is_subset(&t), a.is_subset(&b));
            prop_assert_eq!(s.is_disjoint(&t), a.is_disjoint(&b));
            prop_assert_eq!(s.len(), a.len());
            prop_assert_eq!(s.is_empty(), a.is_empty());
            prop_assert_eq!(s.contains(x), a.contains(&x));
            prop_assert_eq!(s.iter().collect::<Vec<_>>(), a.iter().copied().collect::<Vec<_>>());
            let (mut u, mut c) = (s.clone(), a.clone());
            prop_assert_eq!(u.insert(x), c.insert(x));
            prop_assert_eq!(&u, &set(&c));
            prop_assert_eq!(u.remove(x), c.remove(&x));
            prop_assert_eq!(&u, &set(&c));
        }

        #[test]
        fn a_range_holds_what_lies_in_it(start in 0..300_usize, len in 0..200_usize) {
            let range = AttributeSet::range(start, start + len);
            prop_assert_eq!(range.iter().collect::<Vec<_>>(), (start..start + len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_set_takes_24_bytes() {
        assert_eq!(size_of::<AttributeSet>(), 24);
    }
}
