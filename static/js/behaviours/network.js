/** Says in words that a request never got through; what was typed stays where it is. On: #flash with data-lost. */
export default function network(flash) {
  document.addEventListener("htmx:error", (event) => {
    if (!event.detail?.error) return;
    const notice = document.createElement("div");
    const text = document.createElement("p");
    notice.className = "notice notice--error";
    notice.setAttribute("role", "alert");
    text.textContent = flash.dataset.lost;
    notice.append(text);
    flash.replaceChildren(notice);
  });
  document.addEventListener("htmx:before:request", () => {
    if (flash.textContent === flash.dataset.lost) flash.replaceChildren();
  });
}
