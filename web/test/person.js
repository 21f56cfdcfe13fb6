/**
 * Somebody at the page: every test begins with a fresh one, and nothing may go wrong beside what it looks at.
 * Test files are run in processes of their own, so that one person is enough.
 */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { WAIT, browser as launch, hands, open, serve } from "./site.js";

/** @type {Awaited<ReturnType<typeof serve>>} */
export let site;
/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {Awaited<ReturnType<typeof open>>} */
export let tab;
/** @type {import("playwright-core").Page} */
export let page;
/** @type {ReturnType<typeof hands>} */
export let hand;

before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});
beforeEach(async () => {
  tab = await open(browser, site.url, { permissions: ["clipboard-read", "clipboard-write"] });
  page = tab.page;
  hand = hands(page);
  await hand.box("tenants").waitFor(WAIT);
});
afterEach(async () => {
  await tab.close();
  assert.deepEqual(tab.faults, []);
});
