/**
 * The one script of every page: fetches the behaviours an element asks for by name.
 *
 * `<p data-behaviour="countdown copy">` loads behaviours/countdown.js and behaviours/copy.js once and
 * calls their default export with the element. Every page is useful when none of this runs.
 */
import { forgetSentDrafts } from "./behaviours/drafts.js";
import { rememberTextSize } from "./behaviours/large-text.js";

const NAME = /^[a-z][a-z-]*$/;
const started = new WeakMap();

async function start(element, name) {
  const names = started.get(element) ?? new Set();
  if (names.has(name) || !NAME.test(name)) return;
  started.set(element, names.add(name));
  const behaviour = await import(`./behaviours/${name}.js`);
  if (element.isConnected) behaviour.default(element);
}

function bind(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    for (const name of element.dataset.behaviour.split(/\s+/)) start(element, name);
  }
}

const arrivals = new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) bind(node);
  }
});

rememberTextSize();
bind(document);
arrivals.observe(document.body, { childList: true, subtree: true });
if (document.body.dataset.failed === undefined) forgetSentDrafts();
