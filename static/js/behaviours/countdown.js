/**
 * Shows the time left until data-until, says data-over once it has passed, and tells the page.
 *
 * On: .countdown with a .countdown__left inside. Sends "countdown:over" (bubbles) once.
 * With data-reload the page is read again then, for the server decides what is over.
 */
const SOON = 5 * 60;

function words(seconds, days) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const whole = Math.floor(seconds / 86400);
  if (whole > 0) return `${whole} ${days} ${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

export default function countdown(element) {
  const until = Date.parse(element.dataset.until);
  const left = element.querySelector(".countdown__left");
  if (Number.isNaN(until) || !left) return;

  function tick() {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds > 0) {
      left.textContent = `${element.dataset.left} ${words(seconds, element.dataset.days)}`;
      element.classList.toggle("countdown--soon", seconds <= SOON);
      return;
    }
    clearInterval(timer);
    left.textContent = "";
    element.querySelector(".countdown__text").textContent = element.dataset.over;
    element.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
    if (element.dataset.reload !== undefined && seconds > -10) location.reload();
  }

  const timer = setInterval(() => (element.isConnected ? tick() : clearInterval(timer)), 1000);
  tick();
}
