/** Diagrams in the formats of other tools, read by those tools. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Parser } from "@dbml/core";
import { D2 } from "@terrastruct/d2";
import { instance } from "@viz-js/viz";
import { folder, pgtoml, root } from "./program.js";
import { generated, hostile } from "./schemas.js";
import { browser as launch } from "./site.js";

/** @type {Record<string, string>} */
const files = { "the example": join(root, "schema.toml") };
for (const name of readdirSync(join(root, "templates/starters"))) {
  files[name] = join(root, "templates/starters", name, "schema.toml");
}
for (const [name, text] of Object.entries({ "a hostile model": hostile(), "no tables": "", "300 tables": generated(300) })) {
  files[name] = join(folder, `${name}.toml`);
  writeFileSync(files[name] ?? "", text);
}

/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
/** @type {Awaited<ReturnType<typeof instance>>} */
let viz;
const d2 = new D2();

before(async () => {
  viz = await instance();
  browser = await launch();
  page = await browser.newPage();
  await page.setContent("<!doctype html><div></div>");
  await page.addScriptTag({ path: fileURLToPath(new URL("../node_modules/mermaid/dist/mermaid.min.js", import.meta.url)) });
  // As GitHub has it: the limits are Mermaid's own, and nothing in a diagram may run.
  await page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })");
});
after(async () => {
  await browser?.close();
  // It has no way to end its worker but this.
  // @ts-expect-error: the property is not in its types.
  await d2.worker?.terminate();
});

for (const [name, file] of Object.entries(files)) {
  describe(name, () => {
    const out = (/** @type {string} */ end) => join(folder, `${name}.${end}`);
    /** @type {Record<string, string>} */
    const made = {};
    before(() => {
      const ends = ["svg", "png", "md", "dbml", "dot", "d2", "json"];
      pgtoml("erd", "-f", file, ...ends.flatMap((end) => ["-o", out(end)]));
      for (const end of ends.filter((end) => end !== "png")) made[end] = readFileSync(out(end), "utf8");
    });
    const nodes = () => JSON.parse(made["json"] ?? "{}").diagram.nodes;

    test("Mermaid draws every diagram of the page", async () => {
      const texts = [...(made["md"] ?? "").matchAll(/^```mermaid\n([^]*?)^```$/gm)].map((found) => found[1] ?? "");
      assert.ok(texts.length > 0);
      for (const text of texts) {
        assert.ok(text.length < 50_000);
        const drawn = await page.evaluate(async (text) => {
          // @ts-expect-error: the script has put it there.
          const { svg } = await window.mermaid.render("drawn", text);
          return { error: svg.includes("Syntax error") || svg.includes("Maximum text size"), script: svg.includes("<script") };
        }, text);
        assert.deepEqual(drawn, { error: false, script: false }, text.slice(0, 400));
      }
    });

    test("DBML has every table", () => {
      const parsed = new Parser().parse(made["dbml"] ?? "", "dbmlv2");
      const tables = parsed.schemas.flatMap((schema) => schema.tables.map((table) => table.name));
      const wanted = nodes().filter((/** @type {any} */ node) => node.kind !== "enum").length;
      assert.equal(tables.length, wanted);
    });

    test("Graphviz draws it", { timeout: 120_000 }, () => {
      // Hundreds of tables take Graphviz minutes to place; `canon` parses and places nothing.
      const format = nodes().length > 100 ? "canon" : "svg";
      const { status, errors } = viz.render(made["dot"] ?? "", { format });
      const real = errors.filter(({ level }) => level === "error");
      assert.deepEqual([status, real], ["success", []]);
    });

    // It places what it reads, and takes minutes for hundreds of tables.
    if (!/^\d+ tables$/.test(name)) test("D2 draws every table with every row", { timeout: 300_000 }, async () => {
      const { diagram } = await d2.compile(made["d2"] ?? "");
      /** @type {any[]} */
      const shapes = diagram.shapes;
      const tables = shapes.filter(({ type }) => type === "sql_table");
      const seen = tables.map(({ columns }) => (columns ?? []).map((/** @type {any} */ { name }) => name.label.replaceAll("\u200b", "")));
      // The line break of a name is a space there.
      const rows = (/** @type {any} */ node) => node.rows.map((/** @type {any} */ { name }) => name.replaceAll("\n", " "));
      assert.deepEqual(seen.sort(), nodes().map(rows).sort());
      assert.equal(diagram.connections.length, JSON.parse(made["json"] ?? "{}").diagram.edges.length);
    });

    test("the SVG is XML in which nothing runs, and the PNG is one", async () => {
      const seen = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
        return {
          broken: parsed.querySelector("parsererror")?.textContent ?? "",
          active: parsed.querySelectorAll("script, foreignObject, image, a, [onload], [onclick]").length,
          named: parsed.querySelectorAll("title").length > 0 && parsed.querySelectorAll("desc").length === 1,
        };
      }, made["svg"] ?? "");
      assert.deepEqual(seen, { broken: "", active: 0, named: true });
      assert.equal(readFileSync(out("png")).subarray(1, 4).toString(), "PNG");
    });
  });
}
