/** Migration, RLS, Lints, Docs and Model, used as a person would. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

const BOOKS = `${SMALL}
[tables.books]
columns.id = "int primary key"
columns.pages = "int"
`;
const active = () => page.locator("#editor .cm-activeLine").textContent();

describe("migration", () => {
  test("steps lead to their lines and to their tables, both ways", async () => {
    await paste(page, BOOKS);
    await hand.box("books").waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByRole("button", { name: /^From:/ }).click();
    await page.getByRole("menuitem", { name: /^Compare from here/ }).click();
    await page.getByText("No differences to").waitFor(WAIT);
    await paste(page, BOOKS.replace('columns.pages = "int"', 'columns.pages = "bigint"\ncolumns.title = "text"'));
    const step = page.locator(".steps li", { hasText: "ADD COLUMN title" });
    await step.waitFor(WAIT);
    await page.locator(".steps", { hasText: "rewrites the table" }).waitFor(WAIT);
    await hand.shot("steps");
    await step.locator(".link").click();
    assert.match((await active()) ?? "", /columns\.title/);
    await step.getByRole("button", { name: "In the diagram" }).click();
    await hand.box("books").and(page.locator(".at")).waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByRole("button", { name: "The way back" }).click();
    await page.locator(".steps", { hasText: "DROP COLUMN title" }).waitFor(WAIT);
    await page.locator(".steps", { hasText: "--allow drop-column:public.books.title" }).waitFor(WAIT);
    await page.getByRole("button", { name: "Script" }).click();
    await page.locator("#view-migration .cm-content", { hasText: "DROP COLUMN title" }).waitFor(WAIT);
  });

  test("what only a server can compare is said", async () => {
    const view = (/** @type {string} */ sql) => `${BOOKS}\n[views]\nlong = "${sql}"\n`;
    await paste(page, view("select id from books where pages in (1, 2)"));
    await hand.box("long").waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByRole("button", { name: /^From:/ }).click();
    await page.getByRole("menuitem", { name: /^Compare from here/ }).click();
    await paste(page, view("select b.id from books as b where b.pages in (2, 1)"));
    await page.locator(".notice", { hasText: "Undetermined without a server" }).waitFor(WAIT);
    await hand.shot("undetermined");
  });

  test("bases: an example, nothing, the clipboard", async () => {
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.choose("Migration");
    const choose = async (/** @type {RegExp} */ name) => {
      await page.locator("#view-migration .base .drop").click();
      await page.getByRole("menuitem", { name }).click();
    };
    await choose(/^An empty database/);
    await page.locator(".steps", { hasText: "CREATE TABLE public.authors" }).waitFor(WAIT);
    await choose(/^Starter/);
    await page.locator(".steps", { hasText: "DROP TABLE public.articles" }).waitFor(WAIT);
    await page.evaluate((text) => navigator.clipboard.writeText(text), BOOKS);
    await choose(/^From the clipboard/);
    await page.locator(".steps", { hasText: "DROP TABLE public.books" }).waitFor(WAIT);
  });
});

test("RLS: who reaches which rows, and why", async () => {
  await hand.choose("RLS");
  const cell = page.getByRole("button", { name: /^knowledge_app: select some rows/ }).first();
  await cell.click();
  await page.locator(".why", { hasText: "policy tenant_isolation" }).first().waitFor(WAIT);
  assert.equal(await cell.getAttribute("aria-expanded"), "true");
  await hand.shot("rls");
  await page.getByLabel("Role").selectOption("knowledge_analyst");
  await page.locator(".matrix thead", { hasText: "knowledge_analyst" }).waitFor(WAIT);
  assert.equal(await page.locator(".matrix thead th").count(), 2);
  await page.locator(".matrix").getByRole("button", { name: "documents", exact: true }).click();
  assert.match((await active()) ?? "", /documents/);
  await paste(page, SMALL);
  await page.getByText("Nothing is granted to any role").waitFor(WAIT);
});

test("lints: findings with their place and their reason", async () => {
  await paste(page, `${SMALL}\n[tables.books]\ncolumns.author_id = "bigint references authors"\n`);
  await hand.choose("Lints");
  const finding = page.locator(".findings li").first();
  await finding.waitFor(WAIT);
  await hand.shot("lints");
  await finding.locator(".rule").click();
  await finding.locator(".page p").first().waitFor(WAIT);
  await finding.locator(".problem").click();
  assert.match((await active()) ?? "", /\[tables|columns/);
});

test("docs: pages that link, a search, and nothing to document", async () => {
  await hand.choose("Docs");
  await page.locator(".page-body h2").waitFor(WAIT);
  await page.getByLabel("Find a page").fill("documents");
  await page.locator(".pages").getByRole("button", { name: /^documents/ }).click();
  await page.locator(".page-body h2", { hasText: "documents" }).waitFor(WAIT);
  await hand.shot("docs");
  // The diagram is light or dark as the page is, whatever the system says.
  const ground = () => page.locator(".page-body .figure svg .c").first().evaluate((box) => getComputedStyle(box).fill);
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await page.getByRole("button", { name: "Colours: as the system" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  await page.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
  for (let tries = 0; tries < 100 && (await ground()) !== "rgb(22, 27, 34)"; tries++) await page.waitForTimeout(50);
  assert.equal(await ground(), "rgb(22, 27, 34)");
  await hand.shot("docs-dark");
  await page.locator(".page-body .link").first().click();
  await page.locator(".page-body h2").filter({ hasNotText: "documents" }).waitFor(WAIT);
  await page.getByLabel("Find a page").fill("no page has this");
  await page.getByText("No page has these words").waitFor(WAIT);
});

test("model: everything that words of the file stand for", async () => {
  await hand.choose("Model");
  await page.getByText(/^[\d,]+ objects, all mixins/).waitFor(WAIT);
  await page.getByLabel("Find an object").fill("public.documents.title");
  await page.locator(".tree summary", { hasText: "public.documents.title" }).click();
  await page.locator(".tree dl", { hasText: "text" }).first().waitFor(WAIT);
  await hand.shot("model");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save JSON" }).click();
  assert.equal((await download).suggestedFilename(), "model.json");
});

test("a file is laid out, and that can be undone", async () => {
  const ugly = '[tables.a]\ncolumns.id="int"\n\n\n\n\n[tables.b]\ncolumns.id   =   "int"\n';
  await paste(page, ugly);
  await hand.box("b").waitFor(WAIT);
  await hand.pick("File", /^Lay out/);
  await page.waitForFunction(() => document.querySelector("#editor .cm-content")?.textContent?.includes('columns.id = "int"'), undefined, WAIT);
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelector("#editor .cm-content")?.textContent?.includes('columns.id="int"'), undefined, WAIT);
});
