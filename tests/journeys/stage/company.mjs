// What people do on the pages, told by the words they see there.

import assert from "node:assert/strict";
import { linkMailed } from "./mail.mjs";
import { place } from "./place.mjs";

export const OWNER = { name: "Anna Nowak", email: "anna@falke.example.com", password: "quiet-harbour-lantern-27" };
export const WORKSPACE = { name: "Falke", address: "falke" };
export const EMPLOYEE = { name: "Jonas Weber", email: "jonas@falke.example.com", password: "paper-kite-orchard-54" };

/** Goes through the set-up pages; ends at the overview, signed in. */
export async function setUp(page, house, { owner = OWNER, workspace = WORKSPACE } = {}) {
  await page.goto(await house.link());
  await press(page, "Begin");
  await press(page, "Continue");
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await press(page, "Continue");
  await page.getByLabel("Name of the company or team").fill(workspace.name);
  await page.getByLabel("Address of the workspace").fill(workspace.address);
  await press(page, "Continue");
  await press(page, "Set up the server");
  await page.waitForURL(`**/w/${workspace.address}/**`);
}

/** The identifier page, then the password page. */
export async function signIn(page, { email, password }) {
  await page.getByLabel(/^Login/).fill(email);
  // Beside "Continue as …", where others are signed in in this browser.
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
}

/** Tells the server where the mail goes: the sink of this run. */
export async function connectMail(page, house) {
  const [host, port] = place.smtp.split(":");
  await page.goto(`${house.url}/operator/mail`);
  await page.getByLabel("Through a mail server").check();
  await page.getByLabel("Sender address").fill("door@falke.example.com");
  await page.getByLabel("Host").fill(host);
  await page.getByLabel("Port").fill(port);
  await page.getByLabel("Protection").selectOption("plain");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The mail settings are saved").waitFor();
}

/** Adds a person and follows the mailed link in a browser of its own. */
export async function addPerson(page, house, invited = EMPLOYEE) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/people`);
  await page.getByRole("link", { name: "Add a person" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill(invited.name);
  await page.getByLabel("E-mail", { exact: true }).fill(invited.email);
  await press(page, "Add and invite");
  await page.getByText(`${invited.name} is invited`).first().waitFor();
}

/** The invited person opens the mail and chooses a password. */
export async function acceptInvitation(page, house, invited = EMPLOYEE) {
  await page.goto(await linkMailed(invited.email, house.url));
  await page.getByLabel("New password", { exact: true }).fill(invited.password);
  await press(page, "Choose password and go in");
  await page.waitForURL(`**/w/${WORKSPACE.address}/**`);
}

/** Connects an application; gives its id and, for a confidential one, the secret shown once. */
export async function connectApplication(page, house, { name, redirects, after = [], isPublic = false }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/new`);
  await page.getByRole("radio", { name: isPublic ? "Without a secret" : "With a secret" }).check();
  await page.getByLabel("Name of the application").fill(name);
  await page.getByLabel("Redirect URIs").fill(redirects.join("\n"));
  if (after.length) await page.getByLabel("Addresses after signing out").fill(after.join("\n"));
  await page.getByLabel(/^Stay connected/).check();
  await press(page, "Connect application");
  await page.getByRole("heading", { name: "Application connected" }).waitFor();
  const id = await shown(page, "client-id");
  const secret = isPublic ? undefined : await shown(page, "secret");
  return { id, secret };
}

/** The operator says which applications may register themselves. */
export async function openRegistration(page, house, choice, workspace = "") {
  await page.goto(`${house.url}/operator/applications`);
  await page.getByRole("radio", { name: choice, exact: true }).check();
  await page.getByLabel("Workspace for those without a token").fill(workspace);
  await save(page);
}

/** A token with which applications register themselves in the workspace. */
export async function registrationToken(page, house, { name, applications = "5 applications" }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications`);
  await page.getByRole("link", { name: "Applications that register themselves" }).click();
  await page.getByLabel("What it is for").fill(name);
  await page.getByLabel("Applications", { exact: true }).selectOption(applications);
  await press(page, "Make token");
  await page.getByRole("heading", { name: "The token is made" }).waitFor();
  return shown(page, "token");
}

/** Writes down where an application hears of sign-outs from server to server. */
export async function tellOfSignOuts(page, house, { id, address }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/${id}/sign-out`);
  await page.locator("[name=backchannel_logout_uri]").fill(address);
  await press(page, "Save");
  await page.locator(`[name=backchannel_logout_uri][value="${address}"]`).waitFor();
}

/** Signs out by the button of the menu, which may be closed. */
export async function signOut(page) {
  await page.locator("form[action='/sign-out'] button").first().evaluate((button) => button.click());
  await page.waitForURL("**/signed-out");
}

/** Ticks what an application may get tokens with, and what its requests must be. */
export async function chooseTokens(page, house, id, { grants = [], requires = [], format, algorithm, resources }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/${id}/tokens`);
  for (const label of [...grants, ...requires]) await page.getByRole("checkbox", { name: label }).check();
  if (format) await page.getByRole("radio", { name: format }).check();
  if (algorithm) await page.getByLabel("ID tokens are signed with").selectOption(algorithm);
  if (resources) await page.getByLabel("Resources").fill(resources.join("\n"));
  await save(page);
}

/** Registers the public keys with which an application signs its requests. */
export async function chooseKeys(page, house, id, jwks) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/${id}/proof`);
  await page.getByLabel("Public keys", { exact: false }).first().fill(JSON.stringify(jwks));
  await save(page);
}

/** Lets an application prove itself with keys of its own: pasted, or published at an address. */
export async function proveByKeys(page, house, id, { jwks, uri = "" }) {
  await page.goto(`${house.url}/w/${WORKSPACE.address}/applications/${id}/proof`);
  await page.getByRole("radio", { name: "With keys of its own" }).check();
  await page.getByLabel("Public keys", { exact: false }).first().fill(jwks ? JSON.stringify(jwks) : "");
  await page.getByLabel("Address of its public keys").fill(uri);
  await save(page);
}

async function save(page) {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved").first().waitFor();
}

/** Sees what the application will learn, and allows it. */
export async function allow(page) {
  await press(page, "Allow");
}

/** Allows what is asked, where it is asked, and ends up in the application. */
export async function letIn(page) {
  const allow = page.getByRole("button", { name: "Allow" });
  const inside = page.getByText("You are in the board");
  await allow.or(inside).first().waitFor();
  if (await allow.count()) await allow.click();
  await inside.waitFor();
}

/** A value to be copied, found by its id. */
export async function shown(page, id) {
  const text = (await page.locator(`#${id}`).getAttribute("data-text")) ?? "";
  assert.notEqual(text.trim(), "", `nothing is shown for ${id}`);
  return text;
}

/** Presses the one button with these words. */
export async function press(page, words) {
  await page.getByRole("button", { name: words }).first().click();
}
