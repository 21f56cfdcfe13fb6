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

const PEOPLE = '[project]\nname = "people"\n\n[tables.authors]\ncolumns.id = "bigint primary key"\ncolumns.name = "text"\n\n[tables.books]\ncolumns.id = "bigint primary key"\ncolumns.author_id = "bigint references authors (id)"\n\n[views.shelf]\nquery = "select a.name, b.id from authors a join books b on b.author_id = a.id"\n';
/** The cursor into the first of these words of a text. @param {string} word */
async function into(word, text = PEOPLE) {
  const before = text.slice(0, text.indexOf(word) + 1).split("\n");
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+Home");
  for (let n = 1; n < before.length; n++) await page.keyboard.press("ArrowDown");
  for (let n = 0; n < (before.at(-1) ?? "").length; n++) await page.keyboard.press("ArrowRight");
}
const whole = async () => (await page.locator("#editor .cm-line").allTextContents()).join("\n");
const input = () => page.locator(".rename input");

test("F2 gives a table another name everywhere, and the migration renames it", async () => {
  await paste(page, PEOPLE);
  await hand.box("shelf").waitFor(WAIT);
  await page.getByRole("tab", { name: "Migration" }).click();
  await page.getByRole("button", { name: /^From:/ }).click();
  await page.getByRole("menuitem", { name: /Compare from here/ }).click();
  await into("authors");
  await page.keyboard.press("F2");
  await input().waitFor(WAIT);
  assert.equal(await input().inputValue(), "authors");
  await hand.shot("rename");
  await page.keyboard.type("people");
  await page.keyboard.press("Enter");
  await input().waitFor({ ...WAIT, state: "detached" });
  await hand.says("No problems");
  const text = await hand.text();
  assert.match(text, /\[tables\.people\]\nrenamed_from = "authors"\n/);
  assert.match(text, /references people \(id\)/);
  assert.match(text, /from people a join/);
  assert.ok(!/tables\.authors|from authors|references authors/.test(text));
  await page.locator("#view-migration .list", { hasText: "ALTER TABLE public.authors RENAME TO people" }).waitFor(WAIT);
  assert.equal(await page.locator("#view-migration .notice.danger").count(), 0);
  // The focus is where it was, and one step takes all of it back.
  await page.keyboard.press("Control+z");
  assert.equal(await whole(), PEOPLE);
});

test("a name that cannot be taken is refused in words, and Escape leaves everything as it is", async () => {
  await paste(page, PEOPLE);
  await hand.box("shelf").waitFor(WAIT);
  await into("authors");
  await page.keyboard.press("F2");
  await input().waitFor(WAIT);
  await page.keyboard.type("books");
  await page.keyboard.press("Enter");
  await page.locator(".rename .refused", { hasText: "public.books has that name already" }).waitFor(WAIT);
  assert.equal(await input().getAttribute("aria-invalid"), "true");
  await hand.shot("rename-refused");
  await page.keyboard.press("Escape");
  await input().waitFor({ ...WAIT, state: "detached" });
  assert.equal(await whole(), PEOPLE);
  // The editor has the focus again: what is typed goes there.
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("F2");
  await hand.toast("This is no name but a word of the file.");
  assert.equal(await input().count(), 0);
});

test("a name in several files changes in all of them, each with its own way back", async () => {
  await paste(page, 'include = ["tables/*.toml"]\n[project]\nname = "two"\n\n[tables.authors]\ncolumns.id = "bigint primary key"\n');
  await page.locator("#file-menu").click();
  await page.getByRole("menuitem", { name: /add|new/i }).first().click();
  await page.locator(".naming").fill("tables/books.toml");
  await page.keyboard.press("Enter");
  const books = '[tables.books]\ncolumns.id = "bigint primary key"\ncolumns.author = "bigint references authors"\n';
  await paste(page, books);
  await hand.box("books").waitFor(WAIT);
  await hand.says("No problems");
  await into("authors", books);
  await page.keyboard.press("Shift+F12");
  const found = page.locator(".uses li");
  await found.nth(1).waitFor(WAIT);
  assert.deepEqual(await found.locator(".where").allTextContents(), ["schema.toml:5", "tables/books.toml:3"]);
  await hand.shot("uses");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F2");
  await input().waitFor(WAIT);
  await page.keyboard.type("people");
  await page.keyboard.press("Enter");
  await hand.toast("2 files");
  assert.match(await hand.text(), /references people/);
  await hand.says("No problems");
  await page.locator(".file", { hasText: "schema.toml" }).click();
  assert.match(await hand.text(), /\[tables\.people\]/);
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+z");
  assert.match(await hand.text(), /\[tables\.authors\]/);
});

test("Shift F12 lists where a name stands, and Enter goes there", async () => {
  await paste(page, PEOPLE);
  await hand.box("shelf").waitFor(WAIT);
  await into("author_id");
  await page.keyboard.press("Shift+F12");
  const list = page.getByRole("listbox", { name: "Named in 2 places" });
  await list.waitFor(WAIT);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await list.waitFor({ ...WAIT, state: "detached" });
  assert.match((await line()) ?? "", /^query =/);
  // From the menu it is the same.
  await hand.pick("File", /Where it is named/);
  await list.waitFor(WAIT);
});

test("a table that is being written is offered elsewhere", async () => {
  await paste(page, `${SMALL}commen = "half a ke"\n\n[tables.books]\n`);
  await hand.says("1 error");
  await hand.type('columns.author_id = ""');
  await page.keyboard.press("ArrowLeft");
  await complete("bigint references au", "authors");
  await complete(" (", "id");
  assert.match((await line()) ?? "", /references authors \(id/);
});

test("the RLS tab says what an edit opens", async () => {
  const before = '[roles.app]\n[tables.notes]\ncolumns.id = "bigint primary key"\ncolumns.author = "text"\ngrants.app = ["select"]\npolicies.own = { for = "select", to = "app", using = "author = current_user" }\n';
  await paste(page, before);
  await hand.says("No problems");
  await hand.choose("Migration");
  await page.getByRole("button", { name: /^From:/ }).click();
  await page.getByRole("menuitem", { name: /Compare from here/ }).click();
  await hand.choose("RLS");
  await page.locator("#view-rls .matrix").waitFor(WAIT);
  assert.ok(await page.locator("#view-rls .changes").isHidden());
  await paste(page, before.replace("author = current_user", "true"));
  await page.locator("#view-rls .changes li.wide", { hasText: "notes" }).first().waitFor(WAIT);
  await hand.shot("rls-changes");
});
