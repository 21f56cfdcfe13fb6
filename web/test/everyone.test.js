/** The page for everybody: by keyboard, read aloud, on a phone, in light and dark; and against what is meant badly. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

const VIEWS = ["ERD", "SQL", "Migration", "RLS", "Lints", "Docs", "Model"];
/** What a view shows once the core has answered. @type {Record<string, string>} */
const FILLED = {
  ERD: "#view-erd svg g.n", SQL: "#view-sql .cm-line", Migration: "#view-migration .facts", RLS: "#view-rls .matrix", Lints: "#view-lints .facts", Docs: "#view-docs h2", Model: "#view-model details",
};
/** @param {string} view */
async function look(view) {
  await hand.choose(view);
  await page.locator(FILLED[view] ?? "body").first().waitFor(WAIT);
  // Colours fade.
  await page.waitForTimeout(250);
}

const axe = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
/** @param {string} where @param {string[]} [rules] these only */
async function audit(where, rules) {
  // Through the debugger: the page's policy lets no script of others in.
  await page.evaluate(axe);
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await page.evaluate((options) => /** @type {any} */ (window).axe.run(options), { resultTypes: ["violations"], ...options });
  const told = violations.map((/** @type {any} */ one) => `${where}: ${one.id}: ${one.nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
  assert.deepEqual(told, []);
}

describe("axe finds nothing", () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(colorScheme, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // What dark changes is colours.
      const rules = colorScheme === "dark" ? ["color-contrast", "link-in-text-block", "target-size"] : undefined;
      for (const view of VIEWS) {
        await look(view);
        await hand.shot(`${colorScheme}-${view.toLowerCase()}`);
        await audit(`${colorScheme} ${view}`, rules);
      }
      await hand.choose("ERD");
      await page.getByRole("button", { name: "Tables as a list" }).click();
      await paste(page, `${SMALL}colums.x = "int"\n`);
      await page.locator("#problems .problem").waitFor(WAIT);
      await audit("problems and list", rules);
      await hand.shot(`${colorScheme}-problems`);
      await page.keyboard.press("Control+k");
      await page.locator(".palette [role=option]").first().waitFor(WAIT);
      await audit("palette", rules);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByText("for one file").waitFor(WAIT);
      await audit("share", rules);
      await hand.shot(`${colorScheme}-share`);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "File", exact: true }).click();
      await audit("menu", rules);
      await hand.shot(`${colorScheme}-menu`);
    });
  }
});

test("on a phone every view fits, and the text is one tab away", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const view of VIEWS) {
    await look(view);
    await hand.shot(`phone-${view.toLowerCase()}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${view} is too wide`);
  }
  await audit("phone");
  await page.getByRole("button", { name: "Examples" }).click();
  await hand.shot("phone-menu");
  await page.keyboard.press("Escape");
  await hand.choose("Edit");
  await hand.shot("phone-edit");
  await hand.type("\n# a thumb\n");
  await look("ERD");
  // A line that is asked for is shown where lines are.
  await hand.box("users").locator("text.t").tap().catch(() => hand.box("users").locator("text.t").click());
  await page.getByRole("tab", { name: "Edit", selected: true }).waitFor(WAIT);
});

test("everything by keyboard", async () => {
  const focused = () => page.evaluate(() => {
    const on = /** @type {HTMLInputElement | null} */ (document.activeElement);
    return on?.getAttribute("aria-label") ?? (on?.labels?.[0] ?? on)?.textContent?.trim() ?? "";
  });
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  const seen = new Set();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const name = await focused();
    assert.notEqual(name, "", "something without a name is on the way");
    seen.add(name);
  }
  for (const name of ["Examples", "File", "Share", "Find", "schema.toml", "ERD", "Columns", "Zoom in"]) {
    assert.ok([...seen].some((one) => String(one).startsWith(name)), `${name} is not reached: ${[...seen].join(" | ")}`);
  }
  await page.getByRole("tab", { name: "ERD" }).focus();
  for (const view of VIEWS.slice(1)) {
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: view, selected: true }).waitFor(WAIT);
  }
  await page.getByRole("button", { name: "Examples" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await hand.toast("Opened Starter");
});

describe("what is meant badly", () => {
  const markup = "<img src=x onerror=alert(1)>";
  const hostile = `[project]
name = "${markup}"

[tables."${markup}"]
comment = "</title><script>alert(2)</script>${markup}"
row_level_security = true
columns."${markup}" = "text"
columns.__proto__ = "text"
columns.constructor = "int references \\"${markup}\\""
comments.__proto__ = "${markup} [x](javascript:alert(3)) \`\`\`"
policies."${markup}" = { for = "select", to = "${markup}", using = "true" }
grants."${markup}" = ["select"]
indexes."${markup}_idx" = "__proto__"

[tables.__proto__]
columns.id = "int"

[roles."${markup}"]
`;

  test("names and comments are shown as they are, everywhere, and nothing of them runs", async () => {
    await paste(page, hostile);
    await page.locator("#view-erd svg text.t", { hasText: "<img" }).waitFor(WAIT);
    for (const view of VIEWS) {
      await look(view);
      if (view === "Docs") for (const one of await page.locator(".pages button").all()) await one.click();
      if (view === "Model") for (const one of await page.locator(".tree summary").all()) if (await one.isVisible()) await one.click();
      if (view === "RLS") for (const one of await page.locator(".cells").all()) await one.click();
      if (view === "Lints") for (const one of await page.locator(".rule").all()) await one.click();
      assert.equal(await page.locator("img, iframe, object, [onerror], #result script, a[href^=javascript]").count(), 0, view);
    }
    await page.getByLabel("Columns").isHidden();
    await hand.choose("ERD");
    await page.getByRole("button", { name: "Tables as a list" }).click();
    await page.keyboard.press("Control+k");
    await page.keyboard.insertText("img");
    await page.locator(".palette b", { hasText: "<img" }).first().waitFor(WAIT);
    await page.keyboard.press("Enter");
    await page.locator("#view-erd svg .n.at").waitFor(WAIT);
    await hand.pick("File", /^Keep this version/);
    await hand.toast("Kept");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText("for one file").waitFor(WAIT);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("img, iframe, object").count(), 0);
    await page.waitForTimeout(1000);
    await page.reload();
    await page.locator("#view-erd svg text.t", { hasText: "<img" }).waitFor(WAIT);
  });

  test("nesting of a thousand is answered in every view", async () => {
    for (const text of [
      `x = ${"[".repeat(1000)}${"]".repeat(1000)}`,
      `x = ${"{a=".repeat(1000)}1${"}".repeat(1000)}`,
      `[tables.t]\nchecks.c = "${"(".repeat(1000)}1${")".repeat(1000)} > 0"\ncolumns.a = "int"`,
      `${"[a.".repeat(1000)}b]`,
    ]) {
      await paste(page, text);
      for (const view of VIEWS) await hand.choose(view);
      await page.waitForTimeout(100);
    }
    await hand.choose("ERD");
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.says("No problems");
  });
});
