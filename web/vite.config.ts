import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

/** What is large and only some readers want. */
const LATER = /pglite|initdb|nodefs|opfs|browser-external|\.gz$/i;

/** Writes the service worker, with the names of all files of this build. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const source = readFileSync(new URL("src/offline/service-worker.js", import.meta.url), "utf8");
      const files = [...Object.keys(bundle), "icon.svg"].filter((file) => !file.endsWith(".map")).sort();
      const hash = createHash("sha256").update(source);
      for (const one of Object.values(bundle)) hash.update(one.fileName).update(one.type === "chunk" ? one.code : one.source);
      const list = (names: string[]) => JSON.stringify(names).replaceAll('"', '\\"');
      const code = source
        .replace("__VERSION__", hash.digest("hex").slice(0, 16))
        .replace("__FILES__", list(files.filter((file) => !LATER.test(file))))
        .replace("__LATER__", list(files.filter((file) => LATER.test(file))));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source: code });
    },
  };
}

export default defineConfig({
  // Relative, so that the folder can be published at any path.
  base: "./",
  plugins: [offline()],
  build: { target: "es2023", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 1500 },
  // What a worker loads later is PostgreSQL's.
  worker: { format: "es", rolldownOptions: { output: { chunkFileNames: "assets/pglite-[name]-[hash].js" } } },
  optimizeDeps: { exclude: ["@electric-sql/pglite"] },
  // The examples are files of the repository around this folder.
  server: { host: "127.0.0.1", fs: { allow: [".."] } },
  preview: { host: "127.0.0.1" },
});
