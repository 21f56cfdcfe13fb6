//! Making a database, with its owner and its grants. Everything is looked up first, so that a second run has nothing to do
//! and one that was interrupted is completed.

use pgtoml::sql::quote::{quote_ident, quote_literal};

use super::{DatabaseError, beside, row, run};
use crate::connect::{Connection, Target};

/// A database as it should be. What is absent is as the server does it.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Role that owns it, and its schema `public`.
    pub owner: Option<String>,
    /// Whether to make that role.
    pub make_owner: bool,
    /// Password of that role, if it is made. It reaches the server only as a SCRAM verifier.
    pub password: Option<String>,
    /// Encoding, as `UTF8`.
    pub encoding: Option<String>,
    /// `LC_COLLATE` and `LC_CTYPE`.
    pub locale: Option<String>,
    /// Database that it is a copy of.
    pub template: Option<String>,
    /// Whether to take CONNECT from PUBLIC.
    pub private: bool,
    /// Roles that get all privileges on it and on its schema `public`.
    pub grants: Vec<String>,
}

/// Makes the database of the target, or completes it. Returns what was done, in sentences; none where all was there.
///
/// # Errors
/// The server cannot be reached or refuses, the owner is not there and not to be made, or the database is there with
/// another encoding or locale.
pub fn create(target: &Target, wish: &Wish) -> Result<Vec<String>, DatabaseError> {
    let mut done = Vec::new();
    let mut connection = beside(target)?;
    let name = target.database();
    owner(&mut connection, wish, &mut done)?;
    let known = "SELECT pg_catalog.pg_get_userbyid(datdba)::text, pg_catalog.pg_encoding_to_char(encoding)::text, datcollate::text
                 FROM pg_catalog.pg_database WHERE datname = $1";
    match row(&mut connection, known, &[name])? {
        None => {
            run(&mut connection, &format!("database {name} could not be made"), &statement(name, wish))?;
            let owner = wish.owner.as_ref().map_or_else(String::new, |owner| format!(", owned by {owner}"));
            done.push(format!("made database {name}{owner}"));
        }
        Some(there) => {
            let (has, encoding, locale): (String, String, String) = (there.get(0), there.get(1), there.get(2));
            fits(name, "encoding", wish.encoding.as_deref(), &encoding)?;
            fits(name, "locale", wish.locale.as_deref(), &locale)?;
            if let Some(owner) = wish.owner.as_ref().filter(|owner| **owner != has) {
                let sql = format!("ALTER DATABASE {} OWNER TO {}", quote_ident(name), quote_ident(owner));
                run(&mut connection, &format!("database {name} could not be given to {owner}"), &sql)?;
                done.push(format!("gave database {name} to {owner}; it was owned by {has}"));
            }
        }
    }
    access(&mut connection, name, wish, &mut done)?;
    drop(connection);
    if wish.owner.is_some() || !wish.grants.is_empty() {
        schema(target, wish, &mut done)?;
    }
    Ok(done)
}

fn statement(name: &str, wish: &Wish) -> String {
    let mut sql = format!("CREATE DATABASE {}", quote_ident(name));
    if let Some(owner) = &wish.owner {
        sql.push_str(&format!(" OWNER {}", quote_ident(owner)));
    }
    // Only template0 may be copied with another encoding or locale.
    let other = wish.encoding.is_some() || wish.locale.is_some();
    if let Some(template) = wish.template.as_deref().or(other.then_some("template0")) {
        sql.push_str(&format!(" TEMPLATE {}", quote_ident(template)));
    }
    if let Some(encoding) = &wish.encoding {
        sql.push_str(&format!(" ENCODING {}", quote_literal(encoding)));
    }
    if let Some(locale) = &wish.locale {
        sql.push_str(&format!(" LC_COLLATE {0} LC_CTYPE {0}", quote_literal(locale)));
    }
    sql
}

/// An encoding or a locale cannot be changed later; both have several spellings.
fn fits(name: &str, what: &str, wanted: Option<&str>, has: &str) -> Result<(), DatabaseError> {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    match wanted {
        Some(wanted) if plain(wanted) != plain(has) => Err(DatabaseError::refused(
            format!("database {name} is there with {what} {has}, and {wanted} is asked for"),
            "that cannot be changed: drop the database and make it anew, or leave the option away",
        )),
        _ => Ok(()),
    }
}

