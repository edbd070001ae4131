//! What a token costs to sign and to verify: alone, with a key decoded before, in batches of 64.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use protocol::{
    dpop::{self, Htu},
    ids::TokenId,
    jose::{self, Algorithm, Algorithms, Expected, KeySet, SigningKey, TypRule, VerifyingKey, typ},
    json::{self, Limits},
    ticket::{self, Confirmation, PreparedTicket, Ticket, Unverified},
};

const NOW: i64 = 1_800_000_000;
const ROUTE: &str = "https://connector.example/library/loans";

fn key(algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_secret(algorithm, &[seed; 32], None).unwrap()
}

fn ticket(service: &SigningKey) -> Ticket {
    Ticket {
        iss: "f240fcf4-d0bb-4b3a-8779-e7099e68d104".parse().unwrap(),
        sub: "hobby-grant".parse().unwrap(),
        aud: ROUTE.parse().unwrap(),
        exp: NOW + ticket::LIFETIME,
        iat: NOW,
        jti: "0c8ab3c7-5f0a-4a87-9d3c-ff9f4bd3c1a2".parse().unwrap(),
        mop_processing_record_uuid: "b3f1d6f4-9a55-4a40-8c04-2cf1d54e9b11".parse().unwrap(),
        cnf: Some(Confirmation {
            jkt: *service.thumbprint(),
        }),
        arrangement_id: Some("2f9d2c62-0f7e-4bb5-b1a5-86f7fb1df0c9".parse().unwrap()),
        contract_token: None,
        epoch: Some(1),
        self_access: false,
    }
}

fn tickets(c: &mut Criterion) {
    let service = key(Algorithm::EdDsa, 9);
    let claims = ticket(&service);
    let audiences = [claims.aud.clone()];
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let operator = key(algorithm, 1);
        let token = claims.sign(&operator).unwrap();
        let keys = KeySet::from(operator.verifying_key().clone());
        let expected = ticket::Expectations {
            issuer: &claims.iss,
            keys: &keys,
            audiences: &audiences,
            now: NOW,
            algorithms: Algorithms::STANDARD,
            longest_lifetime: ticket::LONGEST_LIFETIME,
        };
        let mut group = c.benchmark_group(format!("ticket {algorithm}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function("sign", |b| b.iter(|| claims.sign(black_box(&operator))));
        group.bench_function("verify, key decoded before", |b| {
            b.iter(|| ticket::verify(black_box(&token), &expected).unwrap());
        });
        group.bench_function("verify, key decoded each time", |b| {
            b.iter(|| {
                let key = VerifyingKey::new(operator.jwk().clone()).unwrap();
                let keys = KeySet::from(key);
                let expected = ticket::Expectations {
                    keys: &keys,
                    ..expected
                };
                ticket::verify(black_box(&token), &expected).unwrap()
            });
        });
        group.bench_function("take apart only", |b| {
            b.iter(|| {
                Unverified::parse(black_box(&token))
                    .unwrap()
                    .issuer()
                    .unwrap()
            });
        });
        group.throughput(Throughput::Elements(64));
        group.bench_function("verify 64 together", |b| {
            b.iter(|| {
                let prepared = (0..64)
                    .map(|_| {
                        let ticket = Unverified::parse(black_box(&token)).unwrap();
                        (ticket.prepare(&expected).unwrap(), expected)
                    })
                    .collect();
                let verified = PreparedTicket::verify_batch(prepared);
                assert!(verified.iter().all(Result::is_ok));
            });
        });
        group.finish();
    }
}

fn proofs(c: &mut Criterion) {
    let token = "x".repeat(700);
    let address = Htu::parse(ROUTE).unwrap();
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let clients: Vec<SigningKey> = (1..=64).map(|seed| key(algorithm, seed)).collect();
        let proofs: Vec<String> = clients
            .iter()
            .enumerate()
            .map(|(n, client)| {
                let request = dpop::Request {
                    method: "GET",
                    address: ROUTE,
                    token: Some(&token),
                    nonce: None,
                };
                let jti = TokenId::parse(&format!("proof-{n}")).unwrap();
                dpop::sign(client, &request, jti, NOW).unwrap()
            })
            .collect();
        let expected = dpop::Expectations {
            method: "GET",
            address: &address,
            token: Some(&token),
            bound_to: Some(clients[0].thumbprint()),
            nonce: None,
            now: NOW,
            known_key: None,
        };
        let mut group = c.benchmark_group(format!("proof {algorithm}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function("verify, key decoded each time", |b| {
            b.iter(|| dpop::verify(black_box(&proofs[0]), &expected).unwrap());
        });
        group.bench_function("verify, key known", |b| {
            let expected = dpop::Expectations {
                known_key: Some(clients[0].verifying_key()),
                ..expected
            };
            b.iter(|| dpop::verify(black_box(&proofs[0]), &expected).unwrap());
        });
        group.throughput(Throughput::Elements(64));
        group.bench_function("verify 64 together, keys known", |b| {
            b.iter(|| {
                let prepared = proofs
                    .iter()
                    .zip(&clients)
                    .map(|(proof, client)| {
                        let expected = dpop::Expectations {
                            bound_to: Some(client.thumbprint()),
                            known_key: Some(client.verifying_key()),
                            ..expected
                        };
                        dpop::prepare(black_box(proof), &expected).unwrap()
                    })
                    .collect();
                let verified = dpop::PreparedProof::verify_batch(prepared);
                assert!(verified.iter().all(Result::is_ok));
            });
        });
        group.finish();
    }
}

/// Batches from two signatures up, against as many verified alone: where batching starts to pay.
fn batch_sizes(c: &mut Criterion) {
    let operator = key(Algorithm::EdDsa, 1);
    let token = ticket(&operator).sign(&operator).unwrap();
    let keys = KeySet::from(operator.verifying_key().clone());
    let expected = Expected {
        typ: TypRule::Required(&[typ::REQUEST_TICKET]),
        algorithms: Algorithms::STANDARD,
    };
    let prepared = |size| -> Vec<jose::Prepared> {
        (0..size)
            .map(|_| {
                let token = jose::Unverified::parse(&token).unwrap();
                token.prepare(&expected, &keys).unwrap()
            })
            .collect()
    };
    let mut group = c.benchmark_group("Ed25519 signatures");
    for size in [1_u64, 2, 3, 4, 8, 16, 64, 256] {
        group.throughput(Throughput::Elements(size));
        group.bench_function(format!("{size} together"), |b| {
            b.iter_batched(
                || prepared(size),
                |tokens| assert!(jose::verify_batch(tokens).iter().all(Result::is_ok)),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn strict_json(c: &mut Criterion) {
    let service = key(Algorithm::EdDsa, 9);
    let text = serde_json::to_vec(&ticket(&service)).unwrap();
    let mut group = c.benchmark_group("ticket claims");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("strict walk", |b| {
        b.iter(|| json::check(black_box(&text), Limits::TOKEN));
    });
    group.bench_function("walk and read", |b| {
        b.iter(|| json::from_slice::<Ticket>(black_box(&text), Limits::TOKEN).unwrap());
    });
    group.finish();
}

criterion_group!(benches, tickets, proofs, batch_sizes, strict_json);
criterion_main!(benches);
