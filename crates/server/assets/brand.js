// The brand page shows a colour and a welcome while one types them. Without this, it shows what is saved.

const accent = document.querySelector("input[name=accent]");
const welcome = document.querySelector("textarea[name=welcome]");
const shown = document.querySelector("[data-brand-welcome]");

welcome?.addEventListener("input", () => {
  if (shown) shown.textContent = welcome.value.trim();
});

// The stylesheet of a colour is served by its digits; the server moves a colour that cannot be read.
accent?.addEventListener("input", () => {
  const digits = /^#?([0-9a-f]{6})$/i.exec(accent.value.trim())?.[1];
  let sheet = document.querySelector('link[rel=stylesheet][href^="/accent/"]');
  if (!digits) return accent.value.trim() ? undefined : sheet?.remove();
  if (!sheet) {
    sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    document.head.append(sheet);
  }
  sheet.href = `/accent/${digits.toLowerCase()}.css`;
});

// A logo is drawn as it was chosen; what the server makes of it looks the same.
const sign = document.querySelector("[data-brand-preview] .door-sign");
document.querySelector("input[name=logo]")?.addEventListener("change", async (event) => {
  const file = event.target.files?.[0];
  if (!file || !sign) return;
  let drawn;
  try {
    drawn = await createImageBitmap(file);
  } catch {
    return; // The server says why it takes none of it.
  }
  const canvas = document.createElement("canvas");
  canvas.className = "logo";
  [canvas.width, canvas.height] = [drawn.width, drawn.height];
  canvas.getContext("2d").drawImage(drawn, 0, 0);
  sign.firstElementChild?.replaceWith(canvas);
});
