/** The diagram, used as a person would. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { generated } from "./schemas.js";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

/** Where the middle of a box is. @param {string} name */
async function middle(name) {
  const box = await hand.box(name).locator(".c").first().boundingBox();
  assert.ok(box, name);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
const selection = () => page.evaluate(() => getSelection()?.toString());
/** After a layout boxes travel for a moment. */
const rest = () => page.waitForTimeout(500);

describe("text and picture", () => {
  test("a click on a table reveals it, one on a column its line; the cursor marks its table", async () => {
    const title = hand.box("documents").locator("text.t");
    await title.click();
    assert.match((await selection()) ?? "", /documents/);
    await hand.box("documents").and(page.locator(".at")).waitFor(WAIT);
    await hand.box("documents").locator("text.r", { hasText: /^title$/ }).click();
    await page.waitForFunction(() => /title/.test(document.querySelector("#editor .cm-activeLine")?.textContent ?? ""), undefined, WAIT);
    // The other way round.
    await paste(page, `${SMALL}\n[tables.books]\ncolumns.id = "int"\ncolumns.author_id = "bigint references authors"\n`);
    await hand.box("books").waitFor(WAIT);
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowUp");
    await hand.box("books").and(page.locator(".at")).waitFor(WAIT);
    await hand.box("authors").and(page.locator(".near")).waitFor(WAIT);
    assert.equal(await page.locator("#view-erd svg .e.lit").count(), 1);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await hand.box("authors").and(page.locator(".at")).waitFor(WAIT);
  });

  test("Ctrl-K finds tables, columns, indexes and policies, by keyboard", async () => {
    for (const [word, kind] of /** @type {const} */ ([["documents", "table"], ["display_name", "column"], ["idx", "index"], ["isolation", "policy"]])) {
      await page.keyboard.press("Control+k");
      const palette = page.getByRole("dialog", { name: "Find in the schema" });
      await palette.getByRole("option").first().waitFor(WAIT);
      await page.keyboard.insertText(word);
      const option = palette.getByRole("option", { selected: true });
      await page.waitForFunction((word) => document.querySelector(".palette [aria-selected=true]")?.textContent?.includes(word), word, WAIT);
      assert.match((await option.textContent()) ?? "", new RegExp(kind));
      if (word === "idx") await hand.shot("palette");
      await page.keyboard.press("Enter");
      await palette.waitFor({ state: "hidden", ...WAIT });
      await page.locator("#view-erd svg .n.at").waitFor(WAIT);
      assert.match((await selection()) ?? "", new RegExp(word));
    }
    await page.keyboard.press("Control+k");
    await page.keyboard.insertText("nothing has this name");
    await page.getByText("Nothing has this name").waitFor(WAIT);
    await page.keyboard.press("Escape");
  });
});

describe("what is shown", () => {
  test("keys only, names only, all columns; groups", async () => {
    const rows = () => page.locator("#view-erd svg text.r").count();
    const all = await rows();
    await page.getByLabel("Columns").selectOption("keys");
    await page.waitForFunction((all) => document.querySelector(".surface")?.shadowRoot && [...(document.querySelector(".surface")?.shadowRoot?.querySelectorAll("text.r") ?? [])].length < all, all, WAIT);
    const keys = await rows();
    assert.ok(keys > 0 && keys < all);
    await page.getByLabel("Columns").selectOption("names");
    await page.waitForFunction(() => (document.querySelector(".surface")?.shadowRoot?.querySelectorAll("text.y") ?? []).length === 0, undefined, WAIT);
    await page.getByLabel("Columns").selectOption("all");
    await page.getByLabel("Groups").selectOption("none");
    await page.waitForFunction(() => (document.querySelector(".surface")?.shadowRoot?.querySelectorAll(".fr") ?? []).length === 0, undefined, WAIT);
    await page.getByLabel("Groups").selectOption("auto");
    await page.waitForFunction(() => (document.querySelector(".surface")?.shadowRoot?.querySelectorAll(".fr") ?? []).length > 0, undefined, WAIT);
  });

  test("one table and what is around it, as far as is wanted", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.insertText("chunks");
    await page.locator(".palette [aria-selected=true]", { hasText: "chunks" }).waitFor(WAIT);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Only chunks" }).click();
    await hand.box("users").waitFor({ state: "detached", ...WAIT });
    await hand.box("documents").waitFor(WAIT);
    await hand.shot("focus");
    await page.getByLabel("Relations away").selectOption("2");
    await hand.box("users").waitFor(WAIT);
    await page.getByRole("button", { name: "Show all" }).click();
    await hand.box("events").waitFor(WAIT);
  });

  test("differences to the base are coloured", async () => {
    await hand.type('\n[tables.prizes]\ncolumns.id = "int primary key"\n');
    await hand.box("prizes").waitFor(WAIT);
    await page.getByLabel("Changes").check();
    await page.locator("#view-erd svg g.n.add").waitFor(WAIT);
    await hand.shot("changes");
    await page.getByLabel("Changes").uncheck();
    await page.locator("#view-erd svg g.n.add").waitFor({ state: "detached", ...WAIT });
  });

  test("the same in words", async () => {
    const list = page.getByRole("region", { name: "Tables as text" });
    assert.match((await list.textContent()) ?? "", /documents[^]*row-level security[^]*refers to[^]*is referred to by/);
    await page.getByRole("button", { name: "Tables as a list" }).click();
    await list.getByRole("button", { name: "users" }).click();
    assert.match((await selection()) ?? "", /users/);
    await hand.shot("list");
  });
});

