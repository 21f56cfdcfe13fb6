//! Secrets that everyone with SELECT reads.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "sensitive-column",
    group: Group::Security,
    level: Level::Info,
    summary: "A column with the name of a secret, in a table without row-level security that is granted as a whole",
    docs: "
A privilege on a table covers all of its columns. Where one of them is a password, a token or an identity number, it is
better granted by columns, `select (id, name)`, or kept in a table of its own. The rule goes by names: what is not
named like a secret is not found, and what is, may be harmless.",
    bad: r#"
[tables.users]
columns.id = "uuid primary key"
columns.name = "text not null"
columns.password_hash = "text not null"
grants.app = ["select"]
"#,
    good: r#"
[tables.users]
columns.id = "uuid primary key"
columns.name = "text not null"
columns.password_hash = "text not null"
grants.app = ["select (id, name)"]
"#,
    check,
};

/// Names of columns that hold secrets, in any spelling with or without underscores.
const NAMES: [&str; 17] = [
    "password", "passwordhash", "passwd", "secret", "secretkey", "clientsecret", "apikey", "apitoken", "accesstoken",
    "refreshtoken", "privatekey", "ssn", "socialsecuritynumber", "creditcard", "creditcardnumber", "cardnumber", "cvv",
];

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.tables().filter(|(_, table)| !table.row_level_security) {
        let whole = subject.model.get(id).map(|object| &object.meta).into_iter();
        let owner = subject.owner(id);
        let reads = whole.flat_map(|meta| &meta.grants).filter(|(role, held)| held.contains_key("select") && Some(*role) != owner);
        let roles: Vec<_> = reads.map(|(role, _)| role.clone()).collect();
        if roles.is_empty() {
            continue;
        }
        for (column, _) in subject.columns(id) {
            let plain = column.name.as_str().to_lowercase().replace(['_', '-'], "");
            if NAMES.contains(&plain.as_str()) {
                let message = format!("{column} sounds like a secret, and {} may read it in every row", super::roles(&roles));
                hits.push(Hit::new(column, message).hint("grant the other columns only: `select (…)`"));
            }
        }
    }
    hits
}
