/** The page in Chromium, used as a person would. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { generated } from "./schemas.js";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

/** @param {string} id */
const script = (id) => page.locator(`#view-${id} .cm-content`);

describe("the page", () => {
  test("opens with an example and its diagram", async () => {
    await hand.says("No problems");
    assert.match((await page.locator("#counts").textContent()) ?? "", /\d+ tables · \d+ columns/);
    await hand.pick("Examples", /^Starter/);
    await hand.box("authors").waitFor(WAIT);
    assert.equal(await hand.box("tenants").count(), 0);
  });

  test("an edit shows in the diagram, the SQL and the migration", async () => {
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.type('columns.nickname = "text"\n');
    await page.locator("#view-erd svg text.r", { hasText: "nickname" }).waitFor(WAIT);
    await hand.choose("SQL");
    await script("sql").getByText("nickname text").waitFor(WAIT);

    await hand.pick("Examples", /^Starter/);
    await hand.choose("Migration");
    await page.getByText("No differences to").waitFor(WAIT);
    await hand.type('\n[tables.prizes]\ncolumns.id = "int primary key"\n');
    await page.locator(".steps", { hasText: "CREATE TABLE public.prizes" }).waitFor(WAIT);
    await page.locator(".chip.add", { hasText: "1 table" }).waitFor(WAIT);
    await page.getByRole("button", { name: /^From:/ }).click();
    await page.getByRole("menuitem", { name: /^Compare from here/ }).click();
    await page.getByText("No differences to").waitFor(WAIT);
    await paste(page, SMALL);
    await page.locator(".steps", { hasText: "--allow drop-table:public.prizes" }).waitFor(WAIT);
    await hand.shot("migration");
  });

  test("a wrong key is underlined and explained; the diagram stays", async () => {
    await paste(page, `${SMALL}# 🐘\ncolums.name = "text"\n`);
    const underlined = page.locator("#editor .cm-lintRange-error");
    await underlined.waitFor(WAIT);
    assert.equal(await underlined.textContent(), "colums");
    await hand.says("1 error");
    await underlined.hover();
    await page.locator(".cm-tooltip .hint", { hasText: "columns" }).waitFor(WAIT);
    await hand.shot("problem");
    const listed = page.locator("#problems .problem");
    assert.match((await listed.textContent()) ?? "", /colums.*columns/);
    await listed.click();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), "colums");
    // What was seen before stays, and says that it is older.
    await page.locator("#note", { hasText: "before" }).waitFor(WAIT);
    await hand.choose("SQL");
    await page.locator("#note", { hasText: "before" }).waitFor(WAIT);
    await paste(page, SMALL);
    await hand.says("No problems");
    await page.locator("#note").waitFor({ state: "hidden", ...WAIT });
  });

  test("hostile text is shown and does not run", async () => {
    const markup = "<img src=x onerror=alert(1)>";
    await paste(
      page,
      `[project]\nname = "${markup}"\n\n[tables."${markup}"]\ncomment = "</title><script>alert(2)</script>${markup}"\n` +
        `columns."${markup}" = "text"\ncolumns.__proto__ = "text"\ncomments.__proto__ = "${markup}"\n`,
    );
    await page.locator("#view-erd svg text.t", { hasText: "<img" }).waitFor(WAIT);
    await hand.choose("SQL");
    await script("sql").getByText("<img").first().waitFor(WAIT);
    await hand.choose("Migration");
    await page.locator(".chip").first().waitFor(WAIT);
    await hand.type(`\n"${markup}" = 1\n`);
    await page.locator("#problems", { hasText: "<img" }).waitFor(WAIT);
    await page.locator("#editor .cm-lintRange-error").first().hover();
    await page.locator(".cm-tooltip").waitFor(WAIT);
    assert.equal(await page.locator("img, #view-erd script").count(), 0);
  });

  test("a core that hangs or breaks is replaced, and no text is lost", async (context) => {
    const huge = generated(5_000_000 / generated(1).length);
    const begun = performance.now();
    await paste(page, huge);
    context.diagnostic(`figure: ${(huge.length / 1e6).toFixed(1)} MB pasted in ${(performance.now() - begun).toFixed(0)} ms`);
    // Reading it takes too long, or else its picture does.
    await page.locator("#note", { hasText: /more than [26] seconds and was stopped/ }).waitFor({ timeout: 60_000 });
    await page.keyboard.press("Control+End");
    await page.locator("#editor .cm-line", { hasText: "policies.everyone" }).last().waitFor(WAIT);
    // The page itself answers while the core works.
    const pause = await page.evaluate(() => new Promise((done) => {
      const begun = performance.now();
      setTimeout(() => done(performance.now() - begun), 0);
    }));
    assert.ok(Number(pause) < 1000, `the page was busy for ${pause} ms`);
    for (const junk of ["[".repeat(5_000_000), `${"[".repeat(5000)}\n`.repeat(1000), "<img src=x onerror=alert(1)>\n".repeat(180_000)]) {
      await paste(page, junk);
      await page.waitForTimeout(500);
    }
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.says("No problems");
  });

  test("the diagram is moved, zoomed and fitted in", async () => {
    const surface = page.getByRole("group", { name: /Diagram/ });
    const level = page.locator(".level");
    const fitted = await level.textContent();
    const at = async () => await hand.box("tenants").boundingBox();
    const before = await at();
    await surface.hover({ position: { x: 10, y: 10 } });
    await page.mouse.down();
    await page.mouse.move(900, 500);
    await page.mouse.up();
    assert.notDeepEqual(await at(), before);
    await page.mouse.wheel(0, -400);
    assert.notEqual(await level.textContent(), fitted);
    const zoomed = await level.textContent();
    // An edit leaves the reader where they are.
    await hand.type('\n[tables.prizes]\ncolumns.id = "int primary key"\n');
    await hand.box("prizes").waitFor(WAIT);
    assert.equal(await level.textContent(), zoomed);
    await surface.focus();
    await page.keyboard.press("0");
    assert.notEqual(await level.textContent(), zoomed);
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowLeft");
  });

  test("panes are resized by pointer and by keyboard", async () => {
    const divider = page.getByRole("separator");
    const width = async () => (await page.locator("#source").boundingBox())?.width ?? 0;
    const before = await width();
    await divider.focus();
    await page.keyboard.press("ArrowRight");
    assert.ok((await width()) > before);
    const bar = await divider.boundingBox();
    assert.ok(bar);
    await page.mouse.move(bar.x + 5, bar.y + 300);
    await page.mouse.down();
    await page.mouse.move(bar.x - 200, bar.y + 300);
    await page.mouse.up();
    assert.ok((await width()) < before);
  });

  test("light, dark and a phone's width", async () => {
    await hand.shot("light");
    await hand.choose("SQL");
    await script("sql").getByText("CREATE TABLE").first().waitFor(WAIT);
    await hand.shot("light-sql");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.emulateMedia({ colorScheme: "dark" });
    assert.notEqual(await ground(), light);
    await hand.shot("dark-sql");
    await hand.choose("ERD");
    await hand.box("tenants").waitFor(WAIT);
    await page.waitForTimeout(300);
    await hand.shot("dark");
    await page.getByRole("button", { name: /Colours/ }).click();
    assert.equal(await ground(), light);
    await page.getByRole("button", { name: /Colours/ }).click();
    await page.getByRole("button", { name: /Colours/ }).click();

    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "light" });
    for (const view of ["ERD", "SQL", "Migration", "RLS", "Lints", "Docs", "Model", "Edit"]) {
      await hand.choose(view);
      await page.waitForTimeout(300);
      await hand.shot(`phone-${view.toLowerCase()}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${view} is too wide`);
    }
    await paste(page, SMALL);
    await hand.choose("ERD");
    await hand.box("authors").waitFor(WAIT);
  });

  test("answers follow the keystrokes", async (context) => {
    for (const [tables, view] of /** @type {[number, string][]} */ ([[100, "SQL"], [100, "ERD"], [100, "Migration"]])) {
      await paste(page, generated(tables));
      await hand.choose(view);
      await page.locator("#counts", { hasText: `${tables.toLocaleString("en")} tables` }).waitFor(WAIT);
      await page.waitForTimeout(1500);
      await page.evaluate(() => performance.clearMeasures());
      for (let n = 0; n < 5; n++) {
        await hand.type(`columns.word${n} = "text"\n`);
        await page.waitForFunction((n) => performance.getEntriesByType("measure").length > n, n, WAIT);
      }
      const times = await page.evaluate(() => performance.getEntriesByType("measure").map(({ duration }) => duration));
      context.diagnostic(`figure: ${tables} tables, from an edit to its ${view}: ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
    }
  });
});
