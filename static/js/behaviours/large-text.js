/** Larger letters for those who want them, remembered on this device. On: a button, hidden until this runs. */
const KEY = "text-size";
const page = document.documentElement;

function isLarge() {
  try {
    return localStorage.getItem(KEY) === "large";
  } catch {
    return false;
  }
}

/** Every page follows the choice made on another one. */
export function rememberTextSize() {
  if (isLarge()) page.dataset.text = "large";
}

function show(button, large) {
  if (large) page.dataset.text = "large";
  else delete page.dataset.text;
  button.setAttribute("aria-pressed", String(large));
}

export default function largeText(button) {
  let large = isLarge();
  button.hidden = false;
  show(button, large);
  button.addEventListener("click", () => {
    large = !large;
    localStorage.setItem(KEY, large ? "large" : "normal");
    show(button, large);
  });
}
