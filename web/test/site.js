/** The built page on loopback, and a browser that looks at it. */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/**
 * Serves `dist`; below a path, as it may be published.
 * @param {(file: string, content: Buffer) => string | Buffer} [as] what is sent for a file
 */
export async function serve(as = (_, content) => content) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    const file = join(DIST, normalize(pathname.replace(/^\/pgtoml\//, "/")).replace(/\/$/, "/index.html"));
    if (!pathname.startsWith("/pgtoml/") || !file.startsWith(DIST) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    // The policy of the page, for its workers too, which a tag in the page does not bind.
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
    response.end(as(file, readFileSync(file)));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/pgtoml/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function browser() {
  return chromium.launch({
    executablePath: process.env["PGTOML_CHROMIUM"] || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page that writes down what should not happen.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (!["blob:", "data:"].includes(target.protocol) && target.origin !== new URL(url).origin) faults.push(`request: ${target.href}`);
  });
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

/** Slow machines are shared ones. */
export const WAIT = { timeout: 20_000 };
export const SMALL = '[project]\nname = "small"\n\n[tables.authors]\ncolumns.id = "bigint primary key"\n';

const SHOTS = process.env["PGTOML_SCREENSHOTS"];
if (SHOTS) mkdirSync(SHOTS, { recursive: true });

/**
 * What a person does on the page.
 * @param {import("playwright-core").Page} page
 */
export function hands(page) {
  return {
    /** A table in the diagram. @param {string} name */
    box: (name) => page.locator("#view-erd svg g.n", { has: page.locator(`text.t:text-is("${name}")`) }),
    /** @param {string} name */
    choose: (name) => page.getByRole("tab", { name, exact: true }).click(),
    /** @param {string} menu @param {string | RegExp} item */
    pick: async (menu, item) => {
      await page.getByRole("button", { name: menu, exact: true }).click();
      await page.getByRole("menuitem", { name: item }).first().click();
    },
    /** @param {string} text */
    says: (text) => page.locator("#status", { hasText: text }).waitFor(WAIT),
    /** @param {string | RegExp} text */
    toast: (text) => page.locator("#toast", { hasText: text }).waitFor(WAIT),
    /** What the editor shows. */
    text: () => page.locator("#editor .cm-content").innerText(),
    /** Writes at the end of the text. @param {string} text */
    type: async (text) => {
      await page.locator("#editor .cm-content").focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.insertText(text);
    },
    /** @param {string} name */
    shot: async (name) => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
    },
  };
}

/**
 * The whole text replaced, as by select all and paste.
 * @param {import("playwright-core").Page} page
 * @param {string} text
 */
export async function paste(page, text) {
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
