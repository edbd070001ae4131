//! Which part of what is found is shown.
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

/// Entries on one page: with their attributes it stays below 100 kB.
const PAGE: usize = 20;
/// Entries of one answer to a program, at the most.
const MOST: usize = 100;

/// Which of what is found a program is given.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Slice {
    /// How many to pass over.
    #[serde(default)]
    offset: usize,
    /// How many; 100 at the most.
    limit: Option<usize>,
}

/// Parameters as an OpenAPI document has them.
pub(super) fn parameters<P: IntoParams>() -> Vec<Value> {
    let parameters = P::into_params(|| Some(ParameterIn::Query)).into_iter();
    let written = parameters.map(serde_json::to_value);
    // What utoipa describes it can write.
    written.filter_map(Result::ok).collect()
}

impl Slice {
    /// Its parts as parameters of an OpenAPI document.
    pub fn parameters() -> Vec<Value> {
        parameters::<Self>()
    }

    /// Those of all.
    pub fn of<T>(&self, all: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        let limit = self.limit.unwrap_or(MOST).clamp(1, MOST);
        all.into_iter().skip(self.offset).take(limit)
    }
}

/// Which page of what is found is shown.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    #[serde(default)]
    page: Option<String>,
}

impl Part {
    /// The page's number among those that so many entries fill, and how many pages there are. Counted from one; what is
    /// no number is the first.
    pub fn of(&self, entries: usize) -> (usize, usize) {
        let pages = entries.div_ceil(PAGE).max(1);
        let page = self.page.as_deref().and_then(|page| page.parse().ok());
        (page.unwrap_or(1).clamp(1, pages), pages)
    }

    /// Leaves the entries of a page.
    pub fn cut<T>(entries: &mut Vec<T>, page: usize) {
        entries.drain(..entries.len().min((page - 1) * PAGE));
        entries.truncate(PAGE);
    }

    /// The pages before and after one, as `address` writes them; empty where there is none.
    pub fn beside((page, pages): (usize, usize), address: impl Fn(usize) -> String) -> [String; 2] {
        [page - 1, page + 1].map(|other| {
            if (1..=pages).contains(&other) {
                address(other)
            } else {
                String::new()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_so_many_and_lead_to_those_beside() {
        let part = |page: &str| Part {
            page: Some(page.to_owned()),
        };
        assert_eq!(part("2").of(45), (2, 3));
        assert_eq!(part("9").of(45), (3, 3));
        assert_eq!(part("0").of(45), (1, 3));
        assert_eq!(part("x").of(0), (1, 1));
        let mut entries: Vec<usize> = (0..45).collect();
        Part::cut(&mut entries, 3);
        assert_eq!(entries, [40, 41, 42, 43, 44]);
        let address = |page: usize| page.to_string();
        assert_eq!(Part::beside((1, 2), address), ["", "2"]);
        assert_eq!(Part::beside((2, 2), address), ["1", ""]);
    }
}
