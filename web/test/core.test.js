/** The module in Node: its answers are those of the native program. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Schema, initSync } from "../src/wasm/pgtoml_wasm.js";
import { generated, hostile } from "./schemas.js";

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const module = readFileSync(at("../src/wasm/pgtoml_wasm_bg.wasm"));
initSync({ module });

/** @param {string} text */
const read = (text) => new Schema("schema.toml", text);
/** @param {string} text @returns {import("../src/wasm/pgtoml_wasm.js").Summary} */
const summary = (text) => JSON.parse(read(text).summary());

const program = process.env["PGTOML_BINARY"] ?? resolve(at("../.."), process.env["CARGO_TARGET_DIR"] ?? "target", "debug/pgtoml");

/** A project as a page has it. @param {string} folder */
const project = (folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(toml|sql|csv)$/.test(name))
    .sort((a, b) => Number(b === "schema.toml") - Number(a === "schema.toml") || a.localeCompare(b))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const one = (/** @type {string} */ text) => [{ name: "schema.toml", text }];
const starters = at("../../templates/starters");

describe("the same bytes as the native program", () => {
  /** @type {Record<string, import("../src/wasm/pgtoml_wasm.js").SourceFile[]>} */
  const projects = {
    "schema.toml": one(readFileSync(at("../../schema.toml"), "utf8")),
    starter: one(readFileSync(at("../../crates/pgtoml-cli/src/commands/starter.toml"), "utf8")),
    "no tables": one(""),
    "30 tables": one(generated(30)),
    "200 tables in frames": one(generated(200)),
    "a hostile model": one(hostile()),
  };
  for (const name of readdirSync(starters)) projects[`the starter ${name}`] = project(join(starters, name));
  /** @type {Schema | undefined} */
  let last;
  for (const [name, files] of Object.entries(projects)) {
    test(name, () => {
      assert.ok(existsSync(program), `${program} is not there: cargo build -p pgtoml-cli`);
      const folder = mkdtempSync(join(tmpdir(), "pgtoml-"));
      try {
        for (const file of files) {
          mkdirSync(dirname(join(folder, file.name)), { recursive: true });
          writeFileSync(join(folder, file.name), file.text);
        }
        const run = (/** @type {string[]} */ ...words) =>
          execFileSync(program, [...words, "-f", "schema.toml"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
        // As after an edit of whatever came before.
        const schema = (last ?? Schema.of(JSON.stringify(files))).edited(JSON.stringify(files));
        last = schema;
        // Where there is nothing to do, a page is told so by an empty script.
        same(JSON.parse(schema.sql()).sql, name === "no tables" ? "" : run("sql"));
        same(schema.erd("auto"), run("erd"));
        const formats = { svg: "svg", markdown: "md", mermaid: "mmd", dbml: "dbml", dot: "dot", plantuml: "puml", d2: "d2", json: "json" };
        run("erd", ...Object.values(formats).flatMap((end) => ["-o", `out.${end}`]));
        for (const [format, end] of Object.entries(formats)) same(schema.formats(format, ""), readFileSync(join(folder, `out.${end}`), "utf8"));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

/**
 * Fails with the first line that differs: whole texts are too long to read.
 * @param {string} ours
 * @param {string} native
 */
function same(ours, native) {
  if (ours === native) return;
  const [here, there] = [ours.split("\n"), native.split("\n")];
  const at = here.findIndex((line, index) => line !== there[index]);
  assert.fail(`line ${at + 1}\n  here:   ${here[at]}\n  native: ${there[at]}`);
}

test("offsets count as JavaScript does", () => {
  const text = '# 🐘 é 世\n[tables.a]\ncolumns.id = "int"\npoliceis.x = {}\n';
  const problem = summary(text).diagnostics.find(({ code }) => code === "unknown-key");
  assert.ok(problem);
  assert.equal(text.slice(problem.start ?? 0, problem.end ?? 0), "policeis");
  assert.match(problem.hint ?? "", /policies/);
});

test("a migration from one text to another", () => {
  const before = read('[tables.a]\ncolumns.id = "int primary key"\n[tables.b]\ncolumns.id = "int"\n');
  const after = read('[tables.a]\ncolumns.id = "int primary key"\ncolumns.name = "text"\n');
  /** @type {import("../src/wasm/pgtoml_wasm.js").Script} */
  const up = JSON.parse(after.migration(before));
  assert.match(up.sql, /ALTER TABLE public\.a ADD COLUMN name text/);
  assert.match(up.sql, /DROP TABLE public\.b/);
  assert.ok(up.report.steps.some(({ allow }) => allow === "drop-table:public.b"));
  assert.equal(JSON.parse(after.migration(after)).sql, "");
});

test("a snapshot of the native program is a base", () => {
  const folder = mkdtempSync(join(tmpdir(), "pgtoml-"));
  try {
    const text = readFileSync(at("../../schema.toml"), "utf8");
    writeFileSync(join(folder, "schema.toml"), text);
    const snapshot = execFileSync(program, ["snapshot", "schema.toml"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
    const base = Schema.of(JSON.stringify([{ name: "before.json", text: snapshot }]));
    const script = (/** @type {Schema} */ to, /** @type {Schema} */ from) => JSON.parse(to.migration(from));
    assert.equal(script(read(text), base).sql, "");
    assert.match(script(read(`${text}\n[tables.extra]\ncolumns.id = "int"\n`), base).sql, /CREATE TABLE public\.extra/);
    assert.match(JSON.parse(base.sql()).sql, /CREATE TABLE public\.documents/);
    const of = (/** @type {string} */ text) => Schema.of(JSON.stringify([{ name: "before.json", text }]));
    assert.throws(() => script(read(text), of(snapshot.replace('"pgtoml_snapshot": 1', '"pgtoml_snapshot": 9'))), /version 9.*reads version 1/);
    assert.throws(() => script(read(text), of(snapshot.replace('"kind":"table"', '"kind":"tabel"'))), /tabel/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("what a page asks for", () => {
  /** @type {import("../src/wasm/pgtoml_wasm.js").SourceFile[]} */
  const files = [
    {
      name: "schema.toml",
      text: '# é 🐘\ninclude = ["more/*.toml"]\n[project]\nname = "é"\n[tables.a]\ncomment = "First"\ncolumns.id = "bigint primary key"\ncolumns.b_id = "bigint references b"\nrow_level_security = true\npolicies.own = { for = "select", to = "app", using = "id > 1" }\ngrants.app = ["select"]\n',
    },
    { name: "more/b.toml", text: '# 世\n[tables.b]\ncolumns.id = "bigint primary key"\n[data.b]\nkey = ["id"]\nfile = "b.csv"\n' },
    { name: "more/b.csv", text: "id\n1\n" },
    { name: "unused.toml", text: "[" },
  ];
  const schema = Schema.of(JSON.stringify(files));
  /** @param {import("../src/wasm/pgtoml_wasm.js").Place | null | undefined} place */
  const at = (place) => files.find(({ name }) => name === place?.file)?.text.slice(place?.start, place?.end);

  test("several files", () => {
    /** @type {import("../src/wasm/pgtoml_wasm.js").Summary} */
    const summary = JSON.parse(schema.summary());
    assert.deepEqual(summary.diagnostics, []);
    assert.deepEqual(summary.files, ["schema.toml", "more/b.toml", "more/b.csv"]);
    assert.match(JSON.parse(schema.sql()).sql, /INSERT INTO public\.b/);
    const alone = Schema.of(JSON.stringify([{ name: "schema.toml", text: 'é = 1\ninclude = ["gone.toml"]\n' }]));
    const [problem] = JSON.parse(alone.summary()).diagnostics.filter((/** @type {{code: string}} */ { code }) => code === "no-file");
    assert.deepEqual([problem.file, problem.start, problem.end], ["schema.toml", 17, 28]);
    assert.throws(() => Schema.of("{"), /list of files/);
  });

  test("steps know their place and their table", () => {
    const before = read('[project]\nname = "é"\n[tables.gone]\ncolumns.id = "int"\n');
    /** @type {import("../src/wasm/pgtoml_wasm.js").Script} */
    const { report } = JSON.parse(schema.migration(before));
    const made = report.steps.find(({ object }) => object === "table public.b");
    assert.equal(at(made?.place), "b");
    assert.equal(made?.table, "public.b");
    const gone = report.steps.find(({ object }) => object === "table public.gone");
    assert.deepEqual([gone?.base, gone?.mark], [true, "-"]);
    const policy = report.steps.find(({ kind }) => kind === "policy");
    assert.deepEqual([at(policy?.place), policy?.table], ["own", "public.a"]);
  });

  test("a picture with what is where in it", () => {
    /** @type {import("../src/wasm/pgtoml_wasm.js").Picture} */
    const picture = JSON.parse(schema.picture(JSON.stringify({ theme: "light", detail: "keys" })));
    const [a, b] = ["public.a", "public.b"].map((id) => picture.boxes.find((box) => box.id === id));
    assert.ok(a && b);
    assert.ok(picture.svg.includes(`id="${a.element}"`));
    assert.deepEqual([at(a.place), at(b.place)], ["a", "b"]);
    assert.deepEqual(a.rows.map(({ name, place }) => [name, at(place)]), [["id", "id"], ["b_id", "b_id"]]);
    assert.ok(a.secured && !b.secured && a.policies === 1);
    assert.deepEqual(picture.lines.map(({ from, to }) => [from, to]), [["public.a", "public.b"]]);
    const [first] = a.rows;
    assert.ok(first && first.y > a.y && first.y + first.height < a.y + a.height);
    const base = read('[project]\nname = "é"\n[tables.b]\ncolumns.id = "bigint primary key"\n');
    /** @type {import("../src/wasm/pgtoml_wasm.js").Picture} */
    const changed = JSON.parse(schema.picture_from(base, '{"focus":["b"],"depth":1,"prefix":"x-"}'));
    assert.deepEqual(changed.boxes.map(({ id, change }) => [id, change]).sort(), [["public.a", "added"], ["public.b", "changed"]]);
    assert.throws(() => schema.picture('{"focus":["bb"]}'), /bb.*did you mean/s);
    assert.throws(() => schema.picture('{"colour":1}'), /colour/);
    for (const format of ["mermaid", "dbml", "dot", "plantuml", "d2", "markdown", "json", "svg"])
      assert.ok(schema.formats(format, "").includes("b_id"), format);
    assert.throws(() => schema.formats("pdf", ""), /pdf/);
  });

  test("an editor's questions", () => {
    const text = '# é\n[tables.a]\ncolumns.id = "int primary key"\n[tables.b]\ncolumns.a_id = "int references a (i"\n[tables.c]\ncolumns.id = "int"\nunloged = true\n';
    const broken = read(text);
    const offset = text.indexOf('(i"') + 2;
    /** @type {import("../src/wasm/pgtoml_wasm.js").Completions} */
    const found = JSON.parse(broken.complete("schema.toml", offset));
    assert.deepEqual([text.slice(found.start, found.end), found.items.map(({ label, kind }) => [label, kind])], ["i", [["id", "column"]]]);
    assert.equal(JSON.parse(broken.complete("other.toml", 1)), null);
    /** @type {import("../src/wasm/pgtoml_wasm.js").Problem | undefined} */
    const problem = JSON.parse(broken.summary()).diagnostics.find((/** @type {{message: string}} */ { message }) => message.includes("unloged"));
    const [edit] = problem?.fixes?.[0]?.edits ?? [];
    assert.deepEqual([text.slice(edit?.start, edit?.end), edit?.text], ["unloged", "unlogged"]);
    const column = files[0]?.text.indexOf("b_id") ?? 0;
    /** @type {import("../src/wasm/pgtoml_wasm.js").Hover} */
    const hover = JSON.parse(schema.hover("schema.toml", column + 1));
    assert.match(hover.text, /a\.b_id.*bigint/);
    const used = files[0]?.text.indexOf("references b") ?? 0;
    assert.equal(at(JSON.parse(schema.definition("schema.toml", used + 11))), "b");
    assert.deepEqual(JSON.parse(schema.references("schema.toml", used + 11)).map(at), ["b", "b", "b"]);
    assert.deepEqual(JSON.parse(Schema.format("a  =  1")), { text: "a = 1\n" });
    assert.equal(JSON.parse(Schema.format("a = ")).problems[0].code, "toml");
  });

  test("access, findings, pages, outline, model", () => {
    /** @type {import("../src/wasm/pgtoml_wasm.js").Access} */
    const access = JSON.parse(schema.access());
    const a = access.relations.find(({ name }) => name === "a");
    assert.equal(at(a?.place), "a");
    assert.equal(a?.access.find(({ role }) => role === "app")?.select.reach, "rows");
    const open = read('[tables.a]\ncolumns.id = "int"\ngrants.app = ["select"]\n');
    const closed = read('[tables.a]\ncolumns.id = "int"\ngrants.app = []\n');
    /** @type {import("../src/wasm/pgtoml_wasm.js").Sentence[]} */
    const sentences = JSON.parse(open.access_changes(closed));
    assert.ok(sentences.some(({ hazards }) => hazards?.includes("widens-access:public.a")), JSON.stringify(sentences));
    /** @type {import("../src/wasm/pgtoml_wasm.js").Lints} */
    const lints = JSON.parse(schema.lints());
    const finding = lints.findings.find(({ code }) => code === "unindexed-foreign-key");
    assert.equal(finding?.table, "public.a");
    assert.equal(finding?.file, "schema.toml");
    assert.match(Schema.explain("unindexed-foreign-key") ?? "", /^# /);
    assert.equal(Schema.explain("no-such-rule"), undefined);
    /** @type {import("../src/wasm/pgtoml_wasm.js").DocsEntry[]} */
    const pages = JSON.parse(schema.docs_pages());
    assert.ok(pages.some(({ path }) => path === "tables/a"), JSON.stringify(pages));
    /** @type {import("../src/wasm/pgtoml_wasm.js").DocsPage} */
    const page = JSON.parse(schema.docs_page("tables/a"));
    assert.equal(page.comment, "First");
    assert.throws(() => schema.docs_page("tables/z"), /tables\/z/);
    /** @type {import("../src/wasm/pgtoml_wasm.js").OutlineItem[]} */
    const outline = JSON.parse(schema.outline());
    assert.deepEqual(
      outline.filter(({ kind }) => kind === "column").map(({ name, parent, table, place }) => [name, parent, table, at(place)]),
      [["id", "a", "public.a", "id"], ["b_id", "a", "public.a", "b_id"], ["id", "b", "public.b", "id"]],
    );
    /** @type {import("../src/wasm/pgtoml_wasm.js").ModelObject[]} */
    const model = JSON.parse(schema.model());
    assert.ok(model.some(({ kind, name }) => kind === "policy" && name === "own"));
  });
});

test("malformed and hostile texts give diagnostics, not traps", () => {
  const texts = [
    "",
    "\u0000",
    "[",
    "a = ",
    '[tables.__proto__]\ncolumns.constructor = "int"\n',
    `x = ${"[".repeat(1000)}${"]".repeat(1000)}`,
    `x = ${"{a=".repeat(1000)}1${"}".repeat(1000)}`,
    `${"a.".repeat(1000)}b = 1`,
    `[tables.t]\nchecks.c = "${"(".repeat(1000)}1${")".repeat(1000)} > 0"\ncolumns.a = "int default ${"-(".repeat(1000)}1${")".repeat(1000)}"`,
    `[tables.t]\ncolumns.a = "int" "text"\ncolumns."${"n".repeat(500)}" = "text"`,
  ];
  for (const text of texts) {
    const schema = read(text);
    const { errors } = JSON.parse(schema.summary());
    assert.match(schema.erd("dark"), /^<svg /);
    if (!errors) JSON.parse(schema.sql());
    schema.free();
  }
});

test("markup in names and comments stays text", () => {
  const markup = "<img src=x onerror=alert(1)>";
  const schema = read(`[project]\nname = "${markup}"\n[tables."${markup}"]\ncomment = "</title><script>alert(1)</script>"\ncolumns."${markup}" = "int"\n`);
  const svg = schema.erd("light");
  assert.ok(!/<(?:img|script)/.test(svg));
  assert.ok(svg.includes("&lt;img src=x onerror=alert(1)&gt;"));
});

test("figures", (context) => {
  const raw = module.length;
  const packed = gzipSync(module, { level: 9 }).length;
  const mb = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  context.diagnostic(`figure: wasm ${mb(raw)}, ${mb(packed)} with gzip (budget 1.50 MB)`);
  assert.ok(packed < 1_500_000);
  for (const tables of [100, 1000]) {
    const text = generated(tables);
    /** @type {Record<string, number>} */
    const took = {};
    const time = (/** @type {string} */ name, /** @type {() => unknown} */ run) => {
      const runs = tables > 100 ? 1 : 5;
      const all = Array.from({ length: runs }, () => {
        const begun = performance.now();
        run();
        return performance.now() - begun;
      });
      took[name] = Math.min(...all);
    };
    const schema = read(text);
    const edited = read(`${text}columns.extra = "text"\n`);
    time("read and diagnostics", () => {
      const again = read(text);
      again.summary();
      again.free();
    });
    time("SQL", () => schema.sql());
    time("migration", () => edited.migration(schema));
    time("ERD", () => schema.erd("auto"));
    assert.equal(JSON.parse(schema.summary()).errors, false);
    const line = Object.entries(took).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`);
    context.diagnostic(`figure: ${tables} tables, ${mb(text.length)} of TOML: ${line.join(", ")}`);
  }
});
