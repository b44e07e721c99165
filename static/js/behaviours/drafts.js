/** Where half-written forms are kept on this device, and when they are let go. */
const PREFIX = "draft:";
const SENT = "drafts-sent";
const DAYS_KEPT = 7;

export function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
    const old = draft && Date.now() - draft.at > DAYS_KEPT * 86_400_000;
    if (old) forget(key);
    return old ? null : draft;
  } catch {
    return null;
  }
}

export function write(key, values) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values }));
  } catch {
    // Full or forbidden storage: the form still works, it is only not kept.
  }
}

export function forget(key) {
  localStorage.removeItem(PREFIX + key);
}

export function markSent(key) {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  sessionStorage.setItem(SENT, JSON.stringify([...new Set([...sent, key])]));
}

/** A page of ours has arrived without the sent form in it: it was taken, so its draft may go. */
export function forgetSentDrafts() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
    const here = new Set(
      [...document.querySelectorAll("form[data-draft]")].map((f) => f.dataset.draft),
    );
    for (const key of sent) if (!here.has(key)) forget(key);
    sessionStorage.removeItem(SENT);
  } catch {
    // No storage, no drafts.
  }
}
