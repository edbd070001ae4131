#!/usr/bin/env bash
# Every measurement, in release builds, one after the other; peers are measured in the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "machine: $(nproc) cores, $(uname -m)"
section() { printf '\n== %s ==\n' "$1"; }
section "permission: filter (peer: a serde_json tree)";            cargo bench --locked -p permission --bench filter
section "permission: decide (peers: Cedar, casbin)";               cargo bench --locked --manifest-path benches/peers/Cargo.toml
section "protocol: signatures";                                    cargo bench --locked -p protocol --bench verify
section "evidence: log and journal";                               cargo bench --locked -p evidence --bench log
section "storage: grants and introspections, durable, SQLite";     cargo bench --locked -p storage --bench commit
section "operator: introspection over loopback, 1,000,000 permissions"; cargo bench --locked -p operator --bench introspection
section "operator: pages of a person with 100,000 log entries";      cargo bench --locked -p operator --bench pages
section "connector: beside nginx, one core each";                   cargo bench --locked -p connector --bench gate
section "fiducia: the release binary"
cargo build --release --locked -p fiducia
stat --format '%s bytes' target/release/fiducia
