/** The module in Node: its answers are those of the native program. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Schema, initSync } from "../src/wasm/pgtoml_wasm.js";
import { generated } from "./schemas.js";

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const module = readFileSync(at("../src/wasm/pgtoml_wasm_bg.wasm"));
initSync({ module });

/** @param {string} text */
const read = (text) => new Schema("schema.toml", text);
/** @param {string} text @returns {import("../src/wasm/pgtoml_wasm.js").Summary} */
const summary = (text) => JSON.parse(read(text).summary());

const program = process.env["PGTOML_BINARY"] ?? resolve(at("../.."), process.env["CARGO_TARGET_DIR"] ?? "target", "debug/pgtoml");

describe("the same bytes as the native program", () => {
  const texts = {
    "schema.toml": readFileSync(at("../../schema.toml"), "utf8"),
    starter: readFileSync(at("../../crates/pgtoml-cli/src/commands/starter.toml"), "utf8"),
    "30 tables": generated(30),
  };
  for (const [name, text] of Object.entries(texts)) {
    test(name, () => {
      assert.ok(existsSync(program), `${program} is not there: cargo build -p pgtoml-cli`);
      const folder = mkdtempSync(join(tmpdir(), "pgtoml-"));
      try {
        writeFileSync(join(folder, "schema.toml"), text);
        const run = (/** @type {string} */ verb) =>
          execFileSync(program, [verb, "-f", "schema.toml"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
        const schema = read(text);
        same(JSON.parse(schema.sql()).sql, run("sql"));
        same(schema.erd("auto"), run("erd"));
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
