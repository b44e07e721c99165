/**
 * Price, unit price, stock sentence and the largest quantity follow the chosen variant.
 *
 * On: .sku-picker. Writes into [data-sku-price] (a .price), [data-sku-unit] and [data-sku-stock]
 * anywhere on the page, and sets max of the form's stepper.
 */
export default function skuPicker(picker) {
  const form = picker.closest("form");

  function follow() {
    const chosen = picker.querySelector("input:checked");
    if (!chosen) return;
    const { yuan, fen, unit, max, stock } = chosen.dataset;
    for (const place of document.querySelectorAll("[data-sku-price]")) {
      place.querySelector(".price__yuan").textContent = yuan;
      place.querySelector(".price__fen").textContent = fen;
      place.querySelector(".price__from")?.remove();
    }
    for (const place of document.querySelectorAll("[data-sku-unit]")) place.textContent = unit;
    for (const place of document.querySelectorAll("[data-sku-stock]")) place.textContent = stock;
    const count = form?.querySelector(".stepper__input");
    if (!count) return;
    count.max = max;
    if (Number(count.value) > Number(max)) count.value = max;
  }

  picker.addEventListener("change", follow);
  follow();
}
