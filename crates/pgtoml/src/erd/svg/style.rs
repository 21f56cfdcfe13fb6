//! Colours, type and icons. Colours are written out instead of `var(…)`, which converters to PNG do not know.

use std::fmt::Write;

use super::{SvgOptions, Theme};
use crate::erd::metrics::{MONO, SANS};

/// Rules as (selector, property, light, dark).
const PALETTE: &[(&str, &str, &str, &str)] = &[
    (".bg", "fill", "#f7f8fa", "#0d1117"),
    (".ttl", "fill", "#1b2330", "#e6edf3"),
    (".f0 .fr", "fill", "#eef3fc", "#111a2b"),
    (".f0 .fr", "stroke", "#cfdcf5", "#24375c"),
    (".f0 .fl", "fill", "#3b5ba9", "#8aa8f0"),
    (".f1 .fr", "fill", "#ebf6f1", "#0f201b"),
    (".f1 .fr", "stroke", "#c5e5d7", "#1f4538"),
    (".f1 .fl", "fill", "#1f7a5c", "#5cc9a0"),
    (".f2 .fr", "fill", "#fbf3e6", "#211a0e"),
    (".f2 .fr", "stroke", "#efdcb8", "#4a3a1c"),
    (".f2 .fl", "fill", "#91640f", "#dcb162"),
    (".f3 .fr", "fill", "#f5effb", "#1b1429"),
    (".f3 .fr", "stroke", "#dfd0f0", "#3b2c57"),
    (".f3 .fl", "fill", "#6f47a8", "#b795ea"),
    (".f4 .fr", "fill", "#e9f5f9", "#0e1f26"),
    (".f4 .fr", "stroke", "#c2e1ec", "#1d424f"),
    (".f4 .fl", "fill", "#1b6f8a", "#62bad6"),
    (".f5 .fr", "fill", "#fcf0f0", "#241417"),
    (".f5 .fr", "stroke", "#f2d3d4", "#512a2f"),
    (".f5 .fl", "fill", "#a5474d", "#ec9499"),
    (".c", "fill", "#ffffff", "#161b22"),
    (".c", "stroke", "#d3dae3", "#30363d"),
    (".sh", "fill", "#1b2330", "#000000"),
    (".hd", "fill", "#eef2fb", "#1c2536"),
    (".k1 .hd", "fill", "#e9f7f2", "#16302a"),
    (".k2 .hd", "fill", "#e6f5fa", "#132e38"),
    (".k3 .hd", "fill", "#f5effc", "#2a2140"),
    (".k4 .hd", "fill", "#fdf5e3", "#332a14"),
    (".ki", "stroke", "#4668c5", "#7d9bf0"),
    (".k1 .ki", "stroke", "#1f9d78", "#4cc9a4"),
    (".k2 .ki", "stroke", "#1788a8", "#4db8d6"),
    (".k3 .ki", "stroke", "#8655c9", "#b48cf2"),
    (".k4 .ki", "stroke", "#b98212", "#e0b04c"),
    (".t", "fill", "#1b2330", "#e6edf3"),
    (".s", "fill", "#7b8698", "#8b949e"),
    (".ln", "stroke", "#edf0f4", "#21262d"),
    (".r", "fill", "#333d4d", "#c9d1d9"),
    (".y", "fill", "#7b8698", "#848d97"),
    (".pk", "stroke", "#c28a0b", "#e3b341"),
    (".fk", "stroke", "#7b8698", "#8b949e"),
    (".uq", "stroke", "#8655c9", "#b48cf2"),
    (".nn", "fill", "#a3adbb", "#6e7681"),
    (".b", "fill", "#ffffff", "#0d1117"),
    (".b", "stroke", "#d3dae3", "#30363d"),
    (".lock", "stroke", "#1f8a5b", "#3fb950"),
    (".force", "stroke", "#1f8a5b", "#3fb950"),
    (".force", "fill", "#a9dcc3", "#1d5c33"),
    (".open", "stroke", "#b3541e", "#e0823d"),
    (".t0", "stroke", "#4668c5", "#7d9bf0"),
    (".t1", "stroke", "#1f9d78", "#4cc9a4"),
    (".t2", "stroke", "#c28a0b", "#e3b341"),
    (".t3", "stroke", "#8655c9", "#b48cf2"),
    (".part", "stroke", "#4668c5", "#7d9bf0"),
    (".bt", "fill", "#4d596b", "#adb6c0"),
    (".e", "stroke", "#8693a5", "#77828f"),
    (".lg", "fill", "#7b8698", "#8b949e"),
    (".add .c,.e.add,.sg.add", "stroke", "#1a7f4b", "#3fb950"),
    (".rem .c,.e.rem,.sg.rem", "stroke", "#c93440", "#f85149"),
    (".chg .c,.e.chg,.sg.chg", "stroke", "#b7791f", "#d29922"),
    (".rw.add", "fill", "#e3f5ea", "#12301f"),
    (".rw.rem", "fill", "#fdeaec", "#3a171b"),
    (".rw.chg", "fill", "#fdf3dc", "#33270e"),
    (".mk.add", "fill", "#1a7f4b", "#3fb950"),
    (".mk.rem", "fill", "#c93440", "#f85149"),
    (".mk.chg", "fill", "#a4690f", "#d29922"),
    (".sg", "fill", "#ffffff", "#0d1117"),
];

