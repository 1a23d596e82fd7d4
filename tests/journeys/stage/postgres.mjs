// A database of its own on the PostgreSQL that was started for this run.

import { randomBytes } from "node:crypto";
import { place } from "./place.mjs";
import { run } from "./process.mjs";

export async function freshDatabase() {
  const name = `journey_${randomBytes(8).toString("hex")}`;
  const made = await run(place.psql, [`${place.postgres}/postgres`, "--quiet", "--command", `CREATE DATABASE ${name}`]);
  if (made.code !== 0) throw new Error(made.output);
  return `${place.postgres}/${name}`;
}
