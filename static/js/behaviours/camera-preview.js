/**
 * Shows the chosen photographs and warns, never refuses, when one is small or blurred.
 *
 * On: .file-drop with an input of type file; data-too-small and data-blurred are the warnings.
 */
const SHORTEST = 900;
const SHARP = 25;

function sharpness(image) {
  const scale = Math.min(1, 400 / Math.max(image.width, image.height));
  const width = Math.max(3, Math.round(image.width * scale));
  const height = Math.max(3, Math.round(image.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = (x, y) => data[(y * width + x) * 4 + 1];
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const edge =
        4 * grey(x, y) - grey(x - 1, y) - grey(x + 1, y) - grey(x, y - 1) - grey(x, y + 1);
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return squares / count - (sum / count) ** 2;
}

function add(parent, tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

export default function cameraPreview(box) {
  const input = box.querySelector('input[type="file"]');
  const shown = add(box, "span", "file-drop__preview");
  shown.setAttribute("aria-live", "polite");

  async function show(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = add(shown, "canvas", "file-drop__image");
    const side = Math.min(picture.width, picture.height);
    canvas.width = canvas.height = 288;
    canvas
      .getContext("2d")
      .drawImage(
        picture,
        (picture.width - side) / 2,
        (picture.height - side) / 2,
        side,
        side,
        0,
        0,
        288,
        288,
      );
    if (side < SHORTEST) add(shown, "span", "file-drop__warning", box.dataset.tooSmall);
    else if (sharpness(picture) < SHARP) {
      add(shown, "span", "file-drop__warning", box.dataset.blurred);
    }
    picture.close();
  }

  input.addEventListener("change", async () => {
    shown.replaceChildren();
    for (const file of input.files) {
      if (file.type.startsWith("image/")) await show(file).catch(() => {});
      else add(shown, "span", "file-drop__name", file.name);
    }
  });
}
