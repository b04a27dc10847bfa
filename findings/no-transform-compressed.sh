#!/usr/bin/env bash
# nginx, Apache and Caddy compress an answer that says "Cache-Control: no-transform", and treat its entity tag in three ways.
#
# Seen with nginx 1.22.1 (gzip on, gzip_proxied any), Apache 2.4.71 (mod_deflate) and Caddy 2.6.2 (encode gzip), all of Debian 12, as
# proxies before an origin that answers JSON with the strong entity tag "7-abc" and no-transform (RFC 9111, section 5.2.2.6: an
# intermediary must not transform the content). All three compress it. nginx sends W/"7-abc", Apache "7-abc-gzip", and Caddy "7-abc"
# as it was, so two contents have one strong tag (RFC 9110, section 8.8.3.3). Whoever compares tags has to know all three forms,
# whatever the answer said of transformations.
#
# Needs Debian's apt-get, curl and Python 3.
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
chmod o+wx .
apt-get download -qq nginx=1.22.1-9+deb12u11 apache2-bin=2.4.71-1~deb12u1 caddy=2.6.2-5 2>/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
origin=$(port) nginx=$(port) apache=$(port) caddy=$(port) admin=$(port)
cat >origin.py <<'PY'
import http.server, sys
class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b'{"text":"' + b"abc " * 1000 + b'"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-transform")
        self.send_header("ETag", '"7-abc"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Origin).serve_forever()
PY
python3 origin.py "$origin" &
cat >nginx.conf <<CONF
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
http {
    access_log off; client_body_temp_path $work/nb; proxy_temp_path $work/np; fastcgi_temp_path $work/nf; uwsgi_temp_path $work/nu;
    scgi_temp_path $work/ns;
    gzip on; gzip_proxied any; gzip_types application/json;
    server { listen 127.0.0.1:$nginx; location / { proxy_pass http://127.0.0.1:$origin; } }
}
CONF
root/usr/sbin/nginx -e "$work/nginx.log" -c "$work/nginx.conf" &
modules=$work/root/usr/lib/apache2/modules
{
    for module in mpm_event authz_core proxy proxy_http filter deflate; do echo "LoadModule ${module}_module $modules/mod_$module.so"; done
    echo "Listen 127.0.0.1:$apache"
    echo "ServerName localhost
PidFile $work/apache.pid
ErrorLog $work/apache.log
DefaultRuntimeDir $work
ProxyPass / http://127.0.0.1:$origin/
AddOutputFilterByType DEFLATE application/json"
} >apache.conf
root/usr/sbin/apache2 -f "$work/apache.conf" -DFOREGROUND &
cat >Caddyfile <<CONF
{
	admin 127.0.0.1:$admin
	auto_https off
}
http://127.0.0.1:$caddy {
	encode gzip
	reverse_proxy 127.0.0.1:$origin
}
CONF
HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work root/usr/bin/caddy run --adapter caddyfile --config Caddyfile 2>caddy.log &
head_of() {
    curl --silent --show-error --retry 30 --retry-connrefused --retry-delay 1 --output body --dump-header - \
        --header 'Accept-Encoding: gzip' "http://127.0.0.1:$1/" | tr -d '\r' | tr '[:upper:]' '[:lower:]'
}
expect() {
    local name=$1 head=$2 coding=$3 tag=$4
    echo "$name: $(grep -E '^(content-encoding|etag):' <<<"$head" | tr '\n' ' ')"
    [ "$(sed -n 's/^content-encoding: //p' <<<"$head")" = "$coding" ] || { echo "$name: another content coding than before"; exit 1; }
    [ "$(sed -n 's/^etag: //p' <<<"$head")" = "$tag" ] || { echo "$name: another entity tag than before"; exit 1; }
}
expect nginx "$(head_of "$nginx")" gzip 'w/"7-abc"'
expect Apache "$(head_of "$apache")" gzip '"7-abc-gzip"'
expect Caddy "$(head_of "$caddy")" gzip '"7-abc"'
echo "as described"
