// What people do on the pages, told by the words they see there.

import assert from "node:assert/strict";
import { linkIn, mailTo } from "./mail.mjs";
import { place } from "./place.mjs";

export const OWNER = { name: "Anna Nowak", email: "anna@falke.example.com", password: "quiet-harbour-lantern-27" };
export const WORKSPACE = { name: "Falke", address: "falke" };
export const EMPLOYEE = { name: "Jonas Weber", email: "jonas@falke.example.com", password: "paper-kite-orchard-54" };

/** Goes through the set-up pages; ends at the overview, signed in. */
export async function setUp(page, house, { owner = OWNER, workspace = WORKSPACE } = {}) {
  await page.goto(await house.link());
  await press(page, /continue|next|start/i);
  await page.getByLabel(/your name|^name/i).fill(owner.name);
  await page.getByLabel(/e-?mail/i).first().fill(owner.email);
  await page.getByLabel(/^password/i).first().fill(owner.password);
  await press(page, /continue|next/i);
  await page.getByLabel(/workspace.*name|^name/i).fill(workspace.name);
  await page.getByLabel(/address/i).fill(workspace.address);
  await press(page, /continue|open|finish|create/i);
  await page.waitForURL(`**/w/${workspace.address}**`);
}

/** The identifier page, then the password page. */
export async function signIn(page, { email, password }) {
  await page.getByLabel(/e-?mail/i).first().fill(email);
  await press(page, /continue/i);
  await page.getByLabel(/^password/i).first().fill(password);
  await press(page, /sign in/i);
}

/** Tells the server where the mail goes: the sink of this run. */
export async function connectMail(page, house) {
  const [host, port] = place.smtp.split(":");
  await page.goto(`${house.url}/operator/mail`);
  await page.getByLabel(/server|host/i).fill(host);
  await page.getByLabel(/port/i).fill(port);
  await page.getByLabel(/sender|from/i).fill("door@falke.example.com");
  await press(page, /save/i);
}

/** Adds a person and follows the mailed link in a browser of its own. */
export async function addPerson(page, house, invited = EMPLOYEE) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/people`);
  await page.getByRole("link", { name: /add|invite/i }).first().click();
  await page.getByLabel(/name/i).first().fill(invited.name);
  await page.getByLabel(/e-?mail/i).first().fill(invited.email);
  await press(page, /add|invite/i);
  await page.getByText(invited.name).first().waitFor();
}

/** The invited person opens the mail and chooses a password. */
export async function acceptInvitation(page, house, invited = EMPLOYEE) {
  const mail = await mailTo(invited.email);
  await page.goto(linkIn(mail, house.url));
  const accept = page.getByRole("button", { name: /accept/i });
  if (await accept.count()) await accept.click();
  await page.getByLabel(/^password/i).first().fill(invited.password);
  await press(page, /continue|set|choose|save/i);
}

/** Connects an application; gives its id and, for a confidential one, the secret shown once. */
export async function connectApplication(page, house, { name, redirects, after = [], isPublic = false }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/new`);
  await page.getByLabel(/^name/i).fill(name);
  await page.getByLabel(/redirect/i).first().fill(redirects.join("\n"));
  if (after.length) await page.getByLabel(/sign-?out|logout/i).fill(after.join("\n"));
  await page.getByRole("radio", { name: isPublic ? /public/i : /confidential|secret/i }).check();
  await press(page, /connect|create|add|save/i);
  const id = await shown(page, /client id/i);
  const secret = isPublic ? undefined : await shown(page, /client secret|secret/i);
  return { id, secret };
}

/** Sees what the application will learn, and allows it. */
export async function allow(page) {
  await press(page, /allow/i);
}

/** A value in a list of facts, found by its term. */
export async function shown(page, term) {
  const value = page.locator("dt", { hasText: term }).locator("xpath=following-sibling::dd[1]").first();
  const text = (await value.locator("code").first().textContent()) ?? "";
  assert.notEqual(text.trim(), "", `nothing is shown for ${term}`);
  return text.replace(/\s+/g, "");
}

/** Presses the one button with these words. */
export async function press(page, words) {
  await page.getByRole("button", { name: words }).first().click();
}
