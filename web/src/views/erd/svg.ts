/** Text of an SVG to elements that can do nothing but be looked at. */

/** Everything that the core draws with. */
const ELEMENTS = new Set("svg g rect path text tspan title desc defs use style circle line polyline polygon".split(" "));

/**
 * The core escapes every text of a person's. What is not a drawing is refused here all the same, so that a defect there
 * is a missing picture and not a script.
 */
export function picture(text: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const root = parsed.documentElement;
  if (!(root instanceof SVGSVGElement)) throw new Error("the core drew no picture");
  for (const one of [root, ...root.querySelectorAll("*")]) {
    if (!ELEMENTS.has(one.localName)) throw new Error(`a picture has no <${one.localName}>`);
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || (name.endsWith("href") && !value.startsWith("#"))) throw new Error(`a picture has no ${name}`);
    }
  }
  return document.adoptNode(root);
}
