//! Deciding on 40 attributes under 20 rules. `benches/peers` measures the same case beside other
//! deciders.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the case is shared with the peers"
)]

mod case;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use permission::{Live, decide};

fn deciding(criterion: &mut Criterion) {
    let case = match case::Case::new() {
        Ok(case) => case,
        Err(error) => panic!("{error}"),
    };
    let request = case.request();
    let decided = || {
        decide(
            &case.permission,
            &case.dataset,
            &case.rules,
            &request,
            case.now,
        )
    };
    // Two of the six permitted groups are denied.
    let expected = (case::PERMITTED_GROUPS - 2) * case::IN_GROUP;
    assert_eq!(decided().released.len(), expected);
    criterion.bench_function("decide, 40 attributes, 20 rules", |bencher| {
        bencher.iter(|| {
            decide(
                black_box(&case.permission),
                black_box(&case.dataset),
                black_box(&case.rules),
                black_box(&request),
                black_box(case.now),
            )
        });
    });
    criterion.bench_function("decide, with every reason read", |bencher| {
        bencher.iter(|| black_box(decided()).withheld().count());
    });
    criterion.bench_function("make a permission ready", |bencher| {
        bencher.iter(|| black_box(&case).make_permission_ready());
    });
    criterion.bench_function("make 20 rules ready", |bencher| {
        bencher.iter(|| black_box(&case).make_rules_ready());
    });
    let live = Live::new(
        decided().released,
        request.purpose,
        request.processing,
        request.assurance,
        case.permission.valid_until(),
        case.permission.version(),
    );
    criterion.bench_function("answer again from a live permission", |bencher| {
        bencher.iter(|| {
            black_box(&live).released(
                request.purpose,
                request.processing,
                None,
                request.assurance,
                black_box(case.now),
            )
        });
    });
}

criterion_group!(benches, deciding);
criterion_main!(benches);
