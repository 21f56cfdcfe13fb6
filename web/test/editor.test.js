/** What the core knows while somebody types. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

beforeEach(async () => {
  await paste(page, SMALL);
  await hand.box("authors").waitFor(WAIT);
});

const line = () => page.locator("#editor .cm-activeLine").textContent();
const list = () => page.locator(".cm-tooltip-autocomplete");
/** What is taken from the list after some keys. @param {string} keys @param {string} label */
async function complete(keys, label) {
  await page.keyboard.type(keys, { delay: 30 });
  await page.keyboard.press("Control+Space");
  await list().locator("li", { hasText: label }).first().waitFor(WAIT);
  for (let n = 0; n < 40; n++) {
    if (((await list().locator("li[aria-selected]").textContent()) ?? "").startsWith(label)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
}

test("keys, types and tables are completed", async () => {
  await hand.type("\n[tables.books]\n");
  await complete("comm", "comment");
  assert.match((await line()) ?? "", /^comment/);
  await page.keyboard.press("End");
  await page.keyboard.type("\n");
  await page.keyboard.insertText('columns.author_id = ""');
  await page.keyboard.press("ArrowLeft");
  await complete("bigi", "bigint");
  assert.match((await line()) ?? "", /"bigint/);
  await complete(" references au", "authors");
  assert.match((await line()) ?? "", /references authors/);
  await hand.shot("completion");
});

test("a pointer over a name tells what it is; a click with Ctrl and F12 go there", async () => {
  await hand.type('\n[tables.books]\ncolumns.id = "int primary key"\ncolumns.author_id = "bigint references authors"\n');
  await hand.box("books").waitFor(WAIT);
  await hand.says("No problems");
  const name = page.locator("#editor .cm-line", { hasText: "references authors" });
  const at = await name.evaluate((line) => {
    const range = document.createRange();
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const from = node.textContent?.indexOf("authors") ?? -1;
      if (from < 0) continue;
      range.setStart(node, from + 2);
      range.setEnd(node, from + 3);
      const { x, y, height } = range.getBoundingClientRect();
      return { x: x + 2, y: y + height / 2 };
    }
    return { x: 0, y: 0 };
  });
  await page.mouse.move(at.x, at.y);
  await page.locator(".cm-tooltip .hover", { hasText: "authors" }).waitFor(WAIT);
  await hand.shot("hover");
  await page.keyboard.down("Control");
  await page.mouse.click(at.x, at.y);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => document.querySelector("#editor .cm-activeLine")?.textContent === "[tables.authors]", undefined, WAIT);
  await page.mouse.click(at.x, at.y);
  await page.keyboard.press("F12");
  await page.waitForFunction(() => document.querySelector("#editor .cm-activeLine")?.textContent === "[tables.authors]", undefined, WAIT);
});

test("a problem is set right by a click", async () => {
  await paste(page, `${SMALL}colums.name = "text"\n`);
  const fix = page.locator("#problems .fixes button").first();
  await fix.waitFor(WAIT);
  await hand.shot("fix");
  await fix.click();
  await hand.says("No problems");
  await page.locator("#editor .cm-line", { hasText: "columns.name" }).waitFor(WAIT);
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+z");
  await hand.says("1 error");
});
