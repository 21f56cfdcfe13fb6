/** The core's picture: moved, searched, filtered, dragged. */

import type { Panel } from "../../core/session.js";
import type { Ask, Box, ErdOptions, Picture, Place, Theme } from "../../core/protocol.js";
import type { Sources } from "../../project/project.js";
import { button, element, memory, plural } from "../../ui/dom.js";
import { icon } from "../../ui/icons.js";
import { Controls } from "./controls.js";
import { TableList } from "./list.js";
import { Minimap } from "./minimap.js";
import { drift, travel } from "./motion.js";
import { Places } from "./places.js";
import type { Positions } from "./places.js";
import type { Spot } from "./sheet.js";
import { Surface } from "./surface.js";
import { picture } from "./svg.js";

/** For a phone, for half a window, for a wide one. */
const ASPECTS = [0.6, 1, 1.5] as const;

export interface Around {
  theme(): Theme;
  base(): Sources;
  /** What the picture depends on is another. */
  changed(): void;
  /** Shows a place in the editor. */
  reveal(place: Place): void;
}

export class ErdView implements Panel {
  readonly name = "erd";
  readonly partial = true;
  readonly controls: Controls;
  readonly #around: Around;
  readonly #surface: Surface;
  readonly #minimap: Minimap;
  readonly #list: TableList;
  readonly #places = new Places();
  #aspect: (typeof ASPECTS)[number] = 1;
  #shown: Picture | undefined;
  /** How the picture that is shown was asked for; with the same, boxes stay about where they are. */
  #manner = "";
  #nodes = new Map<string, SVGGElement>();
  #chosen: string | null = null;
  /** A box to bring into the middle once it is drawn. */
  #wanted: string | null = null;

