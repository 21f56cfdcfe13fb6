//! A borrowed server: scratch databases that disappear, polite refusals, poolers.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use common::target;
use pgtoml_pg::connect::{ConnectErrorKind, Pooler};
use pgtoml_pg::engine::{Engine as _, Server};

/// What a proxy does with the `options` of a start-up packet.
#[derive(Clone, Copy)]
enum Manner {
    /// As poolers that know better.
    Swallow,
    /// As PgBouncer by default.
    Refuse,
}

/// A proxy that treats start-up options as poolers do; returns its port.
fn proxy(server: u16, manner: Manner) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut head = [0; 4];
            if client.read_exact(&mut head).is_err() {
                continue;
            }
            let mut body = vec![0; u32::from_be_bytes(head) as usize - 4];
            client.read_exact(&mut body).unwrap();
            let fields: Vec<&[u8]> = body[4..].split(|b| *b == 0).collect();
            let mut kept = body[..4].to_vec();
            let mut options = false;
            for pair in fields.chunks(2).filter(|p| p.len() == 2 && !p[0].is_empty()) {
                if pair[0] == b"options" {
                    options = true;
                    continue;
                }
                for part in pair {
                    kept.extend_from_slice(part);
                    kept.push(0);
                }
            }
            kept.push(0);
            if options && matches!(manner, Manner::Refuse) {
                let text = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
                client.write_all(b"E").unwrap();
                client.write_all(&(text.len() as u32 + 4).to_be_bytes()).unwrap();
                client.write_all(text).unwrap();
                continue;
            }
            let mut inner = TcpStream::connect(("127.0.0.1", server)).unwrap();
            inner.write_all(&(kept.len() as u32 + 4).to_be_bytes()).unwrap();
            inner.write_all(&kept).unwrap();
            let (mut from, mut to) = (inner.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut client, &mut inner);
                let _ = inner.shutdown(std::net::Shutdown::Both);
            });
        }
    });
    port
}

#[test]
fn scratch_databases_come_and_go() {
    let Some(mut local) = common::cluster(&[]) else { return };
    let url = local.target("postgres").redacted();
    let port: u16 = url.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
    let mut admin = local.connect("postgres").unwrap();
    for sql in ["CREATE ROLE humble LOGIN", "CREATE ROLE maker LOGIN CREATEDB", "CREATE DATABASE mine OWNER maker"] {
        admin.batch_execute(sql).unwrap();
    }

    let error = Server::open(&target(&format!("postgresql://humble@127.0.0.1:{port}/mine"), &[])).unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::NotAllowed);
    assert!(error.hint.contains("CREATEDB"), "{error:?}");

    let mut server = Server::open(&target(&format!("postgresql://maker@127.0.0.1:{port}/mine"), &[])).unwrap();
    let (one, two) = (server.create_scratch().unwrap(), server.create_scratch().unwrap());
    assert_ne!(one, two);
    server.connect(&one).unwrap().batch_execute("CREATE TABLE public.t ()").unwrap();
    assert!(server.drop_database("mine").is_err());
    server.drop_database(&one).unwrap();
    let _open = server.connect(&two).unwrap();
    drop(server);
    let left: i64 =
        admin.query_one("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgtoml\\_scratch%'", &[]).unwrap().get(0);
    assert_eq!(left, 0);

    for manner in [Manner::Swallow, Manner::Refuse] {
        let through = proxy(port, manner);
        let text = format!("postgresql://maker@127.0.0.1:{through}/mine?sslmode=disable");
        let mut connection = target(&text, &[]).connect().unwrap();
        assert_eq!(connection.info().pooler, Some(Pooler::Found));
        // Nothing was set in a session that may serve others; a transaction sets itself up.
        let path: String = connection.query_one("SHOW search_path", &[]).unwrap().get(0);
        assert_eq!(path, "\"$user\", public");
        let setup = connection.transaction_setup();
        let mut transaction = connection.transaction().unwrap();
        transaction.batch_execute(&setup).unwrap();
        let path: String = transaction.query_one("SHOW search_path", &[]).unwrap().get(0);
        assert_eq!(path, "pg_catalog");
        drop(transaction);
        // This proxy has a server connection for each client, as session mode does.
        assert!(!connection.is_transaction_pooled().unwrap());
        assert_eq!(Server::open(&target(&text, &[])).unwrap_err().kind, ConnectErrorKind::Pooler);
    }
}
