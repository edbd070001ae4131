//! Everything that can go wrong between sockets.