  constructor(parent: HTMLElement, around: Around) {
    this.#around = around;
    this.#surface = new Surface("Diagram: arrow keys move it, plus and minus zoom, 0 fits it in, Tab goes through the tables, Alt with arrow keys moves one", {
      tapped: (node, spot) => this.#tapped(node, spot),
      dropped: (node, by) => this.#dropped(node, by),
      moved: () => this.#minimap?.draw(),
    });
    this.#minimap = new Minimap(this.#surface);
    this.#list = new TableList((id) => this.#choose(id, true));
    this.controls = new Controls(() => around.changed());
    const tidy = button("Tidy up", () => this.tidy(), { title: "Places all tables anew" });
    const listing = button(icon("list"), () => {
      this.#list.open = !this.#list.open;
      listing.setAttribute("aria-pressed", `${this.#list.open}`);
      memory.set("list", this.#list.open ? "open" : null);
    }, { "aria-label": "Tables as a list", title: "Tables as a list", "aria-pressed": "false", class: "icon-tool" });
    if (memory.get("list") === "open") listing.click();
    const tool = (label: string, text: string, run: () => void) => button(text, run, { "aria-label": label, title: label });
    const tools = element(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Diagram" },
      tool("Zoom out", "−", () => this.#surface.zoom(1 / 1.25)),
      this.#surface.level,
      tool("Zoom in", "+", () => this.#surface.zoom(1.25)),
      tool("Fit", "Fit", () => this.#surface.fit()),
      tidy,
    );
    this.controls.element.prepend(listing);
    const stage = element("div", { class: "stage" }, this.#surface.element, this.#minimap.element, tools);
    parent.append(this.controls.element, element("div", { class: "fill beside" }, this.#list.element, stage));
    new ResizeObserver(() => {
      const aspect = this.#nearest();
      if (aspect === this.#aspect) return;
      this.#aspect = aspect;
      around.changed();
    }).observe(stage);
  }

  key(): string {
    const base = this.controls.changes ? this.#around.base().id : "";
    return `${this.#way()} ${base} ${JSON.stringify(this.#places.dragged)}`;
  }

  async draw(ask: Ask): Promise<void> {
    const way = this.#way();
    const positions = this.#places.dragged ?? (this.#manner === way && this.#shown ? now(this.#shown) : null);
    const options: ErdOptions = { ...this.options, theme: this.#around.theme() };
    if (positions) options.positions = positions;
    const made = await ask("picture", this.controls.changes ? { options, from: this.#around.base() } : { options });
    this.#manner = way;
    this.#show(made);
  }

  /** What the picture shows, and how. */
  get options(): ErdOptions {
    const options: ErdOptions = { ...this.controls.options, aspect: this.#aspect };
    if (this.#places.dragged) options.positions = this.#places.dragged;
    return options;
  }

  /** The picture as it is, for exports. */
  get standing(): ErdOptions {
    return this.#shown ? { ...this.options, positions: now(this.#shown) } : this.options;
  }

  /** Places everything anew. */
  tidy(): void {
    this.#places.reset();
    this.#manner = "";
    this.#surface.release();
    this.controls.touch();
    this.#around.changed();
  }

  /** Another project: fits it in again. */
  forget(project: string): void {
    this.#places.turn(project);
    this.#manner = "";
    this.#shown = undefined;
    this.#chosen = null;
    this.controls.forget();
    this.#surface.release();
  }

  /** Its pane has become visible. */
  seen(): void {
    this.#surface.settle();
  }

  /** Marks a box, as the one where the cursor is. */
  mark(id: string | null): void {
    this.#chosen = id;
    this.#paint();
  }

  /** Brings a box into the middle. */
  find(id: string): void {
    const box = this.#box(id);
    this.#wanted = box ? null : id;
    if (!box) return;
    this.mark(id);
    this.#surface.centre(box);
    const node = this.#nodes.get(id);
    node?.classList.remove("found");
    requestAnimationFrame(() => node?.classList.add("found"));
  }

  #way(): string {
    return JSON.stringify([this.#around.theme(), this.#aspect, this.controls.options, this.controls.stamp]);
  }

  #show(made: Picture): void {
    const root = picture(made.svg);
    const focused = this.#idOf(this.#surface.element.shadowRoot?.activeElement);
    // Boxes are listed in the order in which they are drawn.
    this.#nodes = new Map([...root.querySelectorAll<SVGGElement>("g.n")].map((node, at) => [made.boxes[at]?.id ?? "", node]));
    this.#surface.show(root, drift(this.#shown, made));
    travel(this.#shown, made, this.#nodes, root.querySelectorAll(".es, .fr, .fl, .bg"));
    this.#shown = made;
    this.#minimap.show(made);
    this.#list.show(made);
    this.controls.show(made, this.#places.dragged !== null);
    this.#paint();
    const wanted = this.#wanted;
    if (wanted !== null) this.find(wanted);
    // What this picture does not have is not waited for.
    this.#wanted = null;
    // Who walked through the boxes by key goes on from the same one.
    if (focused !== undefined) this.#nodes.get(focused)?.focus({ preventScroll: true });
  }

  #paint(): void {
    const picture = this.#shown;
    if (!picture) return;
    const id = this.#chosen !== null && this.#nodes.has(this.#chosen) ? this.#chosen : null;
    const near = new Set(picture.lines.filter(({ from, to }) => from === id || to === id).flatMap(({ from, to }) => [from, to]));
    for (const [name, node] of this.#nodes) {
      node.classList.toggle("at", name === id);
      node.classList.toggle("near", id !== null && name !== id && near.has(name));
    }
    // Lines carry the numbers of the boxes that they join.
    const number = id === null ? undefined : this.#nodes.get(id)?.id.replace(/^n/, "h");
    for (const line of this.#surface.picture?.querySelectorAll(".e") ?? []) line.classList.toggle("lit", number !== undefined && line.classList.contains(number));
    const box = id === null ? undefined : this.#box(id);
    this.controls.choose(box ?? null, box ? plural(near.size === 0 ? 0 : near.size - 1, "neighbour") : "");
  }

  #box(id: string): Box | undefined {
    return this.#shown?.boxes.find((box) => box.id === id);
  }

  #idOf(node: Element | null | undefined): string | undefined {
    return [...this.#nodes].find(([, one]) => one === node)?.[0];
  }

  #tapped(node: SVGGElement, spot: Spot | null): void {
    const box = this.#box(this.#idOf(node) ?? "");
    if (!box) return;
    const row = spot && box.rows.find((row) => spot.y >= row.y && spot.y < row.y + row.height);
    this.mark(box.id);
    const place = row?.place ?? box.place;
    if (place) this.#around.reveal(place);
  }

  #choose(id: string, reveal: boolean): void {
    this.find(id);
    const place = this.#box(id)?.place;
    if (reveal && place) this.#around.reveal(place);
  }

  #dropped(node: SVGGElement, by: Spot): void {
    const id = this.#idOf(node);
    const box = this.#box(id ?? "");
    if (!box || !this.#shown) return;
    this.#places.drop(this.#shown, box.id, { x: box.x + by.x, y: box.y + by.y });
    // It travels from where it was let go.
    [box.x, box.y] = [box.x + by.x, box.y + by.y];
    this.#around.changed();
  }

  #nearest(): (typeof ASPECTS)[number] {
    const { clientWidth, clientHeight } = this.#surface.element;
    if (clientWidth === 0 || clientHeight === 0) return this.#aspect;
    const far = (aspect: number) => Math.abs(Math.log(clientWidth / clientHeight / aspect));
    return ASPECTS.reduce((best, one) => (far(one) < far(best) ? one : best));
  }
}

function now(picture: Picture): Positions {
  const made = Object.create(null) as Positions;
  for (const { id, x, y } of picture.boxes) made[id] = { x, y };
  return made;
}
