/** Where a schema comes from and where it goes: examples, files, links, the browser's own store, no network. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { generated } from "./schemas.js";
import { browser, hand, page, site } from "./person.js";
import { folder, pgtoml } from "./program.js";
import { SMALL, WAIT, hands, open, paste, serve } from "./site.js";

const CREATED = 'columns.prize = "text"\n';
/** Time for what is written a moment after the last key. */
const kept = () => page.waitForTimeout(1000);

/** What the program keeps of a schema. @param {string} text */
function snapshot(text) {
  const file = join(folder, "kept.toml");
  writeFileSync(file, text);
  return pgtoml("snapshot", file);
}

describe("examples", () => {
  test("all five starters open without an error, with all their files", async () => {
    const folder = fileURLToPath(new URL("../../templates/starters", import.meta.url));
    await page.getByRole("button", { name: "Examples" }).click();
    const names = await page.getByRole("menuitem").locator(".words").evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ""));
    await page.keyboard.press("Escape");
    assert.equal(names.length, 2 + readdirSync(folder).length);
    for (const name of names.slice(2)) {
      await hand.pick("Examples", name);
      await hand.toast(`Opened ${name}`);
      await page.waitForFunction(() => /\d+ tables/.test(document.querySelector("#counts")?.textContent ?? ""), undefined, WAIT);
      assert.ok(!/error/.test((await page.locator("#status").textContent()) ?? ""), name);
      await hand.shot(`example-${name.replace(/\W+/g, "-").toLowerCase()}`);
    }
  });

  test("what was there before can be had back", async () => {
    await hand.type(CREATED);
    await hand.pick("Examples", /^Starter/);
    await hand.box("authors").waitFor(WAIT);
    await page.locator("#toast").getByRole("button", { name: "Undo" }).click();
    await hand.box("tenants").waitFor(WAIT);
    await page.locator("#editor .cm-content").focus();
    await page.keyboard.press("Control+End");
    await page.locator("#editor .cm-line", { hasText: "prize" }).waitFor(WAIT);
    await hand.pick("Examples", /^Starter/);
    await hand.box("authors").waitFor(WAIT);
    await hand.pick("File", /^Go back to: Knowledge platform/);
    await hand.box("tenants").waitFor(WAIT);
  });
});

describe("several files", () => {
  test("a file is added, included, renamed, removed and had back", async () => {
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.pick("Add, rename or remove files", /^New file/);
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("tables/books.toml");
    await page.keyboard.press("Enter");
    await hand.type('[tables.books]\ncolumns.id = "int primary key"\ncolumns.author_id = "bigint references authors"\n');
    await page.getByRole("tab", { name: "schema.toml" }).click();
    await paste(page, `include = ["tables/*.toml"]\n${SMALL}`);
    await hand.box("books").waitFor(WAIT);
    await hand.says("No problems");
    // A problem leads to its file.
    await page.getByRole("tab", { name: "tables/books.toml" }).click();
    await hand.type('colums.x = "int"\n');
    await page.getByRole("tab", { name: "schema.toml" }).click();
    await page.locator("#problems .place", { hasText: /^tables\/books\.toml:\d$/ }).waitFor(WAIT);
    await page.locator("#problems .problem").first().click();
    assert.equal(await page.locator("#files [aria-selected=true]").textContent(), "tables/books.toml");
    // Every file has a history of its own.
    await page.keyboard.press("Control+z");
    await hand.says("No problems");
    await hand.pick("Add, rename or remove files", /^Rename/);
    await page.keyboard.insertText("volumes");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "tables/volumes.toml" }).waitFor(WAIT);
    await hand.pick("Add, rename or remove files", /^Remove/);
    await hand.says("1 error");
    await page.locator("#toast").getByRole("button", { name: "Undo" }).click();
    await hand.says("No problems");
  });
});

