//! The nearest valid name, for error messages.

/// Longest name compared: beyond it nobody mistyped one of ours, and the work stays bounded when
/// the name comes from outside.
const MAX_COMPARED: usize = 128;

/// The candidate whose name is most like `name`, without regard to case; `None` when none is near
/// enough to have been meant (more than a third of the characters differ).
pub fn nearest_of<T, I>(name: &str, candidates: I, key: impl Fn(&T) -> &str) -> Option<T>
where
    I: IntoIterator<Item = T>,
{
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    if wanted.is_empty() || wanted.len() > MAX_COMPARED {
        return None;
    }
    let mut best: Option<(usize, T)> = None;
    for candidate in candidates {
        let other: Vec<char> = key(&candidate).to_lowercase().chars().collect();
        let allowed = wanted.len().max(other.len()) / 3;
        let limit = best.as_ref().map_or(allowed, |(distance, _)| {
            allowed.min(distance.saturating_sub(1))
        });
        if best.as_ref().is_some_and(|(distance, _)| *distance == 0)
            || wanted.len().abs_diff(other.len()) > limit
        {
            continue;
        }
        let distance = distance(&wanted, &other);
        if distance <= limit {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut cost = (previous[j] + usize::from(x != y))
                .min(previous[j + 1] + 1)
                .min(current[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            current.push(cost);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(a: &str, b: &str) -> usize {
        distance(
            &a.chars().collect::<Vec<_>>(),
            &b.chars().collect::<Vec<_>>(),
        )
    }

    #[test]
    fn distance_counts_single_mistakes() {
        assert_eq!(steps("", ""), 0);
        assert_eq!(steps("abc", ""), 3);
        assert_eq!(steps("", "abc"), 3);
        assert_eq!(steps("postal", "potsal"), 1);
        assert_eq!(steps("kitten", "sitting"), 3);
    }

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["Marketing", "Advertising", "ServiceProvision"];
        assert_eq!(nearest_of("marketting", names, |n| n), Some("Marketing"));
        assert_eq!(
            nearest_of("ServiceProvison", names, |n| n),
            Some("ServiceProvision")
        );
        assert_eq!(nearest_of("quantum", names, |n| n), None);
        assert_eq!(nearest_of("", names, |n| n), None);
        assert_eq!(nearest_of(&"x".repeat(10_000), names, |n| n), None);
    }
}
