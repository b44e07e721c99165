/** Steps aside after five seconds, but waits while someone points at it or holds the focus. On: .undo. */
const STAYS = 5000;

export default function undo(form) {
  let timer = 0;
  const wait = () => clearTimeout(timer);
  const leave = () => {
    wait();
    timer = setTimeout(() => form.remove(), STAYS);
  };
  form.addEventListener("pointerenter", wait);
  form.addEventListener("focusin", wait);
  form.addEventListener("pointerleave", leave);
  form.addEventListener("focusout", leave);
  leave();
}
