//! Reading connection strings: URLs as libpq and as applications write them, and keyword=value strings.
//!
//! PostgreSQL manual, 34.1.1. The answer is a map from libpq's keywords to text, with notes about what was ignored.

use std::collections::BTreeMap;

use super::error::ConnectError;

/// libpq's keywords with their text, and what the reader left out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub values: BTreeMap<String, String>,
    pub notes: Vec<String>,
}

/// Every keyword of libpq 18 (PostgreSQL manual, 34.1.2).
const KEYWORDS: &[&str] = &[
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Schemes that mean PostgreSQL; the suffix after `+` names an application's driver.
const SCHEMES: &[&str] = &["postgres", "postgresql", "postgis", "pgsql", "psql", "ecto"];

/// Reads a URL or a keyword=value string. A text without `=` and without a scheme is a database name, as in psql.
pub(crate) fn parse(text: &str) -> Result<Settings, ConnectError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Settings::default());
    }
    if let Some((scheme, rest)) = split_scheme(text) {
        return parse_url(scheme, rest);
    }
    if text.contains('=') {
        return parse_keywords(text);
    }
    let mut out = Settings::default();
    out.values.insert("dbname".into(), text.into());
    Ok(out)
}

/// Cuts `scheme:` or `scheme://`; `jdbc:postgresql:` counts as one scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let at = match text.find("://") {
        Some(at) if text[..at].chars().all(scheme_char) => at,
        _ => {
            // The short form of JDBC: jdbc:postgresql:database
            let rest = text.strip_prefix("jdbc:postgresql:")?;
            return Some(("jdbc:postgresql", rest));
        }
    };
    Some((&text[..at], &text[at + 3..]))
}

fn scheme_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | ':' | '_')
}

fn check_scheme(scheme: &str, notes: &mut Vec<String>) -> Result<(), ConnectError> {
    let lower = scheme.to_ascii_lowercase();
    let mut base = lower.as_str();
    for wrapper in ["jdbc:", "r2dbc:", "pool:"] {
        if let Some(rest) = base.strip_prefix(wrapper) {
            notes.push(format!("the prefix \"{wrapper}\" of the URL is ignored"));
            base = rest;
        }
    }
    if base == "prisma" || base == "prisma+postgres" {
        return Err(ConnectError::unreadable(
            format!("\"{scheme}://\" is the address of a Prisma proxy, not of a PostgreSQL server"),
            "use the direct postgresql:// URL of the database (Prisma calls it directUrl)",
        ));
    }
    let (name, suffix) = base.split_once('+').unwrap_or((base, ""));
    if !SCHEMES.contains(&name) {
        return Err(ConnectError::unreadable(
            format!("\"{scheme}://\" is not the URL of a PostgreSQL database"),
            "write postgresql://user@host:5432/database, or a keyword=value string",
        ));
    }
    if !suffix.is_empty() {
        notes.push(format!("the driver suffix \"+{suffix}\" of the URL is ignored"));
    }
    if !matches!(name, "postgres" | "postgresql") {
        notes.push(format!("the scheme \"{name}://\" is read as postgresql://"));
    }
    Ok(())
}

fn parse_url(scheme: &str, rest: &str) -> Result<Settings, ConnectError> {
    let mut out = Settings::default();
    check_scheme(scheme, &mut out.notes)?;
    let jdbc_short = scheme == "jdbc:postgresql" && !rest.starts_with("//") && !rest.contains('/');
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (before_query, query) = rest.split_once('?').map_or((rest, ""), |(a, b)| (a, b));
    let (authority, path) = match before_query.split_once('/') {
        Some((a, p)) => (a, Some(p)),
        None if jdbc_short && !before_query.contains(':') && !before_query.contains('@') => ("", Some(before_query)),
        None => (before_query, None),
    };
    let hosts = match authority.rsplit_once('@') {
        Some((credentials, hosts)) => {
            let (user, password) = credentials.split_once(':').map_or((credentials, None), |(u, p)| (u, Some(p)));
            if !user.is_empty() {
                out.values.insert("user".into(), decode(user, "user")?);
            }
            if let Some(password) = password.filter(|p| !p.is_empty()) {
                out.values.insert("password".into(), decode(password, "password")?);
            }
            hosts
        }
        None => authority,
    };
    parse_hosts(hosts, &mut out)?;
    if let Some(path) = path.filter(|p| !p.is_empty()) {
        out.values.insert("dbname".into(), decode(path, "database name")?);
    }
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decode(key, "parameter name")?;
        let value = decode(value, &key)?;
        take(&mut out, &key, value);
    }
    Ok(out)
}

