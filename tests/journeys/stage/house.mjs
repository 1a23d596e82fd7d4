// A started release binary with data of its own.

import { eventually, freePort, freshFolder, place } from "./place.mjs";
import { end, run, start } from "./process.mjs";

/** Starts Vestibule on a free port and waits until it is ready. */
export async function openHouse({ database, folder = freshFolder("house"), port, env = {} } = {}) {
  const house = new House(folder, port ?? (await freePort()), database, env);
  await house.start();
  return house;
}

class House {
  constructor(folder, port, database, env) {
    Object.assign(this, { folder, port, database, env, program: undefined });
    this.url = `http://127.0.0.1:${port}`;
  }

  async start() {
    const args = ["serve", ...this.flags(), "--listen", `127.0.0.1:${this.port}`, "--public-url", this.url];
    this.program = start(place.binary, args, { env: this.env });
    await eventually("/health/ready", async () => {
      if (this.program.over) throw new Error(`vestibule ended: ${this.program.why}\n${this.program.output}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      return answer?.ok;
    });
  }

  flags() {
    const database = this.database ? ["--database", this.database] : [];
    return ["--data-dir", this.folder, ...database];
  }

  /** The set-up link that was printed at the first start. */
  async link() {
    const found = () => this.program.output.match(/https?:\/\/\S+\/set-up\?link=\S+/)?.[0];
    return eventually("the set-up link", async () => found());
  }

  /** Runs another command of the binary on the same data. */
  command(...words) {
    return run(place.binary, [...words, ...this.flags()], { env: this.env });
  }

  /** The machine loses this process, as with `kill -9`. */
  async kill() {
    await end(this.program, "SIGKILL");
  }

  /** Stops as an operator would; Vestibule promises to be gone soon. */
  async close() {
    await end(this.program);
  }
}
