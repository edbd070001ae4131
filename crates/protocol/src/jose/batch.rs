use super::{JoseError, Prepared, compact::Verified, verifying::Key};

/// Below this many Ed25519 signatures a batch costs more than it saves (measured in
/// `benches/verify.rs`).
const SMALLEST_BATCH: usize = 4;

/// Verifies tokens together and answers for each, in order. Ed25519 signatures share one equation,
/// which costs less than half as much each as alone; when it does not hold, each is verified alone,
/// so that one bad token cannot spoil the others. The rest is verified one by one.
///
/// The equation is checked with coefficients derived from all inputs. It may accept a signature
/// that the key's own holder made with a component of small order and that would be refused alone;
/// nobody else can make one.
pub fn verify_batch(tokens: Vec<Prepared>) -> Vec<Result<Verified, JoseError>> {
    let together = ed25519_hold_together(&tokens);
    tokens
        .into_iter()
        .map(|token| match token.key.key() {
            Key::Ed25519(_) if together => Ok(token.into_verified()),
            _ => token.verify(),
        })
        .collect()
}

/// There are enough Ed25519 signatures for a batch, and all of them hold.
fn ed25519_hold_together(tokens: &[Prepared]) -> bool {
    let mut messages: Vec<&[u8]> = Vec::with_capacity(tokens.len());
    let mut signatures = Vec::with_capacity(tokens.len());
    let mut keys = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let Key::Ed25519(key) = token.key.key() {
            let Ok(signature) = ed25519_dalek::Signature::from_slice(&token.signature) else {
                return false;
            };
            messages.push(&token.signing_input);
            signatures.push(signature);
            keys.push(*key);
        }
    }
    messages.len() >= SMALLEST_BATCH
        && ed25519_dalek::verify_batch(&messages, &signatures, &keys).is_ok()
}
