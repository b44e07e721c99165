/** Counts the swiped pictures and shows thumbnails that jump to one. On: .gallery. */
export default function gallery(element) {
  const reel = element.querySelector(".gallery__reel");
  const frames = [...reel.children];
  const now = element.querySelector("[data-gallery-now]");
  const thumbs = element.querySelector(".gallery__thumbs");
  if (!thumbs) return;
  const buttons = [...thumbs.querySelectorAll("button")];
  thumbs.hidden = false;

  function mark(index) {
    now.textContent = String(index + 1);
    for (const [n, button] of buttons.entries()) {
      button.setAttribute("aria-current", String(n === index));
    }
  }

  const watch = new IntersectionObserver(
    (entries) => {
      const seen = entries.find((entry) => entry.isIntersecting);
      if (seen) mark(frames.indexOf(seen.target));
    },
    { root: reel, threshold: 0.6 },
  );
  for (const frame of frames) watch.observe(frame);
  for (const [n, button] of buttons.entries()) {
    button.addEventListener("click", () => reel.scrollTo({ left: frames[n].offsetLeft }));
  }
  mark(0);
}