describe("links", () => {
  test("a link holds files and base, with its size, and opens elsewhere", async () => {
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/\d+ B for one file/).waitFor(WAIT);
    await dialog.getByLabel("With the base of the migration").check();
    await dialog.getByText(/kB for one file/).waitFor(WAIT);
    await dialog.getByRole("button", { name: "Copy link" }).click();
    await dialog.getByText("Copied").waitFor(WAIT);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.keyboard.press("Escape");

    const other = await open(browser, link);
    const there = hands(other.page);
    await there.box("authors").waitFor(WAIT);
    await there.choose("Migration");
    await other.page.locator(".chip.drop", { hasText: /tables/ }).waitFor(WAIT);
    assert.equal(new URL(other.page.url()).hash, new URL(link).hash);
    // An edit is no longer what the link says.
    await there.type('columns.x = "int"\n');
    await other.page.waitForFunction(() => location.hash === "", undefined, WAIT);
    // A link that is opened in a page that is there.
    await other.page.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    await there.toast("Opened");
    assert.ok(!/columns\.x/.test(await there.text()));
    await other.close();
    assert.deepEqual(other.faults, []);
  });

  test("what is too large is refused with a sentence; what is broken opens nothing", async () => {
    const noise = Array.from({ length: 9000 }, (_, n) => `# ${(Math.sin(n) * 1e9).toString(36)}`).join("\n");
    await paste(page, noise);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText(/cut links off/).waitFor(WAIT);
    assert.ok(await page.getByRole("button", { name: "Copy link" }).isDisabled());
    await page.keyboard.press("Escape");
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    for (const hash of ["#1=AAAA", "#1=%%%", "#2=abc", `#1=${"A".repeat(5000)}`]) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await hand.toast(/link/);
      assert.match(await hand.text(), /authors/);
    }
    // A link that would unfold to gigabytes.
    const bomb = await page.evaluate(async () => {
      const stream = new Blob([new Uint8Array(50_000_000)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      return `#1=${btoa([...bytes].map((byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_")}`;
    });
    await page.evaluate((hash) => (location.hash = hash), bomb);
    await hand.toast(/can’t be read/);
    await hand.box("authors").waitFor(WAIT);
  });
});

describe("what outlives the page", () => {
  test("texts, files, base and the file that was open", async () => {
    await hand.pick("Examples", "SuperCore");
    await hand.toast("Opened SuperCore");
    await page.getByRole("tab", { name: "functions.toml" }).click();
    await hand.type("\n# a note\n");
    await kept();
    await page.reload();
    await page.getByRole("tab", { name: "functions.toml", selected: true }).waitFor(WAIT);
    await page.locator("#editor .cm-content").focus();
    await page.keyboard.press("Control+End");
    await page.locator("#editor .cm-line", { hasText: "# a note" }).waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByRole("button", { name: "From: SuperCore" }).waitFor(WAIT);
  });

  test("a version that was kept is a base and a way back", async () => {
    await paste(page, SMALL);
    await hand.box("authors").waitFor(WAIT);
    await hand.pick("File", /^Keep this version/);
    await hand.toast("Kept");
    await hand.type('columns.nickname = "text"\n');
    await kept();
    await page.reload();
    await hand.box("authors").waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByRole("button", { name: /^From:/ }).click();
    await page.getByRole("menuitem", { name: /^Knowledge platform, \d\d:\d\d/ }).click();
    await page.locator(".steps", { hasText: "ADD COLUMN nickname" }).waitFor(WAIT);
  });
});

