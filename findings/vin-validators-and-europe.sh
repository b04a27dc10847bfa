#!/usr/bin/env bash
# Two npm packages that check chassis numbers refuse most cars that were built for Europe.
#
# Seen with vin-validator 1.0.0 and @shaggytools/nhtsa-api-wrapper 3.0.4 (isValidVin): false for WVWZZZ1JZXW000001 and YV1LW5502W2000001,
# which are built as Volkswagen and Volvo number their cars, and true for the North American 1M8GDM9AXKP042788. Both demand the
# check digit in the ninth place, which 49 CFR 565.15 prescribes for North America only; ISO 3779 leaves that place to the
# maker, and Volkswagen writes Z there. Whoever validates an importer's chassis numbers with them turns away its cars.
#
# Needs Node.js.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts vin-validator@1.0.0 @shaggytools/nhtsa-api-wrapper@3.0.4 >/dev/null
cat >check.mjs <<'JS'
import { isValidVin } from '@shaggytools/nhtsa-api-wrapper';
import vinValidator from 'vin-validator';

for (const vin of ['WVWZZZ1JZXW000001', 'YV1LW5502W2000001', '1M8GDM9AXKP042788']) {
  console.log(vin, vinValidator.validate(vin), isValidVin(vin));
}
JS
node check.mjs >seen
cat seen
diff - seen <<'TEXT' || { echo "otherwise than before"; exit 1; }
WVWZZZ1JZXW000001 false false
YV1LW5502W2000001 false false
1M8GDM9AXKP042788 true true
TEXT
echo "as described"
