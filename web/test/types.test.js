/** The types that the core is said to answer with are those of its answers: no property is missing, and none is more. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Schema, initSync } from "../src/wasm/pgtoml_wasm.js";
import { hostile } from "./schemas.js";

/** @typedef {import("../src/wasm/pgtoml_wasm.js").SourceFile} SourceFile */

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
initSync({ module: readFileSync(at("../src/wasm/pgtoml_wasm_bg.wasm")) });

const BEFORE = `
[project]
name = "shop"
[enums]
state = ["open", "closed"]
[roles]
app = {}
[tables.orders]
row_level_security = true
columns.id = "bigint primary key"
columns.state = "state not null"
columns.note = "text"
policies.own = { for = "select", to = "app", using = "note = current_user" }
grants.app = ["select"]
[tables.gone]
columns.id = "bigint primary key"
columns.order_id = "bigint references orders"
[tables.big]
columns.amount = "integer"
columns.at = "bigint"
[tables.letters]
row_level_security = true
policies.old = { for = "select", to = "app", using = "id < 9" }
grants.app = ["select"]
columns.id = "bigint primary key"
columns.body = "text"
columns.sent = "date"
[views.notes]
query = "select note from orders"
[data.gone]
key = ["id"]
rows = [{ id = 1 }]
`;

/** Drops a table, rows and a column; calls a table otherwise; adds a column that rows cannot have, one of a type that has no cast, and rights; writes a text in other words. */
const AFTER = `
[project]
name = "shop"
[enums]
state = ["open", "closed"]
[roles]
app = {}
[tables.orders]
row_level_security = true
columns.id = "bigint primary key"
columns.state = "state not null"
columns.remark = "text not null"
policies.own = { for = "select", to = "app", using = "true" }
policies.rest = { for = "update", to = "app", using = "id > 1", with_check = "id > 2" }
policies.never = { restrictive = true, for = "select", to = "app", using = "id <> 7" }
grants.app = ["select", "update (remark)", "delete"]
[tables.big]
columns.amount = "bigint"
columns.at = "timestamptz"
checks.some = "amount in (1, 2)"
grants.app = ["select"]
[tables.mails]
row_level_security = true
policies.old = { for = "select", to = "app", using = "id < 9" }
grants.app = ["select"]
columns.id = "bigint primary key"
columns.body = "text"
columns.sent = "date"
[views.notes]
query = "select remark from orders"
[views.both]
query = "select body, amount from mails, big"
security_invoker = true
grants.app = ["select"]
[functions.doubled]
args = "x int"
returns = "int"
language = "sql"
security_definer = true
body = "update orders set remark = 'x'; select x * 2"
[data.big]
key = ["amount"]
rows = [{ amount = 1 }]
[lint]
allow = [{ rule = "no-primary-key", on = "public.big", reason = "few rows" }, { rule = "no-primary-key", on = "public.orders", reason = "stale" }]
`;

const starters = at("../../templates/starters");
/** @type {Record<string, SourceFile[]>} */
const PROJECTS = {
  ...Object.fromEntries(
    readdirSync(starters).map((name) => {
      const files = readdirSync(join(starters, name), { recursive: true, encoding: "utf8" }).filter((file) => /\.(toml|sql|csv)$/.test(file));
      files.sort((a, b) => Number(b === "schema.toml") - Number(a === "schema.toml"));
      return [name, files.map((file) => ({ name: file, text: readFileSync(join(starters, name, file), "utf8") }))];
    }),
  ),
  hostile: [{ name: "schema.toml", text: hostile() }],
  before: [{ name: "schema.toml", text: BEFORE }],
  after: [{ name: "schema.toml", text: AFTER }],
  wrong: [{ name: "schema.toml", text: '[tables.a]\npoliceis.x = {}\ncolumns.id = "int4 primry key"\ncolumns.b = "text references c"\n[[tables]]\n' }],
  empty: [{ name: "schema.toml", text: "" }],
};

/** Answers by the name of their type; each is JSON. */
function answers() {
  /** @type {[string, string][]} */
  const all = [];
  const schemas = Object.values(PROJECTS).map((files) => ({ files, schema: Schema.of(JSON.stringify(files)) }));
  for (const { files, schema } of schemas) {
    all.push(["Summary", schema.summary()], ["Made", schema.sql()], ["Picture", schema.picture("")], ["Access", schema.access()]);
    all.push(["Lints", schema.lints()], ["ModelObject[]", schema.model()], ["OutlineItem[]", schema.outline()], ["DocsEntry[]", schema.docs_pages()]);
    for (const { path } of JSON.parse(schema.docs_pages())) all.push(["DocsPage", schema.docs_page(path)]);
    for (const { name, text } of files) {
      if (name.endsWith(".toml")) all.push(["Formatted", Schema.format(text)]);
      for (let offset = 0; offset < text.length; offset += Math.ceil(text.length / 20)) {
        all.push(["Completions | null", schema.complete(name, offset)], ["Hover | null", schema.hover(name, offset)]);
        all.push(["Place | null", schema.definition(name, offset)], ["Place[]", schema.references(name, offset)]);
        all.push(["Renamable | null", schema.renamable(name, offset)]);
      }
    }
    for (const base of schemas.filter(({ files: of }) => of !== files && [PROJECTS["before"], PROJECTS["after"], PROJECTS["empty"]].includes(of))) {
      all.push(["Script", schema.migration(base.schema)], ["Question | null", schema.question(base.schema)]);
      all.push(["Sentence[]", schema.access_changes(base.schema)], ["Picture", schema.picture_from(base.schema, "")]);
    }
  }
  const { files: [file], schema } = /** @type {{ files: SourceFile[], schema: Schema }} */ (schemas.find(({ files }) => files === PROJECTS["before"]));
  const at = /** @type {SourceFile} */ (file).text.indexOf("orders");
  for (const name of ["purchases", "gone"]) all.push(["Renamed | null", schema.rename(schema, /** @type {SourceFile} */ (file).name, at, name)]);
  return all;
}

