//! What can be proved later: tamper-evident log, checkpoints, proofs, receipts
#![forbid(unsafe_code)]