fn parse_hosts(text: &str, out: &mut Settings) -> Result<(), ConnectError> {
    if text.is_empty() {
        return Ok(());
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for one in text.split(',') {
        let (host, port) = if let Some(inner) = one.strip_prefix('[') {
            let Some((address, after)) = inner.split_once(']') else {
                return Err(ConnectError::unreadable(
                    "an IPv6 address of the URL has no closing \"]\"",
                    "write it as postgresql://[::1]:5432/database",
                ));
            };
            (address, after.strip_prefix(':').unwrap_or(""))
        } else {
            one.split_once(':').unwrap_or((one, ""))
        };
        hosts.push(decode(host, "host")?);
        let port = decode(port, "port")?;
        if !port.is_empty() && port.parse::<u16>().is_err() {
            // The text is not repeated: an unencoded password can end up here.
            return Err(ConnectError::unreadable(
                "the port in the URL is not a number",
                "if the password holds @ : / ? # or %, percent-encode them (@ is %40, / is %2F)",
            ));
        }
        ports.push(port);
    }
    if hosts.iter().any(|h| !h.is_empty()) {
        out.values.insert("host".into(), hosts.join(","));
    }
    if ports.iter().any(|p| !p.is_empty()) {
        out.values.insert("port".into(), ports.join(","));
    }
    Ok(())
}

/// Takes one parameter over: libpq's as it is, an application's where its meaning is plain, else a note.
fn take(out: &mut Settings, key: &str, value: String) {
    let lower = value.to_ascii_lowercase();
    match key {
        "sslmode" if lower == "no-verify" => {
            out.notes.push("sslmode=no-verify is read as sslmode=require".into());
            out.values.insert("sslmode".into(), "require".into());
        }
        _ if KEYWORDS.contains(&key) => {
            out.values.insert(key.into(), value);
        }
        "ssl" => {
            let mode = match lower.as_str() {
                "" | "true" | "1" | "on" | "yes" => "require",
                "false" | "0" | "off" | "no" => "disable",
                "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full" => &lower,
                _ => {
                    out.notes.push("the parameter \"ssl\" of the URL has an unknown value and is ignored".into());
                    return;
                }
            };
            out.notes.push(format!("ssl={lower} is read as sslmode={mode}"));
            out.values.entry("sslmode".into()).or_insert_with(|| mode.into());
        }
        "sslrootcert_path" | "sslca" => {
            out.values.insert("sslrootcert".into(), value);
        }
        "ApplicationName" => {
            out.values.insert("application_name".into(), value);
        }
        "connectTimeout" | "loginTimeout" => {
            out.values.insert("connect_timeout".into(), value);
        }
        "targetServerType" => {
            let attrs = match lower.as_str() {
                "primary" | "master" => "primary",
                "secondary" | "slave" => "standby",
                "prefersecondary" | "preferslave" => "prefer-standby",
                _ => "any",
            };
            out.values.insert("target_session_attrs".into(), attrs.into());
        }
        "pgbouncer" => {
            if lower != "false" {
                out.notes.push(
                    "pgbouncer=true says that a pooler stands before the server; plans need the direct address".into(),
                );
                out.values.insert("pgbouncer".into(), "true".into());
            }
        }
        "schema" | "currentSchema" | "search_path" => {
            out.notes.push(format!("the parameter \"{key}\" of the URL is ignored: schema.toml names the schemas"))
        }
        _ => out.notes.push(format!("the parameter \"{key}\" of the URL is not one of libpq and is ignored")),
    }
}

/// Percent-decoding; the text itself is never repeated, it may be a password.
fn decode(text: &str, what: &str) -> Result<String, ConnectError> {
    let bad = || {
        ConnectError::unreadable(
            format!("the {what} in the URL has a \"%\" that is no percent-encoding"),
            "write a literal percent sign as %25",
        )
    };
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let hex = text.get(at + 1..at + 3).ok_or_else(bad)?;
            let byte = u8::from_str_radix(hex, 16).map_err(|_| bad())?;
            if byte == 0 {
                return Err(bad());
            }
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).map_err(|_| bad())
}

/// `host=localhost password='it''s'`: spaces round `=` allowed, single quotes, backslash escapes.
fn parse_keywords(text: &str) -> Result<Settings, ConnectError> {
    let mut out = Settings::default();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Ok(out);
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| !c.is_whitespace() && *c != '=') {
            key.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.next() != Some('=') {
            return Err(ConnectError::unreadable(
                "a word of the connection string has no \"=\" after it",
                "write keyword=value pairs; quote a value with spaces: password='a b'",
            ));
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut value = String::new();
        if chars.next_if_eq(&'\'').is_some() {
            loop {
                match chars.next() {
                    Some('\\') => value.extend(chars.next()),
                    Some('\'') => break,
                    Some(c) => value.push(c),
                    None => {
                        return Err(ConnectError::unreadable(
                            format!("the value of \"{key}\" has no closing quote"),
                            "end it with a single quote; a quote inside is written \\'",
                        ));
                    }
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                if c == '\\' {
                    value.extend(chars.next());
                } else {
                    value.push(c);
                }
            }
        }
        take(&mut out, &key, value);
    }
}
