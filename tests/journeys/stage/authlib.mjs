// PyPI's Authlib as a process of its own: a line of JSON in, a line of JSON out.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { place } from "./place.mjs";

const SCRIPT = fileURLToPath(new URL("./authlib_client.py", import.meta.url));

/** Starts the client with its credentials. */
export function authlib(credentials) {
  const child = spawn(place.python, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (deed, words) => {
    child.stdin.write(`${JSON.stringify({ deed, ...words })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`Authlib ended before it answered ${deed}`);
    const answer = JSON.parse(value);
    if (answer.refused) throw new Error(`${deed}: ${answer.refused}`);
    return answer;
  };
  child.stdin.write(`${JSON.stringify(credentials)}\n`);
  return { ask, close: () => child.kill("SIGKILL") };
}
