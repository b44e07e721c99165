/** Opens the print dialogue. On: an element around a button, hidden until this runs. */
export default function print(element) {
  element.hidden = false;
  element.addEventListener("click", (event) => event.target.closest("button") && window.print());
}
