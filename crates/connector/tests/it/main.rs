//! A running connector between peers that know only the 2021 text.
