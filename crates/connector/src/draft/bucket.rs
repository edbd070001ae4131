//! From the headers of the CSV files in a bucket.

use std::ops::ControlFlow;

use web::fetch::{FetchConfig, GuardedClient};

use super::csv::{LONGEST_HEADER, found};
use super::{DraftError, write};
use crate::clock::Clock;
use crate::config::BucketConfig;
use crate::sources::files::bucket::Bucket;

/// Files of one draft. Whoever has more beside each other has parts of exports, and says which it is about.
const MOST_FILES: usize = 20;

/// A draft from the headers of the CSV files that a bucket has behind its prefix, or of the one called `only`: a dataset
/// and a route for each.
///
/// # Errors
/// The bucket cannot be read, or there is no such file.
pub async fn from_bucket(config: &BucketConfig, only: Option<&str>) -> Result<String, DraftError> {
    let wrong = |error: &dyn std::fmt::Display| DraftError(error.to_string());
    web::install_crypto_provider();
    let tls = GuardedClient::new(&FetchConfig::default()).map_err(|error| wrong(&error))?;
    let bucket = Bucket::new(config, &tls.tls(), &Clock::system());
    let bucket = bucket.map_err(|error| wrong(&error))?;
    let mut names = Vec::new();
    let take = |name: &str, _| {
        let is_csv = name.to_ascii_lowercase().ends_with(".csv") && !name.starts_with('.');
        if only.map_or(is_csv, |only| only == name) {
            names.push(name.to_owned());
        }
        if names.len() > MOST_FILES {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    bucket.list(take).await.map_err(|error| wrong(&error))?;
    if names.len() > MOST_FILES {
        return Err(DraftError(format!(
            "there are more than {MOST_FILES} CSV files; name one"
        )));
    }
    let (mut drafted, mut last) = (Vec::new(), None);
    for name in &names {
        let beginning = bucket.beginning(name, LONGEST_HEADER + 1).await;
        let beginning = beginning.map_err(|error| DraftError(format!("`{name}`: {error}")))?;
        match found(&*beginning, name) {
            Ok(one) => drafted.push(one),
            Err(error) => last = Some(DraftError(format!("`{name}`: {error}"))),
        }
    }
    match last {
        _ if !drafted.is_empty() => Ok(write::toml(&drafted, &write::Upstream::Bucket(config))),
        Some(error) => Err(error),
        None => Err(DraftError("there is no such CSV file".into())),
    }
}
