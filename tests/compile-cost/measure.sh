#!/usr/bin/env bash
# What the SDK costs to compile: user CPU-seconds, wall seconds and peak memory of rustc, with
# dependencies prebuilt and only the crate in question rebuilt.
#
# Usage: tests/compile-cost/measure.sh [TARGET_DIR]
# Needs GNU time. Nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$0")/consumer"
export CARGO_INCREMENTAL=0
export CARGO_TARGET_DIR="${1:-$(mktemp -d)}"
sdk=../../../sdk
gnu_time="$(type -P time)" || { echo "GNU time is not installed" >&2; exit 2; }

measure() { # label, file to touch, cargo words
    local label=$1 touched=$2
    shift 2
    cargo "$@" -q
    touch "$touched"
    "$gnu_time" -f "$label: %U user s, %e wall s, %M KiB" cargo "$@" -q
}

echo "the crate, default features"
measure "  check  " $sdk/src/lib.rs check -p genauth --lib
measure "  debug  " $sdk/src/lib.rs build -p genauth --lib
measure "  release" $sdk/src/lib.rs build -p genauth --lib --release

echo "the crate with one module (authentication-mfa)"
one=(-p genauth --lib --manifest-path $sdk/Cargo.toml --no-default-features
    --features rustls,authentication-mfa)
measure "  check  " $sdk/src/lib.rs check "${one[@]}"
measure "  debug  " $sdk/src/lib.rs build "${one[@]}"
measure "  release" $sdk/src/lib.rs build "${one[@]}" --release

echo "a consumer, rebuilt after an edit"
for count in one sixty; do
    measure "  $count operations, debug  " "src/bin/$count.rs" build --bin "$count"
    measure "  $count operations, release" "src/bin/$count.rs" build --bin "$count" --release
done
