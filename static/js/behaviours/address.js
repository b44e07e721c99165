/**
 * Division selects fill one another and a pasted address fills the form, both through htmx.
 *
 * On: .address, which the server renders whole each time. This only presses the hidden button
 * after a choice or a paste, and puts the focus back where it was after the swap.
 */
const remembered = { name: "" };

export default function address(fields) {
  const refresh = fields.querySelector('button[value="region"]');
  const parse = fields.querySelector('button[value="parse"]');
  const pasted = fields.querySelector('textarea[name="pasted"]');
  if (refresh) refresh.hidden = true;

  for (const select of fields.querySelectorAll("select[data-level]")) {
    select.addEventListener("change", () => {
      const level = Number(select.dataset.level);
      for (const deeper of fields.querySelectorAll("select[data-level]")) {
        if (Number(deeper.dataset.level) > level) deeper.value = "";
      }
      const next = fields.querySelector(`select[data-level="${level + 1}"]`);
      remembered.name = (next ?? select).name;
      if (next) refresh?.click();
    });
  }
  pasted?.addEventListener("paste", () => setTimeout(() => pasted.value.trim() && parse?.click()));

  if (!remembered.name) return;
  fields.querySelector(`[name="${remembered.name}"]`)?.focus();
  remembered.name = "";
}
