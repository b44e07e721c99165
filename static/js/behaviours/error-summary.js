/** Takes the focus, so that what is wrong is read first; its links lead into the field. On: .error-summary. */
const FIELDS = "input:not([type=hidden]), select, textarea";

export default function errorSummary(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    const field = place.matches(FIELDS) ? place : (place.querySelector(FIELDS) ?? place);
    field.closest(".field, .choice, .tick")?.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}
