// Debian's Apache with mod_auth_openidc in front of one page: an application nobody here wrote.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, freePort, place, sharedFolder } from "./place.mjs";
import { end, start } from "./process.mjs";

const MODULES = "/usr/lib/apache2/modules";

/** The address of the application, known before it is connected. */
export async function apachePlace() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return { port, url, redirect: `${url}/protected/callback`, page: `${url}/protected/` };
}

/** Serves a page that only signed-in people reach. */
export async function openApache({ port, url, redirect }, { issuer, id, secret }) {
  const folder = sharedFolder("apache");
  const pages = join(folder, "pages");
  mkdirSync(join(pages, "protected"), { recursive: true });
  // Started as root, Apache serves as nobody's user; the pages are for everyone to read.
  writeFileSync(join(pages, "protected", "index.html"), PAGE);
  writeFileSync(join(folder, "httpd.conf"), configuration({ folder, pages, port, url, redirect, issuer, id, secret }));
  const log = () => readFileSync(join(folder, "error.log"), { encoding: "utf8", flag: "a+" });
  const program = start(place.apache, ["-f", join(folder, "httpd.conf"), "-D", "FOREGROUND"]);
  await eventually("Apache", async () => {
    if (program.over) throw new Error(`Apache ended: ${program.why}\n${program.output}\n${log()}`);
    const answer = await fetch(`${url}/`, { redirect: "manual" }).catch(() => undefined);
    return answer !== undefined;
  });
  return { log, close: () => end(program) };
}

const PAGE = `<!doctype html><html lang="en"><title>Intranet</title>
<h1>Behind the door</h1><p>Signed in as <!--#echo var="OIDC_CLAIM_email" --></p></html>
`;

function configuration({ folder, pages, port, url, redirect, issuer, id, secret }) {
  const modules = [
    ["mpm_event", "mod_mpm_event"], ["authn_core", "mod_authn_core"], ["authz_core", "mod_authz_core"],
    ["authz_user", "mod_authz_user"], ["dir", "mod_dir"], ["mime", "mod_mime"], ["include", "mod_include"],
    ["auth_openidc", "mod_auth_openidc"],
  ];
  const user = process.getuid() === 0 ? "User www-data\nGroup www-data\n" : "";
  return `${modules.map(([name, file]) => `LoadModule ${name}_module ${MODULES}/${file}.so`).join("\n")}
ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/httpd.pid
DefaultRuntimeDir ${folder}
Mutex sem
ErrorLog ${folder}/error.log
LogLevel warn
${user}DocumentRoot ${pages}
DirectoryIndex index.html
TypesConfig /dev/null
AddType text/html .html
AddOutputFilter INCLUDES .html

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${id}
OIDCClientSecret ${secret}
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase only-for-this-run-of-the-journeys
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCCookieSameSite On
OIDCDefaultLoggedOutURL ${url}/

<Directory ${pages}>
  Options +Includes
  Require all granted
</Directory>
<Location /protected/>
  AuthType openid-connect
  Require valid-user
</Location>
`;
}