/**
 * What the compiler of the page says about literals of these types. Only a literal must not have a property that its type
 * does not name.
 * @param {[string, string][]} all
 */
function compiled(all) {
  const folder = mkdtempSync(join(tmpdir(), "pgtoml-"));
  try {
    // Long texts are none of the compiler's business, lists of a thousand are too much for it, and the same is looked at once.
    const short = (/** @type {unknown} */ answer) => JSON.stringify(answer, (_, value) => (typeof value === "string" ? value.slice(0, 40) : value));
    const line = (/** @type {string} */ type, /** @type {unknown} */ answer) => `{ const _: Core.${type} = ${short(answer)}; void _; }`;
    const each = all.flatMap(([type, json]) => {
      const answer = JSON.parse(json);
      return type.endsWith("[]") ? answer.map((/** @type {unknown} */ one) => line(type.slice(0, -2), one)) : [line(type, answer)];
    });
    const lines = [...new Set(each)];
    writeFileSync(join(folder, "answers.ts"), [`import type * as Core from ${JSON.stringify(at("../src/wasm/pgtoml_wasm.js"))};`, ...lines, ""].join("\n"));
    const options = { extends: at("../tsconfig.json"), compilerOptions: { types: [] }, include: [], files: ["answers.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const tsc = spawnSync(process.execPath, [at("../node_modules/typescript/bin/tsc"), "--noEmit", "--pretty", "false", "-p", folder], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    assert.equal(tsc.stderr, "");
    return tsc.stdout.split("\n").filter((line) => line.trim() !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("answers have the properties of their types, and no others", () => {
  for (const name of ["before", "after"]) {
    assert.equal(JSON.parse(Schema.of(JSON.stringify(PROJECTS[name])).summary()).errors, false);
  }
  const all = answers();
  const text = all.map(([, json]) => json).join("\n");
  // What may be absent is there at least once.
  const rare = ["hint", "fix", "fixes", "refused", "undetermined", "hints", "hazards", "loss", "allow", "rows", "columns", "reading", "beside", "page", "edits"];
  for (const name of rare) assert.ok(text.includes(`"${name}":`), `no answer has ${name}`);
  assert.deepEqual(compiled(all).slice(0, 10), []);
});

test("what is missing or too much is found", () => {
  const summary = JSON.parse(Schema.of(JSON.stringify(PROJECTS["wrong"])).summary());
  assert.deepEqual(compiled([["Summary", JSON.stringify(summary)]]), []);
  const { errors: _, ...less } = summary;
  const [first, ...rest] = summary.diagnostics;
  /** @type {[unknown, RegExp][]} */
  const wrong = [
    [less, /'errors' is missing/],
    [{ ...summary, more: 1 }, /'"more"' does not exist/],
    [{ ...summary, diagnostics: [{ ...first, line: 1 }, ...rest] }, /'"line"' does not exist/],
    [{ ...summary, diagnostics: [{ ...first, severity: "bad" }, ...rest] }, /'"bad"' is not assignable/],
  ];
  for (const [value, said] of wrong) assert.match(compiled([["Summary", JSON.stringify(value)]]).join("\n"), said);
});

test("every option of a picture and every format is known to the core", () => {
  const schema = Schema.of(JSON.stringify(PROJECTS["before"]));
  /** @type {Required<import("../src/wasm/pgtoml_wasm.js").ErdOptions>} */
  const options = {
    theme: "dark",
    aspect: 2,
    detail: "keys",
    focus: ["orders"],
    depth: 2,
    include: ["*"],
    exclude: ["big"],
    group: "public",
    groups: "schema",
    enums: "boxes",
    positions: { "public.orders": { x: 1, y: 2 } },
    legend: false,
    prefix: "p-",
  };
  assert.match(schema.picture(JSON.stringify(options)), /p-n0/);
  assert.throws(() => schema.picture(JSON.stringify({ ...options, colour: "red" })), /colour/);
  /** @type {Record<import("../src/wasm/pgtoml_wasm.js").Format, RegExp>} */
  const formats = { svg: /<svg/, mermaid: /erDiagram/, dbml: /Table/, dot: /digraph/, plantuml: /@startuml/, d2: /shape/, markdown: /orders/, json: /^\{/ };
  for (const [name, begins] of Object.entries(formats)) assert.match(schema.formats(name, ""), begins);
});
