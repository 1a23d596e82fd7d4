// Our own TLS as testssl.sh sees it: protocols, ciphers, forward secrecy and the attacks with a name.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, freePort, freshFolder, place } from "./stage/place.mjs";
import { end, run, start } from "./stage/process.mjs";

/** Findings that must be there and well: a scan that saw nothing would otherwise pass. */
const WELL = [
  "SSLv2", "SSLv3", "TLS1_2", "TLS1_3", "cipherlist_NULL", "cipherlist_aNULL", "cipherlist_EXPORT", "cipherlist_LOW",
  "cipherlist_STRONG", "heartbleed", "CCS", "ticketbleed", "ROBOT", "secure_renego", "secure_client_renego", "CRIME_TLS",
  "BREACH", "POODLE_SSL", "fallback_SCSV", "SWEET32", "FREAK", "DROWN", "LOGJAM", "BEAST", "LUCKY13", "RC4",
];
const NOT_OFFERED = ["TLS1", "TLS1_1", "cipherlist_3DES_IDEA", "cipherlist_AVERAGE"];

test("testssl.sh finds nothing to say against our TLS", async (t) => {
  const folder = freshFolder("tls");
  const [key, pem] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...words, "-keyout", key, "-out", pem, ...names], { stdio: "ignore" });
  const port = await freePort();
  const args = ["serve", "--data-dir", join(folder, "data"), "--listen", `127.0.0.1:${port}`];
  const house = start(place.binary, [...args, "--tls-certificate", pem, "--tls-key", key]);
  t.after(() => end(house));
  await eventually("a TLS handshake", async () => {
    if (house.over) throw new Error(`vestibule ended: ${house.why}\n${house.output}`);
    return (await shakesHands(port)) || undefined;
  });

  const report = join(folder, "report.json");
  const quiet = ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--connect-timeout", "5", "--openssl-timeout", "5"];
  const scan = await run(place.testssl, [...quiet, "--jsonfile", report, "-p", "-s", "-f", "-U", `https://127.0.0.1:${port}`]);
  const findings = JSON.parse(readFileSync(report, "utf8"));
  const about = (id) => findings.find((finding) => finding.id === id) ?? assert.fail(`nothing about ${id}:\n${scan.output}`);

  for (const id of WELL) assert.equal(about(id).severity, "OK", JSON.stringify(about(id)));
  for (const id of NOT_OFFERED) assert.equal(about(id).finding, "not offered", id);
  const against = findings.filter(({ severity }) => ["LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL"].includes(severity));
  assert.deepEqual(against, []);
});

function shakesHands(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    const over = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("secureConnect", () => over(true)).once("error", () => over(false));
  });
}
