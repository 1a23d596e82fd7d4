// The API against what others say of it: schemathesis reads our OpenAPI document and calls every operation with
// what fits it and what does not, always with the same seed.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";
import { freshFolder, place } from "./stage/place.mjs";
import { run } from "./stage/process.mjs";
import { freshDatabase } from "./stage/postgres.mjs";

// What a schema cannot say: names that are taken, days of a month, addresses that take letters. Such requests fit the
// schema and are refused with 422 all the same.
const NOT_OURS = "positive_data_acceptance";

// A change without `If-Match` is answered by 428 (RFC 6585, section 3), which the list of schemathesis leaves out.
const SETTINGS = `
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]
`;

// It tries every operation with a wrong token too, and an address has thirty of those before it has to wait: so each part
// of the operations has a server of its own.
const MOST = 28;

/** The paths of the operations, in parts. */
async function inParts() {
  const { code, output } = await run(place.binary, ["openapi"]);
  assert.equal(code, 0, output);
  const parts = [];
  let operations = MOST;
  for (const [path, methods] of Object.entries(JSON.parse(output).paths)) {
    operations += Object.keys(methods).length;
    if (operations > MOST) {
      parts.push([]);
      operations = Object.keys(methods).length;
    }
    parts.at(-1).push(path);
  }
  return parts;
}

const RUNS = [];
for (const engine of ["SQLite", "PostgreSQL"]) {
  for (const [part, paths] of (await inParts()).entries()) RUNS.push({ engine, part, paths });
}

for (const { engine, part, paths } of RUNS) {
  test(`schemathesis finds nothing on ${engine}: part ${part + 1}`, async (t) => {
    const house = await openHouse({ database: engine === "PostgreSQL" ? await freshDatabase() : undefined });
    const browser = await openBrowser();
    t.after(() => Promise.all([browser.close(), house.close()]));
    const owner = await person(browser);
    await company.setUp(owner, house);
    const which = paths.flatMap((path) => ["--include-path", path]);
    const token = await makeToken(owner, house);
    const self = await call(house, token, "/self");
    assert.equal(self.operator, true);
    const settings = join(freshFolder("schemathesis"), "schemathesis.toml");
    writeFileSync(settings, SETTINGS);
    const found = await run(place.schemathesis, [
      "--config-file", settings, "run", `${house.url}/api/v1/openapi.json`,
      "--header", `Authorization: Bearer ${token}`,
      ...which, "--seed", "20261124", "--max-examples", "5", "--max-time", "20", "--phases", "examples,coverage,fuzzing",
      "--exclude-checks", NOT_OURS, "--no-shrink", "--request-timeout", "10",
      "--max-failures", "20", "--warnings", "off",
    ]);
    assert.equal(found.code, 0, found.output.replaceAll(token, "…"));
    // Whatever was tried: the owner is still in, and the trail is whole.
    assert.deepEqual((await call(house, token, "/self")).scopes, self.scopes);
    const verified = await house.command("audit", "verify");
    assert.equal(verified.code, 0, verified.output);
  });
}

/** A token of the owner with everything ticked. */
async function makeToken(page, house) {
  await page.goto(`${house.url}/passport/tokens`);
  await page.getByLabel("Name of the token").fill("Schemathesis");
  for (const tick of await page.getByRole("checkbox").all()) await tick.check();
  await page.getByRole("button", { name: "Make token" }).click();
  return page.locator("#token").innerText();
}

async function call(house, token, path) {
  const answer = await fetch(`${house.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  return answer.json();
}
