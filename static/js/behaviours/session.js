/**
 * Fills the personal parts of a page that is the same for everyone: name, basket count, CSRF token.
 *
 * On: an element with data-me-url. The fragment it fetches replaces the element's content and carries
 * data-csrf and data-basket on its first element; what it says in [data-said] goes to #flash. Others follow: input[name=csrf_token],
 * [data-basket-count], and body's header for htmx.
 */
let token = "";

function fillTokens(root) {
  if (!token) return;
  for (const field of root.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

function apply(fragment) {
  token = fragment.dataset.csrf ?? "";
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRF-Token": token }));
  fillTokens(document);
  const count = Number(fragment.dataset.basket ?? 0);
  for (const place of document.querySelectorAll("[data-basket-count]")) {
    place.textContent = count > 99 ? "99+" : count > 0 ? String(count) : "";
  }
}

async function refresh(slot) {
  const answer = await fetch(slot.dataset.meUrl, {
    credentials: "same-origin",
    headers: { "HX-Request": "true" },
  });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fragment = page.body.firstElementChild;
  if (!fragment) return;
  const said = fragment.querySelector("[data-said]");
  if (said) {
    document.getElementById("flash")?.append(...said.childNodes);
    said.remove();
  }
  slot.replaceChildren(...fragment.childNodes);
  apply(fragment);
}

export default function session(slot) {
  const again = () => refresh(slot).catch(() => {});
  again();
  document.body.addEventListener("basket:changed", again);
  document.addEventListener("htmx:after:swap", () => fillTokens(document));
  window.addEventListener("pageshow", (event) => event.persisted && again());
}
