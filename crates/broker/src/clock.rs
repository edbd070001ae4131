//! The time, as NGSI-LD writes it.

/// Now.
pub(crate) struct Now {
    /// Microseconds since the epoch.
    pub(crate) micros: i64,
    /// `2026-01-31T08:00:00.123456Z` (ETSI GS CIM 009 §4.6.3).
    pub(crate) text: String,
}

/// The time on the system's clock.
pub(crate) fn now() -> Now {
    let micros = web::time::now_micros();
    Now {
        micros,
        text: text(micros),
    }
}

/// A time in microseconds as text.
pub(crate) fn text(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string())
        .unwrap_or_default()
}

/// A duration (ISO 8601, as `PT5M`).
pub(crate) fn duration(text: &str) -> Option<std::time::Duration> {
    let span: jiff::Span = text.parse().ok().filter(|_| text.starts_with('P'))?;
    let reference = jiff::civil::date(2024, 1, 1);
    let total = span.total((jiff::Unit::Millisecond, reference)).ok()?;
    std::time::Duration::try_from_secs_f64(total / 1000.0).ok()
}

/// Whether it is a duration.
pub(crate) fn is_duration(text: &str) -> bool {
    duration(text).is_some()
}
