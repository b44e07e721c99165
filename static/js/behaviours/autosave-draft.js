/**
 * Keeps what is typed on this device and offers it again after a lost connection or session.
 *
 * On: a form with data-draft (a key) and the words data-draft-found, data-draft-restore and
 * data-draft-drop. Passwords, files, hidden fields and consents (data-no-draft) are never kept.
 */
import { forget, markSent, read, write } from "./drafts.js";

const LEFT_OUT = new Set(["password", "file", "hidden", "submit", "button", "reset"]);

const kept = (form) =>
  [...form.elements].filter(
    (e) =>
      e.name &&
      !LEFT_OUT.has(e.type) &&
      !e.closest("[data-no-draft]") &&
      e.autocomplete !== "one-time-code",
  );

const ticks = (field) => field.type === "checkbox" || field.type === "radio";

function valuesOf(form) {
  return kept(form).map((f) => [f.name, ticks(f) ? f.value : null, ticks(f) ? f.checked : f.value]);
}

function putBack(form, values) {
  for (const [name, value, state] of values) {
    const field = kept(form).find((f) => f.name === name && (value === null || f.value === value));
    if (!field) continue;
    if (ticks(field)) field.checked = state;
    else field.value = state;
    // Division selects fetch their next level on a change and would overwrite what follows.
    if (field.dataset.level === undefined) {
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function offer(form, draft) {
  const { draftFound, draftRestore, draftDrop } = form.dataset;
  const bar = document.createElement("div");
  const text = document.createElement("span");
  bar.className = "undo";
  bar.setAttribute("role", "status");
  text.textContent = draftFound;
  bar.append(text);
  for (const [words, act] of [
    [draftRestore, () => putBack(form, draft.values)],
    [draftDrop, () => forget(form.dataset.draft)],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--link button--small";
    button.textContent = words;
    button.addEventListener("click", () => {
      act();
      bar.remove();
    });
    bar.append(button);
  }
  form.prepend(bar);
}

export default function autosaveDraft(form) {
  const key = form.dataset.draft;
  const draft = read(key);
  if (draft && JSON.stringify(draft.values) !== JSON.stringify(valuesOf(form))) offer(form, draft);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, valuesOf(form)), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write(key, valuesOf(form));
    markSent(key);
  });
}
