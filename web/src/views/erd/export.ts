/** The diagram for elsewhere: as an image, or as text for other tools. */

import type { Format } from "../../core/protocol.js";
import type { Item } from "../../ui/menu.js";
import { save, saveText } from "../../ui/dom.js";
import { toast } from "../../ui/toast.js";

/** Browsers draw no larger canvas. */
const LARGEST = { side: 16_000, pixels: 120_000_000 };

const TEXTS: [format: Format, label: string, file: string, type: string][] = [
  ["svg", "SVG", "schema.svg", "image/svg+xml"],
  ["mermaid", "Mermaid", "schema.mmd", "text/plain"],
  ["dbml", "DBML", "schema.dbml", "text/plain"],
  ["markdown", "Markdown", "schema.md", "text/markdown"],
  ["plantuml", "PlantUML", "schema.puml", "text/plain"],
  ["dot", "Graphviz", "schema.dot", "text/plain"],
  ["d2", "D2", "schema.d2", "text/plain"],
];

export interface Source {
  diagram(format: Format): Promise<string>;
  sql(): Promise<string>;
  dark(): boolean;
}

/** What a menu offers. */
export function exports({ diagram, sql, dark }: Source): (Item | null)[] {
  const attempt = (done: string, run: () => Promise<void>) => () => {
    run().then(
      () => toast(done),
      (error: unknown) => toast(error instanceof Error && error.message !== "" ? error.message : "That did not work."),
    );
  };
  const png = async () => await raster(await diagram("svg"), dark());
  const [svg, ...others] = TEXTS;
  const text = ([format, label, file, type]: (typeof TEXTS)[number]): Item => ({
    label: `Save as ${label}`,
    run: attempt(`Saved ${file}`, async () => saveText(file, type, await diagram(format))),
  });
  const copied = (label: string, get: () => Promise<string>): Item => ({
    label: `Copy as ${label}`,
    run: attempt("Copied", async () => {
      // The promise goes in, so that the click still counts when the text is there.
      const blob = get().then((made) => new Blob([made], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    }),
  });
  return [
    ...(svg ? [text(svg)] : []),
    { label: "Save as PNG", run: attempt("Saved schema.png", async () => save("schema.png", await png())) },
    ...others.map(text),
    { label: "Save as SQL", run: attempt("Saved schema.sql", async () => saveText("schema.sql", "application/sql", await sql())) },
    null,
    { label: "Copy as PNG", run: attempt("Copied", async () => navigator.clipboard.write([new ClipboardItem({ "image/png": png() })])) },
    ...TEXTS.slice(0, 4).map(([format, label]) => copied(label, () => diagram(format))),
    copied("SQL", sql),
  ];
}

/** An SVG as PNG, with two pixels for each of its units where that is possible. */
async function raster(svg: string, dark: boolean): Promise<Blob> {
  const image = new Image();
  // The reader's setting reaches an image, the page's choice does not.
  image.style.colorScheme = dark ? "dark" : "light";
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(2, LARGEST.side / width, LARGEST.side / height, Math.sqrt(LARGEST.pixels / (width * height)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture is too large for a PNG: save it as SVG."))), "image/png"),
  );
}