describe("files of the machine", () => {
  test("opened, edited, written back where they came from", async () => {
    await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle("mine.toml", { create: true });
      const writable = await handle.createWritable();
      await writable.write('[tables.mine]\ncolumns.id = "int"\n');
      await writable.close();
      Object.assign(window, { showOpenFilePicker: async () => [handle] });
    });
    await page.keyboard.press("Control+o");
    await hand.box("mine").waitFor(WAIT);
    await hand.type('columns.extra = "text"\n');
    await page.keyboard.press("Control+s");
    await hand.toast("Saved mine.toml");
    const written = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      return (await (await root.getFileHandle("mine.toml")).getFile()).text();
    });
    assert.match(written, /columns\.id[^]*columns\.extra = "text"\n$/);
  });

  test("uploaded and downloaded where the browser has no handles", async () => {
    const bare = await browser.newContext();
    const other = await bare.newPage();
    await other.addInitScript(() => {
      Object.assign(window, { showOpenFilePicker: undefined, showDirectoryPicker: undefined });
    });
    await other.goto(site.url);
    const there = hands(other);
    await there.box("tenants").waitFor(WAIT);
    const chooser = other.waitForEvent("filechooser");
    await there.pick("File", /^Open files/);
    await (await chooser).setFiles([
      { name: "schema.toml", mimeType: "application/toml", buffer: Buffer.from('include = ["more.toml"]\n[tables.mine]\ncolumns.id = "int"\n') },
      { name: "more.toml", mimeType: "application/toml", buffer: Buffer.from('[tables.more]\ncolumns.id = "int"\n') },
    ]);
    await there.box("more").waitFor(WAIT);
    const download = other.waitForEvent("download");
    await other.keyboard.press("Control+s");
    const archive = readFileSync(await (await download).path());
    // Stored files stand in the archive as they are.
    assert.equal(archive.readUInt32LE(0), 0x04034b50);
    assert.ok(archive.includes("[tables.more]") && archive.includes("[tables.mine]"));
    assert.equal(archive.readUInt16LE(archive.length - 12), 2);
    await bare.close();
  });

  test("dropped: a schema is opened, over the migration it becomes the base", async () => {
    const drop = async (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ where) => {
      const box = await page.locator(where).boundingBox();
      assert.ok(box);
      await page.evaluate(
        ({ name, text, x, y }) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          const target = document.elementFromPoint(x, y);
          for (const type of ["dragover", "drop"]) {
            target?.dispatchEvent(new DragEvent(type, { dataTransfer, clientX: x, clientY: y, bubbles: true, cancelable: true }));
          }
        },
        { name, text, x: box.x + box.width / 2, y: box.y + box.height / 2 },
      );
    };
    await drop("schema.toml", SMALL, "#editor");
    await hand.box("authors").waitFor(WAIT);
    await hand.choose("Migration");
    await page.getByText("No differences to").waitFor(WAIT);
    await drop("before.toml", '[tables.authors]\ncolumns.id = "bigint primary key"\ncolumns.age = "int"\n', "#view-migration");
    await page.locator(".steps", { hasText: "DROP COLUMN age" }).waitFor(WAIT);
    assert.equal(await page.locator("#editor .cm-content").getByText("age").count(), 0);
    await drop("shop.json", snapshot('[tables.authors]\ncolumns.id = "bigint primary key"\ncolumns.fee = "int"\n'), "#view-migration");
    await page.locator(".steps", { hasText: "DROP COLUMN fee" }).waitFor(WAIT);
    await page.getByRole("button", { name: "From: shop.json" }).waitFor(WAIT);
    await drop("shop.json", '{"pgtoml_snapshot": 9, "objects": []}', "#view-migration");
    await page.getByText("the snapshot is of version 9").first().waitFor(WAIT);
    await hand.shot("snapshot-of-another-version");
    await drop("picture.png", "not a schema", "#editor");
    await hand.toast("no schema.toml");
  });
});

test("without a network the page opens again, examples included", async () => {
  const own = await serve();
  const other = await open(browser, own.url);
  const there = hands(other.page);
  await there.box("tenants").waitFor(WAIT);
  await other.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== "activated") await new Promise((done) => active?.addEventListener("statechange", done, { once: true }));
  });
  own.close();
  await other.page.reload();
  await there.box("tenants").waitFor(WAIT);
  await there.pick("Examples", "FaultMaven");
  await there.toast("Opened FaultMaven");
  await other.page.waitForFunction(() => /\d+ tables/.test(document.querySelector("#counts")?.textContent ?? ""), undefined, WAIT);
  await other.close();
  assert.deepEqual(other.faults, []);
});

test("a newer build is offered, and taken when the reader wants it", async () => {
  let newer = false;
  const own = await serve((file, content) => (newer && file.endsWith("service-worker.js") ? content.toString().replace(/(const VERSION = ")\w+/, "$1newer") : content));
  const other = await open(browser, own.url);
  const there = hands(other.page);
  await there.box("tenants").waitFor(WAIT);
  await other.page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, WAIT);
  await there.type(CREATED);
  await other.page.waitForTimeout(1000);
  assert.equal(await other.page.locator("#toast", { hasText: "newer version" }).count(), 0);
  newer = true;
  await other.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await there.toast("There is a newer version of this page.");
  await there.shot("newer");
  await other.page.locator("#toast").getByRole("button", { name: "Reload" }).click();
  await other.page.waitForFunction(async () => (await caches.keys()).join() === "pgtoml-newer", undefined, WAIT);
  await there.box("tenants").waitFor(WAIT);
  await other.page.locator("#editor .cm-content").focus();
  await other.page.keyboard.press("Control+End");
  await other.page.locator("#editor .cm-line", { hasText: "prize" }).waitFor(WAIT);
  await other.close();
  own.close();
  assert.deepEqual(other.faults, []);
});

test("megabytes are kept as well", async () => {
  await paste(page, generated(300));
  await page.locator("#counts", { hasText: "300 tables" }).waitFor(WAIT);
  await kept();
  await page.reload();
  await page.locator("#counts", { hasText: "300 tables" }).waitFor(WAIT);
});
