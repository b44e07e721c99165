/**
 * A number pad for a number that may begin with letters, and a button for the letters.
 *
 * On: an element around one input, with data-letters and data-digits, the words on the button.
 * Without it the ordinary keyboard comes up: a phone's number pad has no way back to letters.
 */
export default function keypad(element) {
  const input = element.querySelector("input");
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "button button--link button--small";

  function show(mode) {
    input.inputMode = mode;
    toggle.textContent = mode === "numeric" ? element.dataset.letters : element.dataset.digits;
  }

  toggle.addEventListener("click", () => {
    show(input.inputMode === "numeric" ? "text" : "numeric");
    input.focus();
  });
  show("numeric");
  input.autocapitalize = "characters";
  input.parentElement.append(toggle);
}
