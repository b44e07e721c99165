/** Makes a <details> a sheet: Escape, its own button and a tap outside close it. On: .sheet. */
export default function sheet(details) {
  const opener = details.querySelector("summary");
  const panel = details.querySelector(".sheet__panel");
  const closer = details.querySelector("[data-sheet-close]");
  details.dataset.ready = "";
  closer.hidden = false;
  panel.setAttribute("role", "dialog");
  panel.tabIndex = -1;

  function close() {
    details.open = false;
    opener.focus();
  }

  closer.addEventListener("click", close);
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) close();
    if (event.key !== "Tab" || !details.open) return;
    const stops = [...panel.querySelectorAll("a[href], button, input, select, textarea")];
    const last = stops.filter((stop) => !stop.disabled && stop.offsetParent).at(-1);
    if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      closer.focus();
    }
  });
  details.addEventListener("toggle", () => details.open && panel.focus());
  document.addEventListener("click", (event) => {
    if (details.open && !panel.contains(event.target) && !opener.contains(event.target)) close();
  });
}
