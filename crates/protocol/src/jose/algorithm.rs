use std::fmt;

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519, the default.
    EdDsa,
    /// ECDSA on P-256 with SHA-256: HSMs and older peers.
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256: verified for registered 2021-profile peers, never emitted.
    Rs256,
}

impl Algorithm {
    /// The name in `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// The algorithm of that name. RFC 9864 says `Ed25519` for `EdDSA` on that curve; both are read.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            "ES256" => Some(Self::Es256),
            "RS256" => Some(Self::Rs256),
            _ => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The algorithms a verifier accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms {
    rs256: bool,
}

impl Algorithms {
    /// `EdDSA` and `ES256`: what everybody gets.
    pub const STANDARD: Self = Self { rs256: false };
    /// And `RS256`, for a registered 2021-profile peer that needs it.
    pub const WITH_RS256: Self = Self { rs256: true };

    /// This algorithm is among them.
    pub const fn contains(self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::EdDsa | Algorithm::Es256 => true,
            Algorithm::Rs256 => self.rs256,
        }
    }
}

impl Default for Algorithms {
    fn default() -> Self {
        Self::STANDARD
    }
}
