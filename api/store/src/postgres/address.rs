//! The URL of a database: one server or several, with parameters of libpq. Unknown ones are refused: somebody may rely
//! on the protection of a parameter that is silently ignored.

use std::str::FromStr;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// What a connection calls itself in `pg_stat_activity` unless the URL says otherwise.
const APPLICATION: &str = "importops";

/// How many statements a connection keeps prepared: all that there are in `store`, and some to spare.
const STATEMENTS: usize = 256;

/// The parameters that the driver understands.
const PARAMETERS: [&str; 17] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Where the servers are, in the order in which they are tried.
#[derive(Debug, Clone)]
pub struct Address {
    /// One for each server.
    pub servers: Vec<PgConnectOptions>,
    /// Whether to skip a server that begins read-only transactions by default (`target_session_attrs=read-write`).
    pub writable_by_default: bool,
}

impl Address {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE?PARAMETERS`
    /// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>). The error is a sentence that holds
    /// nothing of the URL but names of parameters.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or("it has no scheme")?;
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = address.split_once('/').unwrap_or((address, ""));
        let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
        let user = if user.is_empty() { String::new() } else { format!("{user}@") };
        let mut writable_by_default = false;
        let mut kept = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match (name, value) {
                // A standby is always refused.
                ("target_session_attrs", "any" | "primary") => {}
                ("target_session_attrs", "read-write") => writable_by_default = true,
                ("target_session_attrs", _) => {
                    return Err(
                        "target_session_attrs must be read-write, primary or any: tracking pages are never read \
                                from a standby, which would answer with the past"
                            .to_owned(),
                    );
                }
                ("host" | "hostaddr" | "port", several) if several.contains(',') => {
                    return Err(format!(
                        "{name} has several values: write the servers before the database, as HOST:PORT,HOST:PORT"
                    ));
                }
                (name, _) if PARAMETERS.contains(&name) || name.starts_with("options[") => kept.push(parameter),
                (name, _) => {
                    let shown: String = name.chars().filter(char::is_ascii_graphic).take(40).collect();
                    return Err(format!("the parameter {shown} is not known: correct it or leave it out"));
                }
            }
        }
        let query = kept.join("&");
        let server = |host: &str| {
            // The driver's error may repeat the URL, and with it the password.
            PgConnectOptions::from_str(&format!("{scheme}://{user}{host}/{path}?{query}"))
                .map(prepared)
                .map_err(|_| "it is not well-formed: postgres://USER:PASSWORD@HOST:PORT/DATABASE".to_owned())
        };
        Ok(Self { servers: hosts.split(',').map(server).collect::<Result<_, _>>()?, writable_by_default })
    }
}

/// What every connection has in common.
fn prepared(options: PgConnectOptions) -> PgConnectOptions {
    let named = options.get_application_name().is_some();
    let options = if named { options } else { options.application_name(APPLICATION) };
    // A start-up parameter that PgBouncer refuses; it is about floating-point numbers, of which there are none here.
    options.extra_float_digits(None).statement_cache_capacity(STATEMENTS).disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_servers_share_everything_else() {
        let url = "postgres://importops:a%40b@one:5432,two,[::1]:6432/tracking?sslmode=require&target_session_attrs=read-write";
        let address = Address::parse(url).unwrap();
        let servers: Vec<_> = address.servers.iter().map(|server| (server.get_host(), server.get_port())).collect();
        assert_eq!(servers, [("one", 5432), ("two", 5432), ("[::1]", 6432)]);
        assert!(address.writable_by_default);
        for server in &address.servers {
            assert_eq!(server.get_username(), "importops");
            assert_eq!(server.get_database(), Some("tracking"));
            assert_eq!(server.get_application_name(), Some("importops"));
            assert!(matches!(server.get_ssl_mode(), sqlx::postgres::PgSslMode::Require));
        }
    }

    #[test]
    fn a_name_of_its_own_is_kept() {
        let address = Address::parse("postgres://h/d?application_name=yard&target_session_attrs=any").unwrap();
        assert_eq!(address.servers[0].get_application_name(), Some("yard"));
        assert!(!address.writable_by_default);
    }

    #[test]
    fn what_is_not_understood_is_refused_without_repeating_secrets() {
        for (parameters, named) in [
            ("target_session_attrs=prefer-standby", "target_session_attrs"),
            ("target_session_attrs=standby", "target_session_attrs"),
            ("sslmod=verify-full", "sslmod"),
            ("connect_timeout=3", "connect_timeout"),
            ("host=a,b", "host"),
            ("sslmode=perhaps", "well-formed"),
        ] {
            let refused = Address::parse(&format!("postgres://u:hush@h/d?{parameters}")).unwrap_err();
            assert!(refused.contains(named) && !refused.contains("hush"), "{refused}");
        }
    }
}
