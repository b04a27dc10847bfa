# Varnish in front of ImportOps tracking links. Something else terminates TLS before it and passes the client's address by the
# PROXY protocol (`varnishd -a :6081,PROXY`), for example hitch or HAProxy with `send-proxy-v2`.
#
# The server behind it: IMPORTOPS_BASE_URL=https://cars.example and IMPORTOPS_TRUSTED_PROXIES=127.0.0.1/32.
#
# Anyone who has the slug in a tracking URL can open the page, so it must not be in any log. Varnish writes none by itself. Start
# varnishncsa with a format that has no path and no referrer: -F '%t %{X-Request-Id}o %h %s %O %D'.
vcl 4.1;

backend importops {
    .host = "127.0.0.1";
    .port = "8080";
    # An open tracking page gets a sign of life every twenty seconds.
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

sub vcl_recv {
    # For load balancers and service managers, which ask the server itself.
    if (req.url ~ "^/(healthz|readyz)$") {
        return (synth(404));
    }
    # The address that Varnish sees, not what the client claims.
    set req.http.X-Forwarded-For = client.ip;
    unset req.http.X-Request-Id;
    # Only what never changes is cached. Everything else is current at every moment, and revoked at once.
    if (req.method == "GET" && req.url ~ "^/assets/") {
        return (hash);
    }
    # Streams of open pages. Varnish ends an ordinary response after ten minutes, however much is still being sent (`send_timeout`).
    if (req.method == "GET" && req.url ~ "^/api/v1/public/tracking/[^/]+/updates$") {
        return (pipe);
    }
    return (pass);
}
