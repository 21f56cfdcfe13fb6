/**
 * The page without a network: all files of one build, kept under the build's version. The next build waits until the
 * page asks for it, so that no page ever gets files of two builds.
 *
 * The build puts the names in.
 */

/** @type {string} */
const VERSION = "__VERSION__";
/** What the page needs to open. @type {string[]} */
const FILES = JSON.parse("__FILES__");
/** What is fetched when it is first wanted, and kept then. @type {string[]} */
const LATER = JSON.parse("__LATER__");

const NAME = `pgtoml-${VERSION}`;
const worker = /** @type {any} */ (self);
const scope = new URL("./", location.href).href;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES.map((file) => new Request(scope + file, { cache: "reload" })))));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("pgtoml-") && name !== NAME) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "now") void worker.skipWaiting();
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url } = event.request;
  const plain = url.split(/[?#]/)[0];
  if (method !== "GET" || !plain.startsWith(scope)) return;
  const file = plain.slice(scope.length);
  const known = file === "" ? "index.html" : file;
  if (!FILES.includes(known) && !LATER.includes(known)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      const kept = await cache.match(scope + known);
      if (kept) return kept;
      const fresh = await fetch(event.request);
      if (fresh.ok) await cache.put(scope + known, fresh.clone());
      return fresh;
    })(),
  );
});
