/** How editors look: colours are variables of the page, so light and dark are one theme. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colors = HighlightStyle.define([
  { tag: tags.heading, color: "var(--syn-heading)", fontWeight: "600" },
  { tag: tags.propertyName, color: "var(--syn-key)" },
  { tag: tags.keyword, color: "var(--syn-keyword)" },
  { tag: [tags.typeName, tags.standard(tags.variableName)], color: "var(--syn-type)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syn-string)" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--syn-number)" },
  { tag: tags.comment, color: "var(--syn-comment)" },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: "var(--syn-mark)" },
]);

const shape = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "12px 0 40vh", caretColor: "var(--text)" },
  "&.still .cm-content": { paddingBottom: "24px" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none", paddingLeft: "6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--line)" },
  "&.cm-focused .cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--muted)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "1.5px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "none" },
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "1px" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--error) 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--warning) 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-info": { textDecoration: "underline wavy var(--accent) 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-active": { backgroundColor: "var(--line)" },
  ".cm-lintPoint:after": { bottom: "-1px" },
  ".cm-tooltip": {
    backgroundColor: "var(--card)",
    color: "var(--text)",
    border: "1px solid var(--edge)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
    maxWidth: "min(32rem, 90vw)",
  },
  ".cm-diagnostic": { padding: "8px 12px", border: "none", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.45" },
  ".cm-diagnostic-error, .cm-diagnostic-warning, .cm-diagnostic-info": { border: "none" },
  ".cm-panels": { backgroundColor: "var(--card)", color: "var(--text)", fontFamily: "var(--sans)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--edge)" },
  ".cm-panel.cm-search": { padding: "8px 12px", fontSize: "13px" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": { backgroundColor: "var(--ground)", border: "1px solid var(--edge)", borderRadius: "5px", color: "inherit" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--ground)", border: "1px solid var(--edge)", borderRadius: "5px" },
  ".cm-searchMatch": { backgroundColor: "var(--found)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--line)" },
});

export const theme: Extension = [shape, syntaxHighlighting(colors)];
