// Where this run takes place: what `cargo xtask journeys` says of the machine.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function told(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys through cargo xtask journeys`);
  return value;
}

export const place = {
  binary: told("VESTIBULE_TEST_BINARY"),
  chromium: told("VESTIBULE_TEST_CHROMIUM"),
  apache: told("VESTIBULE_TEST_APACHE"),
  nginx: told("VESTIBULE_TEST_NGINX"),
  caddy: told("VESTIBULE_TEST_CADDY"),
  dovecot: told("VESTIBULE_TEST_DOVECOT"),
  testssl: told("VESTIBULE_TEST_TESTSSL"),
  manual: told("VESTIBULE_TEST_MANUAL"),
  python: told("VESTIBULE_TEST_PYTHON"),
  psql: told("VESTIBULE_TEST_PSQL"),
  schemathesis: told("VESTIBULE_TEST_SCHEMATHESIS"),
  postgres: told("VESTIBULE_TEST_POSTGRES"),
  smtp: told("VESTIBULE_TEST_SMTP"),
  mail: told("VESTIBULE_TEST_MAIL"),
  out: told("VESTIBULE_TEST_OUT"),
};

/** A loopback port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A new folder in the build output, removed when the journey ends. */
export function freshFolder(name) {
  return fleeting(mkdtempSync(join(outFolder("journey-stage"), `${name}-`)));
}

/** A new folder where a server with a user of its own can reach it. */
export function sharedFolder(name) {
  const folder = fleeting(mkdtempSync(join(tmpdir(), `vestibule-${name}-`)));
  chmodSync(folder, 0o755);
  return folder;
}

function fleeting(folder) {
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder of the build output, made when missing. */
export function outFolder(name) {
  const folder = join(place.out, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Asks until the answer is there, or says what was waited for. */
export async function eventually(what, ask, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The first block in this language of a page of the manual. */
export function manualBlock(page, language) {
  const manual = readFileSync(join(place.manual, page), "utf8");
  const found = manual.match(new RegExp(`\n\`\`\`${language}\n([^]*?)\n\`\`\`\n`));
  if (!found) throw new Error(`${page} shows no ${language}`);
  return `${found[1]}\n`;
}
