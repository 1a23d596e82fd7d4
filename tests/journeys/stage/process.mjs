// Programs that a journey starts, each ended by its own process id whatever happens.

import { spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set();

function endAll() {
  for (const child of running) child.kill("SIGKILL");
}
process.on("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    endAll();
    process.exit(1);
  });
}

/** Starts a program; what it prints is kept in `output`. */
export function start(program, args, { env = {}, cwd } = {}) {
  const child = spawn(program, args, { env: cleanEnvironment(env), cwd, stdio: ["ignore", "pipe", "pipe"] });
  const started = { child, output: "", over: false, why: "" };
  running.add(child);
  const keep = (chunk) => {
    started.output += chunk;
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  child.once("error", (error) => {
    started.over = true;
    started.why = String(error);
  });
  child.once("exit", (code, signal) => {
    started.over = true;
    started.why = signal ?? `exit code ${code}`;
    running.delete(child);
  });
  return started;
}

/** Ends a program and waits until it is gone. */
export async function end(started, signal = "SIGTERM") {
  if (started.over) return;
  const gone = once(started.child, "exit");
  started.child.kill(signal);
  const late = setTimeout(() => started.child.kill("SIGKILL"), 8000);
  await gone;
  clearTimeout(late);
}

/** Runs a program to its end. */
export async function run(program, args, options) {
  const started = start(program, args, options);
  if (!started.over) await once(started.child, "close");
  return { code: started.child.exitCode, output: started.output };
}

/** Nothing of our own settings reaches the server that is tested. */
function cleanEnvironment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("VESTIBULE_"));
  return { ...Object.fromEntries(kept), ...extra };
}
