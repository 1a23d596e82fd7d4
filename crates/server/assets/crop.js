// A photo: the square of it that is kept, moved and zoomed on a stage. Without this, the middle is kept.

const CLOSEST = 8; // The smallest square is so much smaller than the largest,
const SHORTEST = 32; // and never has a shorter side than this, in pixels.

for (const field of document.querySelectorAll("[data-crop]")) {
  const input = field.querySelector("input[type=file]");
  const stage = field.querySelector("[data-stage]");
  const canvas = stage?.querySelector("canvas");
  const zoom = stage?.querySelector("input[type=range]");
  const brush = canvas?.getContext("2d");
  if (!input || !zoom || !brush || !window.createImageBitmap) continue;
  const sent = (name) => stage.querySelector(`input[name=${name}]`);
  let picture;
  let square;

  const clamp = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));
  const largest = () => Math.min(picture.width, picture.height);
  const draw = () => {
    const side = Math.floor(square.side);
    const x = Math.floor(clamp(square.x, picture.width - side));
    const y = Math.floor(clamp(square.y, picture.height - side));
    const size = canvas.width;
    brush.clearRect(0, 0, size, size);
    brush.drawImage(picture, x, y, side, side, 0, 0, size, size);
    // What lies outside of the circle in which it is shown.
    brush.beginPath();
    brush.rect(0, 0, size, size);
    brush.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI, true);
    brush.fillStyle = "rgb(0 0 0 / .5)";
    brush.fill();
    sent("x").value = x;
    sent("y").value = y;
    sent("side").value = side;
  };
  const move = (x, y) => {
    square.x = clamp(square.x + x, picture.width - square.side);
    square.y = clamp(square.y + y, picture.height - square.side);
    draw();
  };
  const scale = () => {
    const most = largest();
    const least = Math.min(most, Math.max(SHORTEST, most / CLOSEST));
    const side = most * (least / most) ** (zoom.value / 100);
    const [x, y] = [square.x + square.side / 2, square.y + square.side / 2];
    square = { side, x: x - side / 2, y: y - side / 2 };
    move(0, 0);
  };
  const step = (by) => {
    zoom.value = Number(zoom.value) + by;
    scale();
  };
  const forget = () => {
    picture?.close();
    picture = undefined;
    stage.hidden = true;
    for (const name of ["x", "y", "side"]) sent(name).value = "";
  };

  input.addEventListener("change", async () => {
    forget();
    const file = input.files?.[0];
    if (!file) return;
    let read;
    try {
      read = await createImageBitmap(file);
    } catch {
      return; // The server says what is wrong with it.
    }
    if (file !== input.files?.[0]) return read.close();
    if (Math.min(read.width, read.height) < SHORTEST) return read.close();
    picture = read;
    const side = largest();
    square = { side, x: (picture.width - side) / 2, y: (picture.height - side) / 2 };
    zoom.value = 0;
    stage.hidden = false;
    draw();
  });
  zoom.addEventListener("input", () => picture && scale());

  // Drag with mouse, pen or finger; the wheel zooms.
  let last;
  canvas.addEventListener("pointerdown", (event) => {
    if (!picture) return;
    canvas.setPointerCapture(event.pointerId);
    last = event;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || event.pointerId !== last.pointerId) return;
    const scaled = square.side / canvas.clientWidth;
    move((last.clientX - event.clientX) * scaled, (last.clientY - event.clientY) * scaled);
    last = event;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = undefined));
  canvas.addEventListener("wheel", (event) => {
    if (!picture) return;
    event.preventDefault();
    step(event.deltaY < 0 ? 4 : -4);
  }, { passive: false });

  // The arrows move it, plus and minus zoom.
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (!picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ARROWS[event.key];
    const far = square.side / (event.shiftKey ? 5 : 20);
    if (way) move(way[0] * far, way[1] * far);
    else if (event.key === "+" || event.key === "=") step(5);
    else if (event.key === "-") step(-5);
    else return;
    event.preventDefault();
  });
  // Back in the browser brings the file back, but not what was drawn of it.
  if (input.files?.length) input.dispatchEvent(new Event("change"));
}
