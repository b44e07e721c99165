/** Opens the phone's own share menu, where there is one. On: .share with data-url and data-title. */
export default function share(element) {
  const button = element.querySelector("[data-share-open]");
  if (!navigator.share || !button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { url, title } = element.dataset;
    try {
      await navigator.share({ title, url: new URL(url, location.href).href });
    } catch {
      // Closed without sharing.
    }
  });
}
