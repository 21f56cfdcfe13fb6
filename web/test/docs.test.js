/** The site of `pgtoml docs`, opened from a folder as a person would. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { folder, pgtoml } from "./program.js";
import { generated, hostile } from "./schemas.js";
import { browser as launch, open } from "./site.js";

/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * @param {string} name
 * @param {string} text
 */
function site(name, text) {
  const file = join(folder, `${name}.toml`);
  writeFileSync(file, text);
  pgtoml("docs", "-f", file, "-o", join(folder, name), "--format", "html");
  return (/** @type {string} */ path) => pathToFileURL(join(folder, name, path)).href;
}

test("every page of a hostile model opens, and nothing in it runs", async () => {
  const at = site("hostile", hostile());
  const pages = ["index.html", "access.html", "others.html"].filter((page) => existsSync(join(folder, "hostile", page)));
  for (const kind of ["tables", "types"]) {
    pages.push(...readdirSync(join(folder, "hostile", kind)).map((page) => `${kind}/${encodeURIComponent(page)}`));
  }
  assert.ok(pages.length > 40);
  const { page, faults, close } = await open(browser, at("index.html"));
  for (const path of pages) {
    await page.goto(at(path));
    assert.ok((await page.title()).length > 0, path);
    const strange = await page.locator("script:not([src]), img, iframe, object, [onerror], [onload]").count();
    assert.equal(strange, 0, path);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("an empty model has a page", async () => {
  const at = site("empty", "");
  const { page, faults, close } = await open(browser, at("index.html"));
  assert.equal(await page.locator("h1").count(), 1);
  assert.deepEqual(faults, []);
  await close();
});

test("the diagram is moved, searched and followed with keys alone", async () => {
  const at = site("large", generated(60));
  const { page, faults, close } = await open(browser, at("index.html"), { colorScheme: "dark" });
  const figure = page.locator("figure.picture");
  const transform = () => figure.locator("svg").evaluate((svg) => /** @type {HTMLElement} */ (svg).style.transform);
  const fitted = await transform();
  await figure.focus();
  await page.keyboard.press("ArrowRight");
  const moved = await transform();
  assert.notEqual(moved, fitted);
  await page.keyboard.press("+");
  assert.notEqual(await transform(), moved);
  await page.keyboard.press("0");
  assert.equal(await transform(), fitted);
  // A table is shown where it stands, then opened.
  await page.keyboard.press("/");
  await page.keyboard.type("table_42");
  await page.keyboard.press("Shift+Enter");
  const off = async () => {
    const [frame, box] = await Promise.all([figure.boundingBox(), figure.locator('g.n[data-page="tables/table_42"] .c').first().boundingBox()]);
    assert.ok(frame && box);
    return Math.abs(frame.x + frame.width / 2 - box.x - box.width / 2);
  };
  // The diagram glides there.
  for (let tries = 0; tries < 40 && (await off()) >= 3; tries++) await page.waitForTimeout(50);
  const left = await off();
  assert.ok(left < 3, `it is in the middle, ${left} px off`);
  await page.keyboard.press("/");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tables/table_42.html");
  assert.match((await page.locator("h1").textContent()) ?? "", /table_42/);
  // The choice of light and dark stays.
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await colour();
  await page.locator("#theme").click();
  assert.notEqual(await colour(), dark);
  assert.deepEqual(faults, []);
  await close();
});
