/** Schemas to test with. */

/**
 * A schema of so many tables, each with ten columns, three indexes, two foreign keys, a check and a policy.
 * @param {number} tables
 */
export function generated(tables) {
  const parts = ['[project]\nname = "generated"\n'];
  for (let n = 0; n < tables; n++) {
    const name = `table_${n}`;
    // A few tables are referenced by many, most by few.
    const hub = `table_${(n * 7) % Math.max(1, Math.min(n, 6))}`;
    const parent = `table_${Math.floor((n * 13) / 17)}`;
    parts.push(`
[tables.${name}]
comment = "Rows of ${name}"
row_level_security = true
columns.id = "bigint generated always as identity primary key"
columns.parent_id = "bigint references ${parent} on delete cascade"
columns.root_id = "bigint not null references ${hub}"
columns.name = "text not null"
columns.slug = "text not null unique"
columns.amount = "numeric(12,2) not null default 0"
columns.tags = "text[] not null default '{}'"
columns.settings = "jsonb"
columns.created_at = "timestamptz not null default now()"
columns.updated_at = "timestamptz not null default now()"
checks.amount_positive = "amount >= 0 and amount < 1000000"
indexes.${name}_parent_idx = "parent_id"
indexes.${name}_recent_idx = { on = "created_at desc", where = "amount > 0" }
indexes.${name}_tags_idx = { using = "gin", on = "tags" }
policies.everyone = { for = "select", using = "amount > 0" }
`);
  }
  return parts.join("");
}

/** Names and texts that something could take for its own syntax, as TOML strings. */
const NAMES = [
  'quote "double" and \'single\'',
  "back\\slash `tick`",
  "line\nbreak",
  "</script><script>alert(1)</script>",
  "<b>bold</b> & co",
  "שלום עולם",
  "\u202eoverride",
  "🙂👩‍👩‍👧",
  "n".repeat(63),
  "table",
  "end",
  "erDiagram",
  "PK",
  "Ref",
  "graph",
  "%%{init}%%",
  "a.b",
  "x-y--z",
  "{curly} [square] (round)",
  "||--o{",
  "1st",
  "#hash;#35;",
  "--",
  "_",
];

/** @param {string} name */
const sql = (name) => `"${name.replaceAll('"', '""')}"`;

/** A schema of such names: in columns, comments, labels of enums, with loops and parallel keys; a wide table and an empty one. */
export function hostile() {
  const q = JSON.stringify;
  const parts = ["[enums]"];
  NAMES.forEach((name, i) => parts.push(`${q(`e ${name}`.slice(0, 30))} = [${q(name)}, "label ${i}"]`));
  NAMES.forEach((name, i) => {
    const to = NAMES[(i + 1) % NAMES.length] ?? "";
    parts.push(
      `[tables.${q(name)}]`,
      `comment = ${q(`${name} ''' """ */ --`)}`,
      'columns.id = "uuid primary key"',
      `columns.${q(name)} = { type = "numeric(12,2)[]", comment = ${q(name)} }`,
      'columns.own = "uuid"',
      'columns.other = "uuid"',
      `constraints.a${i} = ${q(`foreign key (own) references ${sql(name)} (id)`)}`,
      // Two keys to one table.
      `constraints.b${i} = ${q(`foreign key (own) references ${sql(to)} (id)`)}`,
      `constraints.c${i} = ${q(`foreign key (other) references ${sql(to)} (id)`)}`,
    );
  });
  parts.push("[tables.wide]");
  for (let i = 0; i < 1000; i++) parts.push(`columns.column_${i} = "text"`);
  parts.push("[tables.nothing]");
  return parts.join("\n");
}