describe("where things stand", () => {
  test("a table is dragged, stays there, and is put back", async () => {
    await page.evaluate(() => document.fonts.ready);
    const before = await middle("users");
    const grab = await hand.box("users").locator("text.t").boundingBox();
    assert.ok(grab);
    await page.mouse.move(grab.x + 3, grab.y + 3);
    await page.mouse.down();
    await page.mouse.move(grab.x + 40, grab.y + 60, { steps: 4 });
    await page.mouse.move(grab.x + 83, grab.y + 123, { steps: 4 });
    await page.mouse.up();
    await rest();
    const dropped = await middle("users");
    assert.ok(Math.hypot(dropped.x - before.x, dropped.y - before.y) > 30, `moved to ${JSON.stringify(dropped)} from ${JSON.stringify(before)}`);
    const kept = await page.evaluate(() => localStorage.getItem("pgtoml.places.Knowledge platform"));
    assert.match(kept ?? "", /users/);
    // Not one word of it is in the text.
    assert.ok(!(await hand.text()).includes("position"));
    await page.getByRole("button", { name: "Tidy up" }).click();
    await page.waitForFunction(() => localStorage.getItem("pgtoml.places.Knowledge platform") === null, undefined, WAIT);
    await rest();
  });

  test("an edit leaves the tables about where they are, and they travel unless nobody wants motion", async () => {
    /** Where tables stand from a common neighbour: the picture as a whole may lie elsewhere. */
    const spots = () =>
      page.evaluate(() => {
        const nodes = [...(document.querySelector(".surface")?.shadowRoot?.querySelectorAll("g.n") ?? [])];
        const at = nodes.map((node) => (node.getAttribute("transform") ?? "").match(/[\d.-]+/g)?.map(Number) ?? []);
        const names = nodes.map((node) => node.querySelector("text.t")?.textContent ?? "");
        const from = at[names.indexOf("documents")] ?? [];
        return Object.fromEntries(names.map((name, n) => [name, [0, 1].map((axis) => (at[n]?.[axis] ?? 0) - (from[axis] ?? 0))]));
      });
    const before = await spots();
    await hand.type('\n[tables.prizes]\ncolumns.id = "int primary key"\ncolumns.document_id = "uuid"\n');
    await hand.box("prizes").waitFor(WAIT);
    const after = await spots();
    const strayed = Object.entries(before).filter(([name, spot]) => Math.hypot(...spot.map((one, axis) => one - (after[name]?.[axis] ?? 1e6))) > 50);
    assert.deepEqual(strayed, []);
    const moving = () => page.evaluate(() => document.querySelector(".surface")?.shadowRoot?.getAnimations?.().length ?? document.getAnimations().length);
    await rest();
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.getByLabel("Columns").selectOption("keys");
    await page.waitForFunction(() => (document.querySelector(".surface")?.shadowRoot?.textContent ?? "").includes("more"), undefined, WAIT);
    assert.equal(await moving(), 0);
  });

  test("two fingers zoom; a map shows what is seen and moves it", async () => {
    const level = page.locator(".level");
    const before = Number.parseFloat((await level.textContent()) ?? "");
    await page.evaluate(() => {
      const on = document.querySelector(".surface");
      const finger = (/** @type {string} */ type, /** @type {number} */ pointerId, /** @type {number} */ clientX) =>
        on?.dispatchEvent(new PointerEvent(type, { pointerId, pointerType: "touch", button: 0, clientX, clientY: 400, bubbles: true, composed: true }));
      // Made events hold no pointer.
      if (on) on.setPointerCapture = () => {};
      finger("pointerdown", 11, 1000);
      finger("pointerdown", 12, 1100);
      finger("pointermove", 12, 1300);
      finger("pointerup", 12, 1300);
      finger("lostpointercapture", 12, 1300);
      finger("lostpointercapture", 11, 1000);
    });
    const zoomed = Number.parseFloat((await level.textContent()) ?? "");
    assert.ok(zoomed > before * 2, `${before} to ${zoomed}`);
    const map = page.locator(".minimap");
    await map.waitFor(WAIT);
    const at = await middle("tenants");
    const box = await map.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + 20, box.y + 20);
    assert.notDeepEqual(await middle("tenants"), at);
    await hand.shot("zoomed");
    await page.getByRole("button", { name: "Fit" }).click();
    await map.waitFor({ state: "hidden", ...WAIT });
  });

  test("by keyboard: through the tables, into the text, and a table moved", async () => {
    await page.getByRole("group", { name: /Diagram/ }).focus();
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.querySelector(".surface")?.shadowRoot?.activeElement?.querySelector("text.t")?.textContent ?? "");
    assert.notEqual(name, "");
    await page.keyboard.press("Alt+ArrowDown");
    await page.waitForFunction(() => localStorage.getItem("pgtoml.places.Knowledge platform") !== null, undefined, WAIT);
    await rest();
    await page.keyboard.press("Enter");
    assert.match((await selection()) ?? "", new RegExp(name));
  });
});

