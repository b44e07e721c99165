/** Puts − and + around a number input and keeps it between its min and max. On: .stepper. */
function press(sign, step, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "stepper__button";
  button.textContent = sign;
  button.setAttribute("aria-label", `${label} ${sign}${step}`);
  return button;
}

export default function stepper(element) {
  const input = element.querySelector(".stepper__input");
  const label = element.querySelector(".stepper__label")?.textContent ?? "";
  const control = document.createElement("span");
  const less = press("−", 1, label);
  const more = press("+", 1, label);
  control.className = "stepper__control";
  input.replaceWith(control);
  control.append(less, input, more);

  const bound = (n) => Math.min(Number(input.max) || 9999, Math.max(Number(input.min) || 0, n));

  function show() {
    less.disabled = input.disabled || Number(input.value) <= bound(Number.NEGATIVE_INFINITY);
    more.disabled = input.disabled || Number(input.value) >= bound(Number.POSITIVE_INFINITY);
  }

  function set(n) {
    const value = String(bound(n));
    if (value === input.value) return;
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  less.addEventListener("click", () => set(Number(input.value) - 1));
  more.addEventListener("click", () => set(Number(input.value) + 1));
  input.addEventListener("change", () => {
    const n = Number.parseInt(input.value, 10);
    input.value = String(bound(Number.isNaN(n) ? Number(input.min) || 1 : n));
    show();
  });
  new MutationObserver(show).observe(input, { attributeFilter: ["max", "min", "disabled"] });
  show();
}