/// How many colours there are for tenancies.
pub(super) const TENANTS: usize = 4;

/// What does not depend on the theme.
const FIXED: &str = ".erd .ttl{font-size:17px;font-weight:700}\
.erd .fr{stroke-width:1}.erd .fl{font-size:12px;font-weight:700;letter-spacing:0}\
.erd .sh{opacity:.06}.erd .ki,.erd .pk,.erd .fk,.erd .uq,.erd .lock,.erd .open,.erd .part{fill:none}.erd .ki,.erd .pk,.erd .fk,.erd .uq,.erd .lock,.erd .open,.erd .force,.erd .part{stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}\
.erd .t{font-size:13px;font-weight:700}.erd .s{font-size:11px}\
.erd .tn{fill:none;stroke-width:3;stroke-linecap:round}.erd .ln{fill:none}.erd .r{font-size:12px}.erd .p{font-weight:700}.erd .m{font-style:italic}.erd .mk{font-size:12px;font-weight:700;user-select:none}\
.erd .bt{font-size:10px;font-weight:700}.erd .lg{font-size:11px}\
.erd .e{fill:none;stroke-width:1.35;stroke-linejoin:round;stroke-linecap:round}\
.erd .e1{stroke-dasharray:7 4}.erd .e2{stroke-dasharray:2 4}.erd .e3{stroke-dasharray:1 4}\
.erd .add .c,.erd .rem .c,.erd .chg .c,.erd .e.add,.erd .e.rem,.erd .e.chg{stroke-width:2}\
.erd .rem .c{stroke-dasharray:6 4}.erd .e.rem{stroke-dasharray:6 4}.erd .rem .t,.erd .x{text-decoration:line-through}\
.erd .sg{stroke-width:1.6;stroke-linecap:round}\
.erd .n{outline:none}.erd .n:focus-visible .c{stroke-width:2.5}\
@media (hover:hover){.erd .n,.erd .e{transition:opacity .12s}\
.erd:has(.n:hover) :is(.n,.e),.erd:has(.n:focus-visible) :is(.n,.e){opacity:.22}\
.erd .n:is(:hover,:focus-visible){opacity:1!important}\
.erd .es g:hover .e{stroke-width:2.6}}";

/// Writes the style element.
pub(super) fn write(out: &mut String, options: &SvgOptions, _diff: bool) {
    let _ = write!(out, "<style>.erd{{font-family:{SANS}}}.erd .y{{font-family:{MONO};font-size:11px}}{FIXED}");
    if options.theme == Theme::Dark {
        palette(out, true);
    } else {
        palette(out, false);
    }
    if options.theme == Theme::Auto {
        out.push_str("@media (prefers-color-scheme:dark){");
        palette(out, true);
        out.push('}');
    }
    out.push_str("</style>\n");
}

fn palette(out: &mut String, dark: bool) {
    for (selector, property, day, night) in PALETTE {
        for (i, one) in selector.split(',').enumerate() {
            let _ = write!(out, "{}.erd {one}", if i > 0 { "," } else { "" });
        }
        let _ = write!(out, "{{{property}:{}}}", if dark { night } else { day });
    }
}

