// A person becomes one of the help desk and helps another; departments are moved and headed; what a dismissal ends stands on its page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWell, openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { linkMailed } from "./stage/mail.mjs";

const { EMPLOYEE, OWNER, WORKSPACE } = company;
const HOME = `/w/${WORKSPACE.address}`;
const HELPER = { name: "Hella Hilf", email: "hella.hilf@falke.example.com", password: "copper-meadow-whistle-63" };

async function createDepartment(page, house, name, under) {
  await page.goto(`${house.url}${HOME}/departments`);
  await page.locator("#new-name").fill(name);
  await page.locator("#new-parent").selectOption({ label: under });
  await company.press(page, "Create department");
  await page.getByText(`Department created: ${name}`).waitFor();
}

test("roles", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const page = await person(browser, { reducedMotion: "reduce" });
  await company.setUp(page, house);
  await company.connectMail(page, house);
  const [helper, jonas] = [await person(browser, { reducedMotion: "reduce" }), await person(browser)];
  for (const [invited, own] of [[HELPER, helper], [EMPLOYEE, jonas]]) {
    await company.addPerson(page, house, invited);
    await company.acceptInvitation(own, house, invited);
  }
  const open = async (of, name) => {
    await of.goto(`${house.url}${HOME}/people`);
    await of.getByRole("link", { name }).first().click();
    await of.getByRole("heading", { name, exact: true }).waitFor();
  };

  await t.test("an administrator gives the role", async () => {
    await open(page, HELPER.name);
    await page.getByRole("link", { name: "Edit" }).first().click();
    await page.getByLabel("Role").selectOption({ label: "Help desk" });
    await isWell(page);
    await company.press(page, "Save");
    await page.getByText("Help desk").first().waitFor();
  });

  await t.test("the help desk sees the people and writes to one of them", async () => {
    await helper.goto(`${house.url}${HOME}`);
    await isWell(helper);
    await helper.getByRole("link", { name: "People", exact: true }).first().click();
    await helper.getByText(OWNER.name).first().waitFor();
    await isWell(helper);
    await helper.goto(`${house.url}${HOME}/people/invited`);
    await helper.getByText("Nobody is waited for").waitFor();
    await isWell(helper);
    await open(helper, EMPLOYEE.name);
    await isWell(helper);
    await helper.getByText("More", { exact: true }).first().click();
    await helper.getByRole("button", { name: "Send a link for a new password" }).click();
    await helper.getByText("A link to choose a new password is on its way").waitFor();
    await linkMailed(EMPLOYEE.email, `${house.url}/new-password`);
    untroubled(helper);
  });

  await t.test("it does nothing to administrators", async () => {
    await open(helper, OWNER.name);
    await helper.getByText("Only administrators act on administrators and on the help desk.").waitFor();
    assert.equal(await helper.getByText("More", { exact: true }).count(), 0);
    await isWell(helper);
    const refused = await helper.goto(`${house.url}${HOME}/settings`);
    assert.equal(refused.status(), 403);
  });

  await t.test("a group gives a role, and takes it again", async () => {
    await page.goto(`${house.url}${HOME}/groups`);
    await page.getByLabel("Name").fill("Duty");
    await company.press(page, "Create group");
    const group = page.url();
    await page.goto(`${group}?search=${encodeURIComponent(EMPLOYEE.name.split(" ")[0])}`);
    await page.getByRole("button", { name: `Add ${EMPLOYEE.name}` }).click();
    await page.getByText(`Added: ${EMPLOYEE.name}`).waitFor();
    await page.getByLabel("The group gives its members").selectOption({ label: "Administrator" });
    await isWell(page);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("One person gets this role now").waitFor();
    await isWell(page);
    await company.press(page, "Give the role");
    await page.getByText("Whoever is in this group has the role: Administrator").waitFor();
    await isWell(page);
    await open(page, EMPLOYEE.name);
    await page.getByText("Administrator (by the group Duty)").waitFor();
    await isWell(page);
    const opened = await jonas.goto(`${house.url}${HOME}/settings`);
    assert.equal(opened.status(), 200);
    await page.goto(`${group}/role?role=none`);
    await page.getByText("One person loses rights at once").waitFor();
    await company.press(page, "Take the role");
    const closed = await jonas.goto(`${house.url}${HOME}/settings`);
    assert.equal(closed.status(), 403);
  });

  await t.test("a department is moved by its menu and headed", async () => {
    await createDepartment(page, house, "Sales", "At the top");
    await createDepartment(page, house, "Works", "At the top");
    await page.getByLabel("Belongs to").first().selectOption({ label: "Sales" });
    await company.press(page, "Save");
    await page.getByText("Saved", { exact: true }).waitFor();
    assert.equal(await page.locator("#parent option:checked").textContent(), "Sales");
    await open(page, EMPLOYEE.name);
    await page.getByRole("link", { name: "Edit" }).first().click();
    await page.getByLabel("Department").selectOption({ index: 2 });
    await company.press(page, "Save");
    await page.goto(`${house.url}${HOME}/departments`);
    await page.locator("a[href*='/departments/']", { hasText: "Works" }).first().click();
    await page.getByLabel("Head").selectOption({ label: EMPLOYEE.name });
    await company.press(page, "Save");
    await page.getByText("Saved", { exact: true }).waitFor();
    await isWell(page);
    await page.goto(`${house.url}${HOME}/departments`);
    await page.locator("a[href*='/departments/']", { hasText: "Sales" }).first().click();
    assert.deepEqual(await page.locator("#parent option").allTextContents(), ["At the top"]);
  });

  await t.test("the question before a dismissal says what does not come back", async () => {
    await open(page, HELPER.name);
    await page.goto(`${page.url()}/dismiss`);
    await page.getByText("The rights of the help desk; hiring again does not bring them back").waitFor();
    await isWell(page);
    await company.press(page, "Dismiss");
    const refused = await helper.goto(`${house.url}${HOME}/people`);
    assert.equal(refused.status(), 403);
    untroubled(page);
  });
});
