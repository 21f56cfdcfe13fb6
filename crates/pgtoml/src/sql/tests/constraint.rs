//! Constraints as text.

use crate::kinds::constraint::{Action, Rule};
use crate::sql::constraint::{constraint_text, parse_constraint};

/// Every line is accepted by PostgreSQL 18 after `ALTER TABLE t ADD`, and is printed as it stands.
#[test]
fn constraints_round_trip() {
    for text in [
        "primary key (a)",
        "primary key (tenant_id, id) include (c) with (fillfactor=70) using index tablespace fast deferrable initially deferred",
        "unique (a, b)",
        "unique nulls not distinct (a)",
        "unique (a, b without overlaps)",
        "unique (a) include (b, c) deferrable",
        "foreign key (a) references t",
        "foreign key (a, b) references s.t (x, y) match full on delete set null (a) on update cascade",
        "foreign key (a, period b) references s.t (x, period y)",
        "foreign key (a) references t (id) on delete set default not valid",
        "foreign key (a) references t on delete restrict on update set null not enforced",
        "foreign key (\"order\") references \"User\" (\"Id\") deferrable initially deferred",
        "check (a > 0)",
        "check (a > 0 and b in (1, 2)) no inherit not valid",
        "check (a > 0) not enforced",
        "exclude (a with =)",
        "exclude using gist (room with =, during with &&) where (not cancelled)",
        "exclude using gist ((a + b) range_ops desc with &&) include (c) with (fillfactor=70) using index tablespace fast",
        "exclude using gist (a inet_ops(x=1) with operator(public.&&)) deferrable",
    ] {
        let parsed = parse_constraint(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(constraint_text(&parsed), text);
    }
}

#[test]
fn spellings() {
    for (text, printed) in [
        ("PRIMARY KEY(a)", "primary key (a)"),
        ("unique nulls distinct (A)", "unique (a)"),
        (
            "foreign key (a) references t match simple on delete no action initially immediate",
            "foreign key (a) references t",
        ),
        ("foreign key (period) references t (period)", "foreign key (period) references t (period)"),
        ("check ( ( a ) ) enforced", "check (( a ))"),
        ("exclude using btree (a with operator(pg_catalog.=))", "exclude (a with =)"),
        ("exclude using gist (a with !=)", "exclude using gist (a with <>)"),
        ("unique (a) not deferrable initially immediate", "unique (a)"),
        ("unique (a) initially deferred", "unique (a) deferrable initially deferred"),
    ] {
        assert_eq!(constraint_text(&parse_constraint(text).unwrap()), printed);
    }
}

#[test]
fn parts_of_a_foreign_key() {
    let parsed = parse_constraint("foreign key (a) references s.t (x) on delete set null (a)").unwrap();
    let Rule::Foreign(key) = parsed.rule else { panic!("not a foreign key") };
    assert_eq!(key.table.to_string(), "s.t");
    assert_eq!((key.on_delete, key.on_update), (Action::SetNull, Action::NoAction));
    assert_eq!(key.on_delete_columns, ["a".into()]);
}

#[test]
fn wrong_constraints() {
    for (text, offset) in [
        ("", 0),
        ("primry key (a)", 0),
        ("primary key", 11),
        ("primary key ()", 13),
        ("primary key (a", 12),
        ("primary key (a) not valid", 20),
        ("unique (a without overlaps, b)", 26),
        ("unique using index i", 7),
        ("foreign key (a)", 15),
        ("foreign key (a) references t on delete cascade on delete cascade", 57),
        ("foreign key (a) references t on delete cascade (a)", 47),
        ("foreign key (a, b) references t (x)", 0),
        ("check a > 0", 6),
        ("check ()", 6),
        ("check (a > 0) deferrable", 14),
        ("check (a > 0) garbage", 14),
        ("exclude (a)", 10),
        ("not null a", 0),
        ("constraint x check (a)", 0),
        ("check (')", 7),
    ] {
        assert_eq!(parse_constraint(text).unwrap_err().offset, offset, "{text}");
    }
    assert_eq!(parse_constraint("uniqe (a)").unwrap_err().hint.as_deref(), Some("did you mean `unique`?"));
    assert!(parse_constraint("not null a").unwrap_err().hint.unwrap().contains("column"));
}
