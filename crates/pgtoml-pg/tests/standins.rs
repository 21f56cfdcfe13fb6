//! The stand-ins of pgcrypto and uuid-ossp against the real extensions of a local server.
#![cfg(feature = "embedded")]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use pgtoml_pg::connect::Connection;
use pgtoml_pg::engine::Engine as _;
use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions};

/// What a query says, or `error SQLSTATE`.
fn ask(connection: &mut Connection, sql: &str) -> String {
    match connection.simple_query(sql) {
        Ok(messages) => messages
            .iter()
            .filter_map(|m| match m {
                postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
                _ => None,
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Err(e) => format!("error {}", e.code().unwrap().code()),
    }
}

const SETUP: &str = "CREATE SCHEMA \"Odd x\"; SET search_path = \"Odd x\", public;
    CREATE EXTENSION pgcrypto SCHEMA \"Odd x\"; CREATE EXTENSION \"uuid-ossp\" SCHEMA \"Odd x\"";

/// Same answer from both.
const SAME: &[&str] = &[
    "SELECT string_agg(encode(digest(decode(repeat('e5', n), 'hex'), a), 'hex'), ',')
       FROM generate_series(0, 130, 3) n, unnest('{md5,sha1,sha224,sha256,sha384,sha512}'::text[]) a",
    "SELECT string_agg(encode(digest(repeat('ü', n), a), 'hex'), ',') FROM generate_series(0, 70, 7) n, unnest('{md5,SHA1,Sha256}'::text[]) a",
    "SELECT string_agg(encode(hmac(decode(repeat('0b', n), 'hex'), decode(repeat('aa', k), 'hex'), a), 'hex'), ',' ORDER BY n, k, a)
       FROM unnest('{0,1,63,64,65,200}'::int[]) n, unnest('{0,1,20,63,64,65,127,128,129,131}'::int[]) k,
            unnest('{md5,sha1,sha224,sha256,sha384,sha512}'::text[]) a",
    "SELECT encode(hmac('what do ya want for nothing?', 'Jefe', 'sha256'), 'hex')",
    "SELECT digest(NULL::text, 'md5')",
    "SELECT octet_length(gen_random_bytes(n)) FROM unnest('{1,31,32,33,1024}'::int[]) n",
    "SELECT gen_random_bytes(0)",
    "SELECT gen_random_bytes(1025)",
    "SELECT concat_ws(',', uuid_nil(), uuid_ns_dns(), uuid_ns_url(), uuid_ns_oid(), uuid_ns_x500())",
    "SELECT string_agg(concat(uuid_generate_v3(uuid_ns_url(), repeat('ü', n)), uuid_generate_v5(uuid_ns_dns(), repeat('ü', n))), ',')
       FROM generate_series(0, 70) n",
    "SELECT string_agg(substr(u::text, 15, 1), '') FROM unnest(ARRAY[gen_random_uuid(), uuid_generate_v1(), uuid_generate_v1mc(), uuid_generate_v4()]) u",
    "SELECT bool_and(substr(u::text, 20, 1) IN ('8', '9', 'a', 'b')) FROM (SELECT uuid_generate_v1() u FROM generate_series(1, 200)) x",
    "SELECT count(DISTINCT u) FROM (SELECT uuid_generate_v1mc() u FROM generate_series(1, 500)) x",
    // The time inside a version 1 UUID is now.
    "SELECT abs(extract(epoch FROM clock_timestamp()) - (('x' || substr(u, 16, 3) || substr(u, 10, 4) || left(u, 8))::bit(60)::bigint
       - 122192928000000000) / 10000000.0) < 5 FROM (SELECT uuid_generate_v1()::text u) x",
    // Signatures, volatility, strictness, parallel safety.
    "SELECT string_agg(concat_ws(' ', p.oid::regprocedure, p.prorettype::regtype, p.proretset, p.provolatile, p.proisstrict, p.proparallel,
       p.proargnames::text, p.proargmodes::text), E'\\n' ORDER BY p.oid::regprocedure::text)
       FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
       WHERE p.pronamespace = '\"Odd x\"'::regnamespace",
    "SELECT string_agg(extname || extversion || extrelocatable, ',' ORDER BY extname) FROM pg_extension",
    "ALTER EXTENSION pgcrypto SET SCHEMA public; SELECT encode(public.hmac('a', 'b', 'sha1'), 'hex')",
];

/// Refused by name.
const REFUSED: &[(&str, &str)] = &[
    ("SELECT crypt('a', '$2a$06$aaaaaaaaaaaaaaaaaaaaaa')", "crypt(text, text)"),
    ("SELECT gen_salt('bf')", "gen_salt(text)"),
    ("SELECT encrypt('a', 'b', 'aes')", "encrypt(bytea, bytea, text)"),
    ("SELECT pgp_sym_encrypt('a', 'b')", "pgp_sym_encrypt(text, text)"),
    ("SELECT armor('a'::bytea)", "armor(bytea)"),
    ("SELECT digest('a', 'sha3-256')", "digest(data, 'sha3-256')"),
    ("SELECT hmac('a', 'b', 'sha3-256')", "hmac(data, key, 'sha3-256')"),
];

#[test]
fn stand_ins_answer_as_the_real_ones_or_refuse() {
    let mut embedded = Embedded::temporary(&EmbeddedOptions::default()).unwrap();
    let available = embedded.extensions().unwrap();
    assert_eq!(available.iter().filter(|e| e.stand_in).count(), 2);
    let mut connection = embedded.connect("postgres").unwrap();
    connection.batch_execute(SETUP).unwrap();
    for (sql, name) in REFUSED {
        let error = connection.batch_execute(sql).unwrap_err();
        let db = error.as_db_error().unwrap();
        assert_eq!(db.code().code(), "0A000", "{sql}: {db}");
        assert!(db.message().starts_with(name), "{sql}: {db}");
    }
    // Stop words work as on a full server.
    let vector = ask(&mut connection, "SELECT to_tsvector('english', 'the quick foxes are running')");
    assert_eq!(vector, "'fox':3 'quick':2 'run':5");
    for language in ["german", "french", "russian", "spanish"] {
        let answer = ask(&mut connection, &format!("SELECT to_tsvector('{language}', 'x') IS NULL"));
        assert_eq!(answer, "f", "{language}");
    }

    let Some(mut local) = common::cluster(&[]) else { return };
    let mut real = local.connect("postgres").unwrap();
    if let Err(e) = real.batch_execute(SETUP) {
        assert!(std::env::var_os("CI").is_none(), "{e}");
        eprintln!("skipped: the local server has no pgcrypto or uuid-ossp");
        return;
    }
    for sql in SAME {
        let (ours, theirs) = (ask(&mut connection, sql), ask(&mut real, sql));
        assert_eq!(ours, theirs, "{sql}");
        assert!(!ours.is_empty(), "{sql}");
    }
}
