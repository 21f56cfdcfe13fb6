/** Files as one ZIP archive, stored as they are: APPNOTE.TXT 4.3, without compression. */

import type { SourceFile } from "../core/protocol.js";

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/** Numbers of two and four bytes, in turn as `widths` says. */
function numbers(widths: string, ...values: number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer([...widths].reduce((sum, width) => sum + Number(width), 0)));
  let at = 0;
  values.forEach((value, index) => {
    if (widths[index] === "2") view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += Number(widths[index]);
  });
  return new Uint8Array(view.buffer);
}

/** UTF-8 names; no time, so that the same files are the same bytes (1 January 1980, the first day that ZIP knows). */
const [VERSION, UTF8, STORED, TIME, DAY] = [20, 0x800, 0, 0, 0x21];

export function zip(files: readonly SourceFile[]): Blob {
  const encoder = new TextEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  const length = (all: Uint8Array[]) => all.reduce((sum, part) => sum + part.length, 0);
  for (const file of files) {
    const [name, text] = [encoder.encode(file.name), encoder.encode(file.text)];
    const about = [VERSION, UTF8, STORED, TIME, DAY, crc(text), text.length, text.length, name.length, 0] as const;
    directory.push(numbers("42222224442222244", 0x02014b50, VERSION, ...about, 0, 0, 0, 0, length(parts)), name);
    parts.push(numbers("42222244422", 0x04034b50, ...about), name, text);
  }
  const end = numbers("42222442", 0x06054b50, 0, 0, files.length, files.length, length(directory), length(parts), 0);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
