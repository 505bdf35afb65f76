"""How the page looks: on a screen, light or dark, at any width, and on paper."""

from __future__ import annotations

from workbench.reporting.html.markup import Html

# Okabe & Ito (2008), as the dashboard's charts; a shade lighter where the page is dark.
_COLORS = """
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --soft: #5a6370; --rule: #d9dde3; --grid: #e6e9ee;
  --accent: #0067a3; --bad: #b3261e; --warn: #8a5a00;
  --c0: #0072b2; --c1: #c47f00; --c2: #00805f; --c3: #b3588d; --c4: #3a93c4; --c5: #c75000; --grey: #757d88;
  --start: #c47f00; --compile: #b34a00; --load: #d9c93a;
  --transfer_in: #56b4e9; --compute: #0072b2; --transfer_out: #009e73; --wait: #b3588d;
  --work: #0072b2; --rest: #a3abb6; --memory: #0072b2; --slack: #9cc9e4; --whole: #c75000;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --card: #1d2127; --ink: #e6e8eb; --soft: #a3abb6; --rule: #363c45; --grid: #2a2f37;
    --accent: #6cc0f0; --bad: #ff8a80; --warn: #f0b849;
    --c0: #4fb3e8; --c1: #e8a92d; --c2: #2fc79c; --c3: #dd8fbd; --c4: #8fd0f5; --c5: #f08040; --grey: #8f97a3;
    --start: #e8a92d; --compile: #f08a4b; --load: #f3e77a;
    --transfer_in: #8fd0f5; --compute: #2f8fc9; --transfer_out: #2fc79c; --wait: #dd8fbd;
    --work: #2f8fc9; --rest: #5f6874; --memory: #2f8fc9; --slack: #2a4d63; --whole: #f08040;
  }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --grid: #dddddd;
    --accent: #0067a3; --bad: #b3261e; --warn: #8a5a00;
    --c0: #0072b2; --c1: #c47f00; --c2: #00805f; --c3: #b3588d; --c4: #3a93c4; --c5: #c75000; --grey: #757d88;
    --start: #c47f00; --compile: #b34a00; --load: #d9c93a;
    --transfer_in: #56b4e9; --compute: #0072b2; --transfer_out: #009e73; --wait: #b3588d;
    --work: #0072b2; --rest: #a3abb6; --memory: #0072b2; --slack: #9cc9e4; --whole: #c75000;
  }
}
"""

_TEXT = """
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 4rem; max-width: 84rem; background: var(--page);
  color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .2rem; }
h2 { font-size: 1.4rem; margin: 2.8rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
p { margin: .35rem 0; max-width: 52rem; }
ul { max-width: 56rem; }
.note, caption, figcaption, dt { color: var(--soft); font-size: .875rem; }
.warning, .severity.warning { color: var(--warn); }
.severity.error { color: var(--bad); }
.severity { font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-top: .7rem; font-size: .9rem; }
a { color: var(--accent); text-underline-offset: .15em; }
article { background: var(--card); border-left: 4px solid var(--accent); border-radius: 4px; padding: .6rem 1rem;
  margin: .7rem 0; }
article h3 { margin: 0; color: var(--soft); font-weight: 600; font-size: .9rem; }
.answer { font-size: 1.15rem; line-height: 1.45; }
ul.plain { list-style: none; padding: 0; max-width: 56rem; }
ul.plain li { margin: .6rem 0; }
.sign { display: inline-block; width: 1.2em; }
.remedy, .reason { padding-left: 1.2em; color: var(--soft); }
pre { overflow-x: auto; background: var(--card); padding: .6rem; font-size: .8rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; }
"""

_TABLES = """
.scroll { overflow-x: auto; margin: .4rem 0; }
table { border-collapse: collapse; font-size: .84rem; }
caption { text-align: left; padding-bottom: .2rem; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
th { color: var(--soft); font-weight: 600; border-color: var(--rule); vertical-align: bottom; }
.n { text-align: right; white-space: nowrap; }
tr.best td { font-weight: 600; }
.bars table { width: 100%; max-width: 66rem; }
.bars td:first-child { width: 60%; min-width: 15rem; }
.bar { position: relative; display: flex; height: .7rem; margin: .15rem 0 .1rem; background: var(--grid); }
.bar span { display: block; height: 100%; min-width: 1px; }
.start { background: var(--start); } .compile { background: var(--compile); }
.load { background: var(--load); } .transfer_in { background: var(--transfer_in); }
.compute { background: var(--compute); } .transfer_out { background: var(--transfer_out); }
.wait { background: var(--wait); } .work { background: var(--work); } .rest { background: var(--rest); }
.memory { background: var(--memory); } .slack { background: var(--slack); }
.bar .whole { position: absolute; top: -2px; width: 3px; height: calc(100% + 4px); margin-left: -3px; }
.whole { background: var(--whole); }
.swatch-box { display: inline-block; width: 1.1rem; height: .7rem; margin-right: .35rem; }
.swatch-box.whole { width: 3px; height: .9rem; margin: 0 .6rem 0 .4rem; vertical-align: -2px; }
"""

_CHARTS = """
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .6rem 1.2rem; }
.charts.one { grid-template-columns: minmax(0, 26rem); }
figure { margin: .4rem 0; min-width: 0; }
figcaption strong { color: var(--ink); }
.plot { width: 100%; max-width: 34rem; height: auto; display: block; }
.plot text { font-size: 12px; fill: var(--soft); font-family: inherit; }
.plot .axis-title { fill: var(--ink); }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
.line { fill: none; stroke: currentColor; stroke-width: 2; }
.line.ideal { stroke-dasharray: 1 4; stroke-linecap: round; }
.line.extrapolated { stroke-dasharray: 7 5; }
.line.serial { stroke-width: 1.5; }
.line.measured { stroke-width: 1; opacity: .7; }
.ribbon { fill: currentColor; opacity: .18; }
.ribbon.extrapolated { opacity: .09; }
.whisker { stroke: currentColor; stroke-width: 1.5; }
.dot { fill: currentColor; fill-opacity: .65; stroke: var(--page); stroke-width: .5; }
.c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); }
.c3 { color: var(--c3); } .c4 { color: var(--c4); } .c5 { color: var(--c5); } .grey { color: var(--grey); }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; font-size: .85rem; max-width: none; }
.key { white-space: nowrap; } .swatch { width: 30px; height: 14px; margin-right: .35rem; vertical-align: -2px; }
"""

_PAPER = """
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .4rem; }
  .key { white-space: normal; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, summary { display: none; }
  details::details-content { content-visibility: visible; height: auto; }
  h2, h3 { break-after: avoid; }
  figure, article, tr, li { break-inside: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td { padding-right: .5rem; overflow-wrap: anywhere; }
  .n { white-space: normal; }
  .charts { grid-template-columns: 1fr 1fr; }
  .charts.one { grid-template-columns: 1fr; max-width: 60%; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

STYLE = Html("".join((_COLORS, _TEXT, _TABLES, _CHARTS, _PAPER)))