describe("elsewhere", () => {
  test("saved as SVG, PNG, Mermaid, DBML, Markdown and SQL; copied", async () => {
    /** @type {[string, RegExp][]} */
    const wanted = [
      ["SVG", /^<svg /],
      ["PNG", /^.PNG/],
      ["Mermaid", /erDiagram/],
      ["DBML", /Table /],
      ["Markdown", /```mermaid/],
      ["SQL", /CREATE TABLE/],
    ];
    for (const [name, content] of wanted) {
      const download = page.waitForEvent("download");
      await hand.pick("Export", `Save as ${name}`);
      const made = await download;
      assert.match(made.suggestedFilename(), /^schema\./);
      assert.match(readFileSync(await made.path(), "latin1"), content, name);
    }
    await hand.pick("Export", "Copy as Mermaid");
    await hand.toast("Copied");
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /erDiagram/);
    await hand.pick("Export", "Copy as PNG");
    await hand.toast("Copied");
    await page.waitForFunction(async () => (await navigator.clipboard.read())[0]?.types.includes("image/png"), undefined, WAIT);
  });
});

test("300 tables are moved without a stutter", async (context) => {
  await paste(page, generated(300));
  await page.locator("#counts", { hasText: "300 tables" }).waitFor(WAIT);
  await hand.box("table_299").waitFor(WAIT);
  for (const [way, scale] of /** @type {const} */ ([["fitted", 0], ["zoomed in", 6]])) {
    for (let n = 0; n < scale; n++) await page.getByRole("button", { name: "Zoom in" }).click();
    const surface = await page.locator(".surface").boundingBox();
    assert.ok(surface);
    const [x, y] = [surface.x + 12, surface.y + 12];
    await page.waitForTimeout(800);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.evaluate(() => {
      /** @type {number[]} */
      const times = [];
      Object.assign(window, { times });
      let last = performance.now();
      const frame = (/** @type {number} */ now) => {
        times.push(now - last);
        last = now;
        if (times.length < 2000) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    for (let n = 0; n < 90; n++) await page.mouse.move(x + 5 * n, y + 3 * n);
    const times = await page.evaluate(() => {
      const { times } = /** @type {{ times: number[] }} */ (/** @type {unknown} */ (window));
      return times.splice(0, times.length).slice(2);
    });
    await page.mouse.up();
    times.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => (times[Math.floor(times.length * part)] ?? 0).toFixed(1);
    context.diagnostic(`figure: 300 tables panned, ${way}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms of ${times.length} frames (aim: under 20 ms)`);
    assert.ok(times.length > 20);
  }
  await hand.shot("300-tables");
});