fn owner(connection: &mut Connection, wish: &Wish, done: &mut Vec<String>) -> Result<(), DatabaseError> {
    let Some(owner) = &wish.owner else { return Ok(()) };
    if row(connection, "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1", &[owner])?.is_some() {
        return Ok(());
    }
    if !wish.make_owner {
        return Err(DatabaseError::refused(
            format!("there is no role {owner} that could own the database"),
            "give --create-owner to make it, or name another one",
        ));
    }
    let mut sql = format!("CREATE ROLE {} LOGIN", quote_ident(owner));
    if let Some(password) = &wish.password {
        let verifier = postgres_protocol::password::scram_sha_256(password.as_bytes());
        sql.push_str(&format!(" PASSWORD {}", quote_literal(&verifier)));
    }
    run(connection, &format!("role {owner} could not be made"), &sql)?;
    let password = if wish.password.is_some() { "with a password" } else { "without a password" };
    done.push(format!("made role {owner}, which may log in, {password}"));
    if !connection.info().superuser {
        // Whoever gives a database to a role must be able to act as it.
        let sql = format!("GRANT {} TO CURRENT_USER", quote_ident(owner));
        run(connection, &format!("{} could not be made a member of {owner}", connection.info().user.clone()), &sql)?;
        done.push(format!("made {} a member of {owner}", connection.info().user));
    }
    Ok(())
}

/// Who may connect.
fn access(connection: &mut Connection, name: &str, wish: &Wish, done: &mut Vec<String>) -> Result<(), DatabaseError> {
    let may = "SELECT pg_catalog.has_database_privilege($1, $2, $3)";
    if wish.private && row(connection, may, &["public", name, "CONNECT"])?.is_some_and(|row| row.get(0)) {
        let sql = format!("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", quote_ident(name));
        run(connection, "CONNECT could not be taken from PUBLIC", &sql)?;
        done.push(format!("took CONNECT on database {name} from PUBLIC"));
    }
    for role in &wish.grants {
        let missing = ["CONNECT", "CREATE", "TEMPORARY"];
        let mut lacks = false;
        for privilege in missing {
            lacks |= row(connection, may, &[role, name, privilege])?.is_some_and(|row| !row.get::<_, bool>(0));
        }
        if lacks {
            let sql = format!("GRANT ALL PRIVILEGES ON DATABASE {} TO {}", quote_ident(name), quote_ident(role));
            run(connection, &format!("privileges on database {name} could not be granted to {role}"), &sql)?;
            done.push(format!("granted all privileges on database {name} to {role}"));
        }
    }
    Ok(())
}

/// The schema `public` of the new database. Since 15 it belongs to `pg_database_owner`, whose member the owner is.
fn schema(target: &Target, wish: &Wish, done: &mut Vec<String>) -> Result<(), DatabaseError> {
    let mut connection = target.connect()?;
    let sql = "SELECT pg_catalog.pg_get_userbyid(nspowner)::text FROM pg_catalog.pg_namespace WHERE nspname = 'public'";
    let Some(there) = row(&mut connection, sql, &[])? else { return Ok(()) };
    let has: String = there.get(0);
    if let Some(owner) = wish.owner.as_ref().filter(|owner| has != "pg_database_owner" && has != **owner) {
        let sql = format!("ALTER SCHEMA public OWNER TO {}", quote_ident(owner));
        run(&mut connection, &format!("schema public could not be given to {owner}"), &sql)?;
        done.push(format!("gave schema public to {owner}; it was owned by {has}"));
    }
    for role in &wish.grants {
        let may = "SELECT pg_catalog.has_schema_privilege($1, 'public', 'CREATE') AND pg_catalog.has_schema_privilege($1, 'public', 'USAGE')";
        if row(&mut connection, may, &[role])?.is_some_and(|row| !row.get::<_, bool>(0)) {
            let sql = format!("GRANT ALL ON SCHEMA public TO {}", quote_ident(role));
            run(&mut connection, &format!("privileges on schema public could not be granted to {role}"), &sql)?;
            done.push(format!("granted all privileges on schema public to {role}"));
        }
    }
    Ok(())
}
