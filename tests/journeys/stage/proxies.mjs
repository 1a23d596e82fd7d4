// Real proxies before a page that tells what it is told: the configurations of the manual, with values replaced.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { eventually, freePort, manualBlock, place, sharedFolder } from "./place.mjs";
import { end, start } from "./process.mjs";

const MANUAL = { site: "0123456789abcdefghjkmnpqrs", address: "https://wiki.example.com", host: "wiki.example.com" };

const configuration = (language) => manualBlock("forward-auth.md", language);

/** A page that shows every header it was sent. */
export async function openBackend() {
  const port = await freePort();
  const server = createServer((request, response) => {
    const told = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    response.setHeader("content-type", "text/html; charset=utf-8");
    const body = told.join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    response.end(`<!doctype html><html lang=en><title>Wiki</title><h1>Wiki ${request.url}</h1><pre>${body}</pre></html>`);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Where the site will be, known before it is connected. */
export async function sitePlace(name) {
  const port = await freePort();
  const host = `${name}.localhost`;
  return { host, port, address: `https://${host}:${port}` };
}

function certificate(folder, host) {
  const [key, pem] = [join(folder, "site.key"), join(folder, "site.pem")];
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  execFileSync("openssl", [...words, "-keyout", key, "-out", pem, ...names], { stdio: "ignore" });
  return { key, pem };
}

async function answers(program, what, { port }) {
  await eventually(what, async () => {
    if (program.over) throw new Error(`${what} ended: ${program.why}\n${program.output}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" }).catch(() => undefined);
    return answer !== undefined;
  });
  return { output: () => program.output, close: () => end(program) };
}

/** Debian's nginx with the configuration of the manual. */
export async function openNginx(at, { site, house, backend }) {
  const folder = sharedFolder("nginx");
  mkdirSync(join(folder, "tmp"));
  const { key, pem } = certificate(folder, at.host);
  const server = configuration("nginx")
    .replaceAll("listen 443 ssl", `listen 127.0.0.1:${at.port} ssl`)
    .replaceAll("/etc/ssl/wiki.example.com.pem", pem)
    .replaceAll("/etc/ssl/wiki.example.com.key", key)
    .replaceAll(MANUAL.site, site)
    .replaceAll(MANUAL.address, at.address)
    .replaceAll(MANUAL.host, at.host)
    .replaceAll("http://127.0.0.1:8080", house.url)
    .replaceAll("http://127.0.0.1:3000", `http://127.0.0.1:${backend.port}`);
  const user = process.getuid() === 0 ? "user root;" : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  writeFileSync(
    join(folder, "nginx.conf"),
    `${user} daemon off; pid ${folder}/pid; error_log stderr warn; events {}
http { access_log off; ${temporary.map((one) => `${one}_temp_path ${folder}/tmp/${one};`).join(" ")}
${server} }
`,
  );
  const program = start(place.nginx, ["-c", join(folder, "nginx.conf"), "-p", folder]);
  return answers(program, "nginx", at);
}

/** Caddy with the configuration of the manual. */
export async function openCaddy(at, { site, house, backend }) {
  const folder = sharedFolder("caddy");
  const { key, pem } = certificate(folder, at.host);
  const block = configuration("caddy")
    .replaceAll(MANUAL.site, site)
    .replaceAll(`${MANUAL.address} {`, `${at.address} {\n\ttls ${pem} ${key}\n\tbind 127.0.0.1`)
    .replaceAll("http://127.0.0.1:8080", house.url)
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${backend.port}`);
  writeFileSync(join(folder, "Caddyfile"), `{\n\tadmin off\n\tauto_https off\n}\n${block}`);
  const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  const program = start(place.caddy, ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"], { env });
  return answers(program, "Caddy", at);
}
