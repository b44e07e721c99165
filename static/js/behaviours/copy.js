/** Copies data-copy and says data-copied for a moment. On: a button, hidden until this runs. */
export default function copy(button) {
  if (!navigator.clipboard) return;
  const text = button.querySelector(".button__text") ?? button;
  const before = text.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return;
    }
    text.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => {
      text.textContent = before;
    }, 2000);
  });
}
