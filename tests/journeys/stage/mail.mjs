// Mail as it arrived at a real SMTP server: read from the maildir of the sink.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, place } from "./place.mjs";

/**
 * The first link in a mail to this address that begins like this, waited for. Letters of other servers
 * to the same address lie in the same box, so the beginning says whose letter is meant.
 */
export async function linkMailed(address, start) {
  return eventually(`mail to ${address} with a link to ${start}`, async () => {
    const links = mailsTo(address).flatMap((mail) => mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
    return links.find((link) => link.startsWith(start));
  }, 30);
}

/** A letter to this address, waited for: subject, text, HTML, and the picture that travels along, as a data URL. */
export function letterTo(address) {
  return eventually(`a letter to ${address}`, async () => mailsTo(address)[0], 30);
}

function mailsTo(address) {
  const folder = join(place.mail, "new");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => parse(readFileSync(join(folder, name))))
    .filter((mail) => mail.headers.get("to")?.toLowerCase().includes(address.toLowerCase()));
}

function parse(bytes) {
  const part = split(bytes.toString("latin1"));
  const leaves = flatten(part);
  const of = (kind) => leaves.find((leaf) => leaf.kind === kind)?.text ?? "";
  const picture = leaves.find((leaf) => leaf.kind === "image/png")?.body.replace(/\s/g, "");
  const logo = picture && `data:image/png;base64,${picture}`;
  return { logo, headers: part.headers, subject: decodeWords(part.headers.get("subject") ?? ""), text: of("text/plain"), html: of("text/html") };
}

function split(raw) {
  const at = raw.search(/\r?\n\r?\n/);
  const head = raw.slice(0, at).replace(/\r?\n[ \t]+/g, " ");
  const body = raw.slice(at).replace(/^\r?\n\r?\n/, "");
  const headers = new Map();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body };
}

function flatten({ headers, body }) {
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = type.match(/boundary="?([^";]+)"?/i)?.[1];
  if (boundary) {
    const parts = body.split(new RegExp(`\\r?\\n?--${boundary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:--)?\\r?\\n?`));
    return parts.filter((part) => part.includes(":")).flatMap((part) => flatten(split(part)));
  }
  return [{ body, kind: type.split(";")[0].trim().toLowerCase(), text: decode(body, headers.get("content-transfer-encoding")) }];
}

function decode(body, encoding = "7bit") {
  switch (encoding.trim().toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("utf8");
    case "quoted-printable":
      return Buffer.from(unquote(body.replace(/=\r?\n/g, "")), "latin1").toString("utf8");
    default:
      return Buffer.from(body, "latin1").toString("utf8");
  }
}

function unquote(text) {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeWords(header) {
  return header.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, text) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(text, "base64").toString("utf8")
      : Buffer.from(unquote(text.replace(/_/g, " ")), "latin1").toString("utf8"));
}
