// Improves pages that already work. Every part looks for its markup and stays quiet without it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// An answer for an application goes by itself; without this, by its button.
for (const form of all("form[data-send]")) form.submit();

// Password: Show and Hide. The button is hidden until this runs; the password hides again before it is sent.
for (const field of all("[data-password]")) {
  const input = field.querySelector("input");
  const button = field.querySelector(".show");
  const said = field.querySelector("[data-said]");
  if (!input || !button) continue;
  const set = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    set(shown);
    if (said) said.textContent = shown ? button.dataset.shown : button.dataset.hidden;
  });
  input.form?.addEventListener("submit", () => set(false));
}

// What is said about a value while one types, asked 600 ms after the last key. The answer is the same component, rendered again.
for (const lines of all("[data-verdict]")) {
  const field = lines.closest(".field");
  const input = field?.querySelector("input");
  if (!input) continue;
  let waiting;
  let asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams();
    for (const name of ["csrf", "name", "username", "email"]) {
      const other = input.form?.elements.namedItem(name);
      if (other instanceof HTMLInputElement) body.set(name, other.value);
    }
    body.set(input.name, input.value);
    try {
      const answer = await fetch(lines.dataset.verdict, { method: "POST", body, signal: asked.signal });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const rules = fresh.querySelector(".rules");
      const sentence = fresh.querySelector(".verdict-sentence");
      if (rules) lines.querySelector(".rules")?.replaceWith(rules);
      // The live region itself stays, so that its new text is announced.
      const old = lines.querySelector(".verdict-sentence");
      if (old && sentence) {
        old.textContent = sentence.textContent;
        old.className = sentence.className;
      }
    } catch {
      // The server judges the value again when it is sent.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 600);
  });
}

// Copy: the button is hidden where there is no clipboard.
for (const button of all("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.parentElement?.querySelector("[data-said]");
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.dataset.text ?? source.textContent.trim());
      if (said) said.textContent = button.dataset.copied;
    } catch {
      getSelection()?.selectAllChildren(source);
    }
  });
}

// Print.
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Menus: Escape closes and gives the focus back, a press outside closes.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open], details.menu-fold[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// Moments: in the zone of the browser, with UTC as the title, unless a zone was chosen and stands there already.
const language = document.documentElement.lang;
const moment = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});
const localise = (root) => {
  for (const time of all("time[datetime]", root)) {
    const at = new Date(time.dateTime);
    if (time.title || Number.isNaN(at.getTime())) continue;
    time.title = time.textContent;
    time.textContent = moment.format(at);
  }
};
localise(document);

// Search as one types: fetches the same page and exchanges the list and the count.
for (const form of all("form[data-live]")) {
  const list = document.getElementById(form.dataset.live);
  if (!list) continue;
  let waiting;
  let asked;
  const refresh = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(list.id);
      if (!fresh) return;
      list.replaceChildren(...fresh.childNodes);
      localise(list);
      choosing(list);
      const count = document.getElementById(`${list.id}-count`);
      if (count) count.textContent = list.querySelector("[data-count]")?.textContent ?? "";
      history.replaceState(history.state, "", address);
    } catch {
      // The button of the form still works.
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 300);
  });
}

// Choosing many: how many are ticked is said, everybody on the page is one tick, and Shift chooses all between.
const ticks = (root) => all(".tick input", root.closest("form"));
let lastTick;
const tally = (form) => {
  const bar = form.querySelector("[data-chosen]");
  const every = form.querySelector("[data-pick] input");
  if (!bar || !every) return;
  const boxes = all(".tick input", form);
  const chosen = boxes.filter((box) => box.checked).length;
  bar.querySelector("[data-chosen-said]").textContent = chosen ? `${bar.dataset.said} ${chosen}` : bar.dataset.none;
  every.checked = chosen === boxes.length;
  every.indeterminate = chosen > 0 && chosen < boxes.length;
};
const choosing = (root) => {
  for (const pick of all("[data-pick]", root)) pick.hidden = false;
  for (const bar of all("[data-chosen]", root)) if (ticks(bar).some((box) => box.checked)) tally(bar.form);
};
choosing(document);
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".tick input");
  if (!box) return;
  const boxes = ticks(box);
  const [from, to] = [boxes.indexOf(lastTick), boxes.indexOf(box)].sort((one, other) => one - other);
  if (event.shiftKey && from >= 0) for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  lastTick = box;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (!form?.querySelector("[data-chosen]")) return;
  if (event.target.closest("[data-pick]")) for (const box of ticks(event.target)) box.checked = event.target.checked;
  tally(form);
});

// Progress: asks again every two seconds while the page says that work goes on; the spoken line changes every ten at most.
const follow = (box) => {
  let spoken = Date.now();
  const again = async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!fresh) return location.reload();
      box.querySelector(".progress-shown")?.replaceWith(fresh.querySelector(".progress-shown"));
      if (Date.now() - spoken > 10000) {
        spoken = Date.now();
        box.querySelector("[role=status]").textContent = fresh.querySelector(".progress-words").textContent;
      }
    } catch {
      // The next turn may reach the server.
    }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
};
for (const box of all("[data-progress]")) follow(box);

// Confirmation without fields: the page it leads to, shown as a dialog.
const confirm = async (link) => {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("[data-confirmation]");
  if (!answer.ok || answer.redirected || !content) throw new Error("not a confirmation");
  const dialog = document.createElement("dialog");
  const heading = content.querySelector("h1");
  if (heading) {
    heading.id = "dialog-heading";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  dialog.append(content);
  dialog.querySelector("[data-cancel]")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  confirm(link).catch(() => { location.href = link.href; });
});
