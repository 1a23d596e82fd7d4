// Every page a person can reach by links: axe finds nothing in either scheme, nothing scrolls
// sideways at any width in any language, and a picture of each is left in the build output.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { outFolder } from "./stage/place.mjs";

const WIDTHS = [320, 768, 1280];
const SCHEMES = ["light", "dark"];
const LANGUAGES = { en: "English", de: "Deutsch", ru: "Русский" };
const PAGES_AT_MOST = 48;

test("every page, in both schemes, at three widths, in three languages", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const owner = await person(browser);
  await looked(t, owner, "set-up", await house.link());
  await company.setUp(owner, house);
  await company.connectApplication(owner, house, { name: "Board", redirects: ["https://board.example.com/callback"] });
  await company.addPerson(owner, house);

  const stranger = await person(browser);
  for (const path of ["/sign-in", "/set-up?link=spent", "/no-such-page"]) {
    await looked(t, stranger, `door ${path}`, house.url + path);
  }
  await t.test("door: the password page and its error", async () => {
    await stranger.goto(`${house.url}/sign-in`);
    await stranger.getByLabel(/e-?mail/i).first().fill(company.OWNER.email);
    await company.press(stranger, /continue/i);
    await stranger.getByLabel(/^password/i).first().waitFor();
    await pictures(stranger, "door password");
    await stranger.getByLabel(/^password/i).first().fill("not the password");
    await company.press(stranger, /sign in/i);
    await stranger.locator("[aria-invalid=true]").waitFor();
    assert.match(await stranger.title(), /^Error:/);
    await pictures(stranger, "door password wrong");
  });

  const seen = new Set();
  const next = ["/passport", `/w/${company.WORKSPACE.address}`, "/operator/mail"];
  while (next.length && seen.size < PAGES_AT_MOST) {
    const path = next.shift();
    if (seen.has(path)) continue;
    seen.add(path);
    await looked(t, owner, path, house.url + path);
    next.push(...(await links(owner, house.url)).filter((link) => !seen.has(link)));
  }
  await t.test("the crawl found the console", () => {
    for (const page of ["people", "departments", "groups", "applications", "audit"]) {
      assert.ok(seen.has(`/w/${company.WORKSPACE.address}/${page}`), `no link leads to ${page}: ${[...seen]}`);
    }
    untroubled(owner);
    untroubled(stranger);
  });
});

/** Looks at a page that can be asked for again, in every language. */
async function looked(t, page, name, address) {
  await t.test(name, async () => {
    for (const language of Object.keys(LANGUAGES)) {
      await speak(page, language);
      const answer = await page.goto(address);
      assert.ok(answer.status() < 500, `${address} answers ${answer.status()}`);
      assert.match(await page.title(), /Vestibule/);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await pictures(page, name, language);
    }
    await speak(page, "en");
    await page.goto(address);
  });
}

/** Chooses the language in the footer, as a person would. */
async function speak(page, language) {
  const own = page.locator("footer").getByRole("button", { name: LANGUAGES[language] });
  if (await own.count()) await own.click();
}

/** Looks at the page as it stands now, without loading it anew: what was typed or told stays. */
async function pictures(page, name, language = "en") {
  const found = [];
  // In other languages words are longer and nothing else differs: one scheme, the two ends.
  const [schemes, widths] = language === "en" ? [SCHEMES, WIDTHS] : [["light"], [320, 1280]];
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const at = `${language} ${scheme} ${width}`;
      found.push(...(await sideways(page)).map((one) => `${at} scrolls sideways: ${one}`));
      if (width !== 768 && language === "en") found.push(...(await violations(page)).map((one) => `${at} ${one}`));
      const picture = `${slug(name)}-${width}-${scheme}-${language}.png`;
      await page.screenshot({ path: join(outFolder("screenshots"), picture), fullPage: true });
    }
  }
  assert.deepEqual(found, [], `${name}\n    ${found.join("\n    ")}`);
}

/** The pages of this house to which this one links. */
async function links(page, home) {
  const all = await page.locator("a[href]").evaluateAll((found) => found.map((one) => one.href));
  const ours = all.map((link) => new URL(link)).filter((link) => link.origin === home);
  const paths = ours.map((link) => link.pathname + (link.pathname.includes("/people") ? "" : link.search));
  return paths.filter((path) => !path.startsWith("/assets/") && !path.startsWith("/oidc/"));
}

function slug(name) {
  return name.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").toLowerCase();
}
