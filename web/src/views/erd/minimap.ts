/** The whole picture in a corner, with a frame round what is seen. It moves the picture when it is dragged. */

import type { Picture } from "../../core/protocol.js";
import { element } from "../../ui/dom.js";
import type { Surface } from "./surface.js";

const [WIDTH, HEIGHT] = [168, 112];

export class Minimap {
  /** What it does can be done by keys on the picture itself. */
  readonly element = element("canvas", { class: "minimap", "aria-hidden": "true", width: `${WIDTH * 2}`, height: `${HEIGHT * 2}` });
  #picture: Picture | undefined;
  #due = false;

  constructor(readonly surface: Surface) {
    const go = (event: PointerEvent) => {
      const box = this.element.getBoundingClientRect();
      const { scale, left, top } = this.#frame();
      const { picture, at, view } = surface.sheet;
      const x = ((event.clientX - box.left) / box.width) * WIDTH;
      const y = ((event.clientY - box.top) / box.height) * HEIGHT;
      const to = { x: (x - left) / scale + picture.x, y: (y - top) / scale + picture.y };
      surface.move(view.width / 2 - (to.x - picture.x) * at.scale - at.x, view.height / 2 - (to.y - picture.y) * at.scale - at.y);
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) go(event);
    });
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.draw();
  }

  /** Once a frame at most. */
  draw(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#paint();
    });
  }

  #frame(): { scale: number; left: number; top: number } {
    const { picture } = this.surface.sheet;
    const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height) * 0.94;
    return { scale, left: (WIDTH - picture.width * scale) / 2, top: (HEIGHT - picture.height * scale) / 2 };
  }

  #paint(): void {
    const { picture, seen } = this.surface.sheet;
    const context = this.element.getContext("2d");
    const whole = seen.x <= picture.x && seen.y <= picture.y && seen.x + seen.width >= picture.x + picture.width && seen.y + seen.height >= picture.y + picture.height;
    // Who sees everything needs no map.
    this.element.hidden = whole || picture.width === 0 || (this.#picture?.boxes.length ?? 0) < 2;
    if (!context || this.element.hidden) return;
    const colors = getComputedStyle(this.element);
    const { scale, left, top } = this.#frame();
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const at = (x: number, y: number) => [left + (x - picture.x) * scale, top + (y - picture.y) * scale] as const;
    context.fillStyle = colors.getPropertyValue("--faint");
    for (const { x, y, width, height } of this.#picture?.boxes ?? []) {
      context.fillRect(...at(x, y), Math.max(1, width * scale), Math.max(1, height * scale));
    }
    context.strokeStyle = colors.getPropertyValue("--accent");
    context.lineWidth = 1.5;
    const [x, y] = at(seen.x, seen.y);
    const clip = (value: number, most: number) => Math.min(Math.max(value, 1), most - 1);
    const [x1, y1, x2, y2] = [clip(x, WIDTH), clip(y, HEIGHT), clip(x + seen.width * scale, WIDTH), clip(y + seen.height * scale, HEIGHT)];
    context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  }
}
