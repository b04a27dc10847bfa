#!/usr/bin/env bash
# The crate rusty-money counts the minor units of currencies of ISO 4217 otherwise than the standard does.
#
# Seen with rusty-money 0.5.1: its table rusty_money::iso gives other exponents than ISO 4217's list one, as the crate iso_currency
# 0.7.1 carries it: HUF 0 instead of 2, MGA and MRU 1 instead of 2. An amount in minor units that is written with the one and read
# with the other is off by a factor of ten or a hundred.
#
# Needs Rust with cargo.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "exponents"
version = "0.1.0"
edition = "2021"
[dependencies]
rusty-money = { version = "=0.5.1", features = ["iso"] }
iso_currency = { version = "=0.7.1", features = ["iterator"] }
[workspace]
TOML
cat >src/main.rs <<'RUST'
use iso_currency::IntoEnumIterator;

fn main() {
    for currency in iso_currency::Currency::iter() {
        let (code, standard) = (currency.code(), currency.exponent());
        if let (Some(theirs), Some(standard)) = (rusty_money::iso::find(code), standard) {
            if theirs.exponent != u32::from(standard) {
                println!("{code} {} instead of {standard}", theirs.exponent);
            }
        }
    }
}
RUST
CARGO_TARGET_DIR=$work/target cargo run --quiet >seen
cat seen
printf '%s\n' 'HUF 0 instead of 2' 'MGA 1 instead of 2' 'MRU 1 instead of 2' | diff - seen || { echo "other differences than before"; exit 1; }
echo "as described"