/// Icons of 12 by 12 pixels. Rules do not reach into a `use`, so colours are inherited from its class.
const ICONS: &[(&str, &str)] = &[
    (
        "pk",
        "<path d=\"M4.2 4.6a2.4 2.4 0 1 1 0 2.8 2.4 2.4 0 0 1 0-2.8M5 6H11.2V8.2M8.8 6V7.8\" transform=\"translate(-1 0)\"/>",
    ),
    (
        "fk",
        "<path d=\"M5 7.2 7.4 4.8M5.6 3.4 6.9 2.1a2.1 2.1 0 0 1 3 3L8.6 6.4M6.4 8.6 5.1 9.9a2.1 2.1 0 0 1-3-3L3.4 5.6\"/>",
    ),
    ("uq", "<path d=\"M6 1.8 10.2 6 6 10.2 1.8 6Z\"/>"),
    ("nn", "<circle cx=\"6\" cy=\"6\" r=\"2.2\"/>"),
    ("lock", "<path d=\"M3 5.4H9V10H3ZM4.2 5.4V3.8a1.8 1.8 0 0 1 3.6 0V5.4\"/>"),
    ("force", "<path d=\"M3 5.4H9V10H3Z\"/><path fill=\"none\" d=\"M4.2 5.4V3.8a1.8 1.8 0 0 1 3.6 0V5.4\"/>"),
    ("open", "<path d=\"M3 5.4H9V10H3ZM4.2 5.4V3.4a1.8 1.8 0 0 1 3.5-.6\"/>"),
    ("part", "<path d=\"M1.8 2H10.2M1.8 6H10.2M1.8 10H10.2\"/>"),
    (
        "k0",
        "<path d=\"M1.5 2.5a1 1 0 0 1 1-1H9.500a1 1 0 0 1 1 1V9.500a1 1 0 0 1-1 1H2.500a1 1 0 0 1-1-1ZM1.5 4.700H10.500M4.8 4.700V10.5\"/>",
    ),
    (
        "k1",
        "<path d=\"M.8 6C2.4 3.3 4.1 2.2 6 2.200S9.6 3.3 11.2 6C9.6 8.7 7.9 9.8 6 9.800S2.4 8.7 .8 6M6 4.500A1.5 1.5 0 1 1 6 7.5 1.5 1.5 0 0 1 6 4.5\"/>",
    ),
    (
        "k2",
        "<path d=\"M1.5 3.200C1.5 .8 10.5 .8 10.5 3.200S1.5 5.6 1.5 3.200V8.800C1.5 11.2 10.5 11.2 10.5 8.800V3.200M1.5 6C1.5 8.4 10.5 8.4 10.5 6\"/>",
    ),
    (
        "k3",
        "<path d=\"M6 1.200A4.8 4.8 0 1 1 6 10.8 4.8 4.8 0 0 1 6 1.200M1.2 6H10.800M6 1.200C3.4 4 3.4 8 6 10.800M6 1.200C8.6 4 8.6 8 6 10.8\"/>",
    ),
    ("k4", "<path d=\"M4.8 2.500H10.800M4.8 6H10.800M4.8 9.500H10.800M1.5 2.500H2M1.5 6H2M1.5 9.500H2\"/>"),
    ("add", "<circle cx=\"6\" cy=\"6\" r=\"6\"/><path d=\"M6 3V9M3 6H9\"/>"),
    ("rem", "<path d=\"M.5 .5H11.500V11.500H.5Z\"/><path d=\"M3 6H9\"/>"),
    ("chg", "<path d=\"M6-1 13 6 6 13-1 6Z\"/><path d=\"M3.2 6.600Q4.6 4.6 6 6T8.8 5.4\"/>"),
];

/// Writes the icons.
pub(super) fn symbols(out: &mut String, p: &str) {
    out.push_str("<defs>");
    for (name, body) in ICONS {
        let _ = write!(out, "<g id=\"{p}i-{name}\">{body}</g>");
    }
    out.push_str("</defs>\n");
}
