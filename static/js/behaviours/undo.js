/** Steps aside after five seconds, but waits while someone points at it or holds the focus. On: the element to remove. */
const STAYS = 5000;

export default function undo(element) {
  let timer = 0;
  const wait = () => clearTimeout(timer);
  const leave = () => {
    wait();
    timer = setTimeout(() => element.remove(), STAYS);
  };
  element.addEventListener("pointerenter", wait);
  element.addEventListener("focusin", wait);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("focusout", leave);
  leave();
}
