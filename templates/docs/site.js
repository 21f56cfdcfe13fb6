"use strict";
// Search, theme, menu, and a diagram that can be moved. Without it every page can still be read.
(() => {
  const base = document.body.dataset.base;
  const root = document.documentElement;

  // Light or dark, as the reader chose last.
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  if (stored()) root.dataset.theme = stored();
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* Private windows keep nothing. */ }
    paint();
  });

  const menu = document.getElementById("menu");
  const nav = document.getElementById("nav");
  menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(nav.classList.toggle("open"))));
  const entry = (page) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${base}${page.p}.html`;
    link.textContent = page.t;
    if (page.p === document.body.dataset.page) link.setAttribute("aria-current", "page");
    item.append(link);
    return item;
  };
  for (const [folder, heading] of window.folders) {
    const inside = window.pages.filter((page) => page.p.startsWith(`${folder}/`));
    if (!inside.length) continue;
    const group = document.createElement("details");
    group.open = inside.length < 200 || document.body.dataset.page.startsWith(`${folder}/`);
    const summary = document.createElement("summary");
    summary.textContent = `${heading} `;
    const count = document.createElement("small");
    count.textContent = inside.length;
    summary.append(count);
    const items = document.createElement("ul");
    items.append(...inside.map(entry));
    group.append(summary, items);
    nav.append(group);
  }
  const singles = document.createElement("ul");
  singles.className = "singles";
  singles.append(...window.pages.filter((page) => !page.p.includes("/")).map(entry));
  nav.append(singles);
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollTop = Math.max(0, current.offsetTop - nav.clientHeight / 2);

  // The picture brings its own colours for light and dark; a choice of the reader's goes before the system's.
  function paint() {
    for (const svg of document.querySelectorAll(".picture svg")) {
      if (root.dataset.theme) svg.style.colorScheme = root.dataset.theme;
    }
  }
  paint();

  // Search: names first, then columns and labels, then comments.
  const field = document.getElementById("find");
  const list = document.getElementById("found");
  let chosen = 0;
  // Pages whose boxes stand in a diagram of this page: what brings each into view.
  const drawn = new Map();
  const rank = (page, words) => {
    let sum = 0;
    for (const word of words) {
      const title = page.t.toLowerCase();
      const at = title.indexOf(word);
      const inside = page.w.findIndex((one) => one.toLowerCase().includes(word));
      if (title === word) sum += 0;
      else if (at === 0) sum += 1;
      else if (at > 0) sum += 2;
      else if (inside >= 0) sum += 3;
      else if (page.c.toLowerCase().includes(word)) sum += 4;
      else return -1;
    }
    return sum;
  };
  function search() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) return;
    const hits = window.pages.map((page) => ({ page, rank: rank(page, words) })).filter((hit) => hit.rank >= 0);
    hits.sort((a, b) => a.rank - b.rank || a.page.t.length - b.page.t.length);
    chosen = 0;
    for (const { page } of hits.slice(0, 30)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${base}${page.p}.html`;
      link.textContent = page.t;
      const kind = document.createElement("small");
      const word = page.w.find((one) => words.some((part) => one.toLowerCase().includes(part)));
      kind.textContent = page.k + (word ? `: ${word}` : "");
      link.append(kind);
      link.dataset.page = page.p;
      item.append(link);
      list.append(item);
    }
    if (!hits.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "Nothing is called so.";
      list.append(none);
    }
    if (hits.some(({ page }) => drawn.has(page.p))) {
      const hint = document.createElement("li");
      hint.className = "none";
      hint.textContent = "Enter opens the page, Shift+Enter shows it in the diagram.";
      list.append(hint);
    }
    mark();
  }
  function mark() {
    list.querySelectorAll("a").forEach((link, at) => {
      link.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) link.scrollIntoView({ block: "nearest" });
    });
  }
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const links = list.querySelectorAll("a");
    if (event.key === "ArrowDown") chosen = Math.min(chosen + 1, links.length - 1);
    else if (event.key === "ArrowUp") chosen = Math.max(chosen - 1, 0);
    else if (event.key === "Enter" && event.shiftKey && drawn.has(links[chosen]?.dataset.page)) {
      drawn.get(links[chosen].dataset.page)();
      list.hidden = true;
    } else if (event.key === "Enter" && links[chosen]) { location.href = links[chosen].href; return; }
    else if (event.key === "Escape") { field.value = ""; search(); field.blur(); return; }
    else return;
    event.preventDefault();
    mark();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if ((event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".find")) list.hidden = true; });

  // Diagrams: boxes lead to their pages; wheel, drag, two fingers and keys move the picture.
  for (const figure of document.querySelectorAll(".picture")) {
    const svg = figure.querySelector("svg");
    if (!svg) continue;
    const pages = figure.dataset.pages.split("|");
    let dragged = false;
    svg.querySelectorAll("g.n").forEach((box, at) => {
      if (!pages[at]) return;
      box.dataset.page = pages[at];
      const open = () => { if (!dragged) location.href = `${base}${pages[at]}.html`; };
      box.addEventListener("click", open);
      box.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
    });
    const width = svg.viewBox.baseVal.width;
    const height = svg.viewBox.baseVal.height;
    if (width < figure.clientWidth * 1.1 && height < innerHeight * .8) continue;
    figure.classList.add("live");
    const room = Math.min(innerHeight * .74, Math.max(320, height * figure.clientWidth / width));
    figure.style.height = `${room}px`;
    let scale = 1, x = 0, y = 0;
    const show = () => { svg.style.transform = `translate(${x}px, ${y}px) scale(${scale})`; };
    const fit = () => {
      scale = Math.min(figure.clientWidth / width, room / height);
      x = (figure.clientWidth - width * scale) / 2;
      y = (room - height * scale) / 2;
      show();
    };
    const zoom = (factor, cx, cy) => {
      const next = Math.min(4, Math.max(.02, scale * factor));
      x = cx - (cx - x) * next / scale;
      y = cy - (cy - y) * next / scale;
      scale = next;
      show();
    };
    const point = (event) => {
      const box = figure.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    // The page scrolls as usual; with Ctrl or a pinch the wheel zooms.
    figure.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 240), ...point(event));
    }, { passive: false });
    const fingers = new Map();
    figure.addEventListener("pointerdown", (event) => {
      if (event.target.closest(".tools")) return;
      fingers.set(event.pointerId, point(event));
      dragged = false;
    });
    figure.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = point(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId);
      if (other) {
        const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
        zoom(apart(now, other[1]) / apart(before, other[1]), (now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2);
      } else {
        x += now[0] - before[0];
        y += now[1] - before[1];
        if (Math.hypot(now[0] - before[0], now[1] - before[1]) > 1) {
          dragged = true;
          figure.setPointerCapture(event.pointerId);
        }
        show();
      }
      fingers.set(event.pointerId, now);
    });
    // Arrows move, + and - zoom, 0 shows all of it.
    figure.tabIndex = 0;
    figure.setAttribute("role", "group");
    figure.setAttribute("aria-label", "Diagram: arrows move it, plus and minus zoom, 0 shows all of it");
    figure.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = 60;
      const act = {
        ArrowLeft: () => { x += step; show(); },
        ArrowRight: () => { x -= step; show(); },
        ArrowUp: () => { y += step; show(); },
        ArrowDown: () => { y -= step; show(); },
        "+": () => zoom(1.3, figure.clientWidth / 2, room / 2),
        "=": () => zoom(1.3, figure.clientWidth / 2, room / 2),
        "-": () => zoom(1 / 1.3, figure.clientWidth / 2, room / 2),
        0: fit,
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    svg.querySelectorAll("g.n").forEach((box, at) => {
      if (!pages[at]) return;
      drawn.set(pages[at], () => {
        // Without its badges, which stand at one side; and where it is in the drawing, which may still be gliding.
        const card = box.querySelector(".c") ?? box;
        const { x: left, y: top, width: w, height: h } = card.getBBox();
        const matrix = svg.getScreenCTM().inverse().multiply(card.getScreenCTM());
        const { x: cx, y: cy } = new DOMPoint(left + w / 2, top + h / 2).matrixTransform(matrix);
        scale = Math.max(scale, .9);
        x = figure.clientWidth / 2 - cx * scale;
        y = room / 2 - cy * scale;
        show();
        figure.scrollIntoView({ block: "nearest" });
        box.focus({ preventScroll: true });
      });
    });
    const up = (event) => fingers.delete(event.pointerId);
    figure.addEventListener("pointerup", up);
    figure.addEventListener("pointercancel", up);
    const tools = document.createElement("div");
    tools.className = "tools";
    for (const [sign, name, act] of [
      ["+", "Larger", () => zoom(1.3, figure.clientWidth / 2, room / 2)],
      ["−", "Smaller", () => zoom(1 / 1.3, figure.clientWidth / 2, room / 2)],
      ["⤢", "All of it", fit],
    ]) {
      const button = document.createElement("button");
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      tools.append(button);
    }
    figure.append(tools);
    fit();
  }
})();
