// Debian's Dovecot as the manual sets it up: mailboxes open with a token that it asks us about (RFC 7662).

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, freePort, manualBlock, place, sharedFolder } from "./place.mjs";
import { end, run, start } from "./process.mjs";

const CLIENT = fileURLToPath(new URL("imap_client.py", import.meta.url));

/** An IMAP server that lets in whoever our introspection endpoint says an access token belongs to. */
export async function openDovecot(house, { id, secret }) {
  const folder = sharedFolder("dovecot");
  const port = await freePort();
  const owner = ownerOf(folder);
  const asking = manualBlock("applications.md", "dovecot-oauth2")
    .replace("https://CLIENT_ID:SECRET@id.example.com", house.url.replace("://", `://${id}:${encodeURIComponent(secret)}@`));
  writeFileSync(join(folder, "vestibule.conf"), asking);
  writeFileSync(join(folder, "dovecot.conf"), configuration({ folder, port, owner }));
  const program = start(place.dovecot, ["-F", "-c", join(folder, "dovecot.conf")]);
  await eventually("Dovecot", async () => {
    if (program.over) throw new Error(`Dovecot ended: ${program.why}\n${program.output}`);
    return (await greets(port)) || undefined;
  });
  return {
    /** Opens the mailbox of `user` as Python's imaplib does; whether it did, and how many letters are in it now. */
    open: async (user, token, mechanism = "XOAUTH2") => {
      const env = { IMAP_PORT: String(port), IMAP_USER: user, IMAP_TOKEN: token, IMAP_MECHANISM: mechanism };
      const { output } = await run(place.python, [CLIENT], { env });
      const letters = output.match(/^letters: (\d+)$/m);
      if (!letters && !output.startsWith("refused: ")) throw new Error(`${output}\n${program.output}`);
      return { open: letters !== null, letters: Number(letters?.[1] ?? 0) };
    },
    close: () => end(program),
  };
}

/** Whose processes and mailboxes these are: started as root, Dovecot gives them to users of the package. */
function ownerOf(folder) {
  mkdirSync(join(folder, "mail"));
  if (process.getuid() !== 0) {
    const { username } = userInfo();
    return { mail: username, login: username, inside: username, group: execFileSync("id", ["-gn"]).toString().trim() };
  }
  execFileSync("chown", ["-R", "mail:mail", join(folder, "mail")]);
  return { mail: "mail", login: "dovenull", inside: "dovecot", group: "dovecot" };
}

function configuration({ folder, port, owner }) {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
info_log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = ${owner.login}
default_internal_user = ${owner.inside}
default_internal_group = ${owner.group}
first_valid_uid = 1
mail_uid = ${owner.mail}
mail_gid = ${owner.mail === "mail" ? "mail" : owner.group}
mail_location = maildir:${folder}/mail/%u
auth_failure_delay = 0
${manualBlock("applications.md", "dovecot").replace("/etc/dovecot/", `${folder}/`)}userdb {
  driver = static
  args = home=${folder}/mail/%u
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
`;
}

function greets(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const over = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("data", (bytes) => over(bytes.toString().startsWith("* OK")));
    socket.once("error", () => over(false));
  });
}
