//! Objects of a database that no kind models, in PostgreSQL's own words.

use super::sql::{not_member, user_schema};

/// Catalogs whose rows are no objects of their own for pgtoml, and why. With the classes of all kinds and the catalogs of
/// [`query`] they are all that `pg_describe_object` can name; a test walks the catalogs of PostgreSQL to prove it.
pub const PARTS: &[(&str, &str)] = &[
    ("pg_attrdef", "default or expression of a column"),
    ("pg_enum", "label of an enum"),
    ("pg_amop", "operator of an operator family"),
    ("pg_amproc", "function of an operator family"),
    ("pg_auth_members", "membership of a role"),
    ("pg_publication_rel", "table of a publication"),
    ("pg_publication_namespace", "schema of a publication"),
    ("pg_largeobject_metadata", "data, as the rows of tables are"),
    ("pg_tablespace", "a folder of the cluster's machine, which objects only name"),
    ("pg_parameter_acl", "rights on settings, which belong to the whole cluster"),
];

/// The query: one row for each such object, or state of an object: shells of types, what is said of an object that is
/// otherwise made with another one, and rights on what belongs to PostgreSQL or an extension.
pub fn query() -> String {
    format!(
        "SELECT pg_describe_object('pg_type'::regclass, t.oid, 0) AS body
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typtype = 'p' AND {user} AND {own_type}
         UNION ALL
         SELECT 'enabled state of ' || pg_describe_object('pg_trigger'::regclass, t.oid, 0)
         FROM pg_trigger t JOIN pg_trigger above ON above.oid = t.tgparentid
         JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE t.tgenabled <> above.tgenabled AND {user} AND {own_relation}
         UNION ALL
         SELECT 'persistence of ' || pg_describe_object('pg_class'::regclass, c.oid, 0)
         FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
         JOIN pg_class t ON t.oid = d.refobjid AND t.relpersistence <> c.relpersistence
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
           AND current_setting('server_version_num')::int >= 150000 AND {user} AND {own_relation}
         UNION ALL
         SELECT 'settings of ' || pg_describe_object('pg_class'::regclass, c.oid, a.attnum)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         JOIN pg_type t ON t.oid = a.atttypid
         WHERE c.relkind = 'm' AND {user} AND {own_relation}
           AND (a.attcompression <> '' OR coalesce(a.attstattarget, -1) >= 0 OR a.attstorage <> t.typstorage
                OR EXISTS (SELECT FROM unnest(a.attoptions) o WHERE starts_with(o, 'n_distinct')))
         UNION ALL
         SELECT format('default privileges by which %I has none itself on its own %s', pg_get_userbyid(d.defaclrole),
                       CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                                            WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'objects' END)
         FROM pg_default_acl d
         WHERE d.defaclnamespace = 0
           AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) x WHERE x.grantee = d.defaclrole)
         UNION ALL
         SELECT 'rights on ' || pg_describe_object(x.classid, x.objid, x.sub)
         FROM (SELECT 'pg_class'::regclass AS classid, oid AS objid, 0 AS sub, relacl AS acl, relnamespace AS home FROM pg_class WHERE relacl IS NOT NULL
               UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, c.relnamespace
                         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
               UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl, pronamespace FROM pg_proc WHERE proacl IS NOT NULL
               UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl, typnamespace FROM pg_type WHERE typacl IS NOT NULL
               UNION ALL SELECT 'pg_language'::regclass, oid, 0, lanacl, 0 FROM pg_language
               UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl, 0 FROM pg_foreign_data_wrapper
               UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, nspacl, oid FROM pg_namespace WHERE nspname <> 'public') x
         LEFT JOIN pg_init_privs p ON p.classoid = x.classid AND p.objoid = x.objid AND p.objsubid = x.sub
         WHERE x.acl IS DISTINCT FROM p.initprivs
           -- It is made after PostgreSQL has noted what there is.
           AND x.home <> 'information_schema'::regnamespace
           AND (x.objid < 16384 OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = x.classid AND d.objid = x.objid
                                                                    AND d.deptype = 'e'))
           AND (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(x.acl) a)
               IS DISTINCT FROM (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(p.initprivs) a)
         ORDER BY 1",
        user = user_schema("n"),
        own_type = not_member("pg_type", "t.oid"),
        own_relation = not_member("pg_class", "c.oid"),
    )
}
