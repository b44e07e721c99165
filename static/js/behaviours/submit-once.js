/**
 * A form is sent once: its button turns until the answer is there.
 *
 * On: a form. The button comes back when the page is shown again from history, when an htmx
 * request ends, and after 20 seconds, so that nobody is locked out by a lost connection.
 */
const PATIENCE = 20_000;

export default function submitOnce(form) {
  let timer = 0;

  const buttons = () => [...form.elements].filter((e) => e.type === "submit");

  function release() {
    clearTimeout(timer);
    delete form.dataset.sending;
    for (const button of buttons()) {
      if (!button.hasAttribute("aria-busy") && !button.dataset.held) continue;
      button.removeAttribute("aria-busy");
      delete button.dataset.held;
      button.disabled = false;
    }
  }

  form.addEventListener("submit", (event) => {
    if (form.dataset.sending !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sending = "";
    event.submitter?.setAttribute("aria-busy", "true");
    // After this turn: a button disabled now would not send its own name and value.
    setTimeout(() => {
      for (const button of buttons()) {
        if (button.disabled) continue;
        button.dataset.held = "yes";
        button.disabled = true;
      }
    });
    timer = setTimeout(release, PATIENCE);
  });
  form.addEventListener("htmx:finally:request", release);
  window.addEventListener("pageshow", release);
}
