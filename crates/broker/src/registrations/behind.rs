//! Which sources are to be told of subscriptions again, and when.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::lock;

/// How long after a source could not be told it is told again; twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// Subscriptions that some source is still to be told of, by tenant and id.
#[derive(Default)]
pub(crate) struct Behind(Mutex<HashMap<(String, String), Pause>>);

/// When sources are told again.
struct Pause {
    tries: u32,
    until: Instant,
}

impl Behind {
    /// Notes whether all sources know what they are to know.
    pub(super) fn note(&self, tenant: &str, id: &str, is_behind: bool) {
        let key = (tenant.to_owned(), id.to_owned());
        let mut all = lock(&self.0);
        if is_behind {
            all.entry(key).or_insert_with(|| Pause {
                tries: 1,
                until: Instant::now() + FIRST_PAUSE,
            });
        } else {
            all.remove(&key);
        }
    }

    /// Those whose time has come. What happens now is another try, whatever comes of it.
    pub(super) fn due(&self) -> Vec<(String, String)> {
        let now = Instant::now();
        let mut due = Vec::new();
        for (key, pause) in lock(&self.0).iter_mut() {
            if pause.until <= now {
                let wait = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(pause.tries));
                pause.tries = pause.tries.saturating_add(1);
                pause.until = now + wait.min(LONGEST_PAUSE);
                due.push(key.clone());
            }
        }
        due
    }
}
