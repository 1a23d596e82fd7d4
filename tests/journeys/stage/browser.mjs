// Debian's Chromium, driven as a person would, and what a careful look at a page finds.

import axe from "axe-core";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { place } from "./place.mjs";

const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Starts a browser. */
export function openBrowser() {
  return chromium.launch({ executablePath: place.chromium, args: QUIET });
}

/** One person at the browser: cookies of its own, and a page whose troubles are collected. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // A page that answers with an error status is an expected outcome, not a trouble of the page.
    if (message.type() === "error" && !/Failed to load resource/.test(text)) page.troubles.push(`console: ${text}`);
  });
  return page;
}

/** Lets every change of colour arrive: one on its way to another scheme has a contrast that nobody chose. */
export async function atRest(page) {
  await page.evaluate(() => {
    for (const one of document.getAnimations()) {
      if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
    }
  });
}

/** What axe finds wrong with the page as it is shown now, at rest. */
export async function violations(page) {
  await atRest(page);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((one) => `${one.id}: ${one.help}\n      ${one.nodes.map((node) => node.html).slice(0, 3).join("\n      ")}`);
}

/** Whether the page can be scrolled sideways, and what sticks out. */
export function sideways(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
    return out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  });
}

/** Fails when a page of this person complained. */
export function untroubled(page) {
  assert.deepEqual(page.troubles, []);
}

let pictures = 0;

/** Nothing for axe in either scheme and at 320 pixels, but what `beside` names; nothing that scrolls sideways there. */
export async function isWell(page, beside = /^$/) {
  const before = page.viewportSize();
  const look = async (what) => {
    const found = (await violations(page)).filter((one) => !beside.test(one));
    assert.deepEqual(found, [], `${page.url()} ${what}`);
    await picture(page, what);
  };
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await look(colorScheme);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await look("narrow");
  assert.deepEqual(await sideways(page), [], page.url());
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(before);
}

/** A picture of the page, where somebody who wants to look names a folder. */
export async function picture(page, what) {
  const folder = process.env.VESTIBULE_TEST_SHOTS;
  await atRest(page);
  if (folder) await page.screenshot({ path: `${folder}/${String((pictures += 1)).padStart(2, "0")}-${what}.png`, fullPage: true });
}
