#!/usr/bin/env bash
# openapi-python-client does not parse an answer that is a picture, and its warning has the address of an object for the status.
#
# Seen with openapi-python-client 0.29.1 on a valid document: an answer of the type `application/octet-stream` becomes a `File`; the
# same answer as `image/webp`, or as any other picture, is left out, so `parsed` is None. The warning says "Cannot parse response
# for status code <openapi_python_client.schema.untrusted_string.UntrustedString object at 0x...>" instead of 200, and the tool
# still ends with 0, so a build goes on without it. The function itself is there, and `sync_detailed(...).content` has the bytes.
#
# Needs Python 3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1
for type in application/octet-stream image/webp; do
    cat >openapi.json <<JSON
{"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}, "paths": {"/photo": {"get": {"operationId": "get_photo", "tags": ["cars"],
  "responses": {"200": {"description": "The picture.", "content": {"$type": {"schema": {"type": "string", "format": "binary"}}}}}}}}}
JSON
    python/bin/openapi-python-client generate --path openapi.json --meta none --output-path client --overwrite >log 2>&1
    status=$(sed -n 's/.*for status code \(.*\) (Unsupported.*/\1/p' log | sed 's/ at 0x[0-9a-f]*/ at .../')
    parsed=$(grep -q 'File(' client/api/cars/get_photo.py && echo parsed || echo 'not parsed')
    echo "$type: $parsed${status:+, status code $status}"
done >seen
cat seen
diff - seen <<'TEXT' || { echo "other results than before"; exit 1; }
application/octet-stream: parsed
image/webp: not parsed, status code <openapi_python_client.schema.untrusted_string.UntrustedString object at ...>
TEXT
echo "as described"
