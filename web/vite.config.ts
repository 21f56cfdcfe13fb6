import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the folder can be published at any path.
  base: "./",
  build: { target: "es2023", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  worker: { format: "es" },
  // The examples are files of the repository around this folder.
  server: { host: "127.0.0.1", fs: { allow: [".."] } },
  preview: { host: "127.0.0.1" },
});
