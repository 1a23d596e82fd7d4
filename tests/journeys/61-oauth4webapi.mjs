// The strictest client there is in JavaScript, and one in Python: each checks every answer itself.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import * as oauth from "oauth4webapi";
import { openApplication } from "./stage/application.mjs";
import { authlib } from "./stage/authlib.mjs";
import { openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

const PLAIN = { [oauth.allowInsecureRequests]: true };
const RESOURCE = "https://documents.falke.example.com/api";

test("oauth4webapi and Authlib", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  const application = await openApplication();
  t.after(() => Promise.all([browser.close(), application.close(), house.close()]));
  const owner = await person(browser);
  await company.setUp(owner, house);
  const connect = (name, more = {}) =>
    company.connectApplication(owner, house, { name, redirects: [application.redirect], after: [application.home], ...more });
  const issuer = new URL(house.url);
  const found = await oauth.discoveryRequest(issuer, PLAIN);
  const server = await oauth.processDiscoveryResponse(issuer, found);

  await t.test("oauth4webapi: signed access tokens for a resource, read by the resource", async () => {
    const own = await connect("Reader");
    await company.chooseTokens(owner, house, own.id, { format: "Signed (JWT)", algorithm: "RS256", resources: [RESOURCE] });
    const client = { client_id: own.id, id_token_signed_response_alg: "RS256" };
    const proof = oauth.ClientSecretBasic(own.secret);
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const pushed = await oauth.pushedAuthorizationRequest(server, client, proof, {
      response_type: "code", redirect_uri: application.redirect, scope: "openid email", state, nonce, resource: RESOURCE,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    }, PLAIN);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, pushed);
    const address = new URL(server.authorization_endpoint);
    address.search = new URLSearchParams({ client_id: own.id, request_uri });
    await owner.goto(address.href);
    await company.letIn(owner);
    const params = oauth.validateAuthResponse(server, client, application.back(), state);
    const answer = await oauth.authorizationCodeGrantRequest(server, client, proof, params, application.redirect, verifier, PLAIN);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, answer, PLAIN);
    const request = new Request(RESOURCE, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    const claims = await oauth.validateJwtAccessToken(server, request, RESOURCE, PLAIN);
    assert.equal(claims.client_id, own.id);
    assert.ok(claims.jti);
    const elsewhere = oauth.validateJwtAccessToken(server, request, "https://other.example.com", PLAIN);
    await assert.rejects(elsewhere);
  });

  await t.test("Authlib: a code, its renewal, asking about it and giving it back", async (t) => {
    const own = await connect("Python board");
    await company.chooseTokens(owner, house, own.id, { grants: ["It asks for itself"] });
    const python = authlib({ issuer: house.url, redirect: application.redirect, ...own });
    t.after(() => python.close());
    const { address } = await python.ask("begin", { scope: "openid profile offline_access" });
    await owner.goto(address);
    await company.letIn(owner);
    const first = await python.ask("finish", { address: application.back().href });
    assert.equal(first.claims.name, company.OWNER.name);
    assert.equal((await python.ask("introspect", { token: first.access_token })).active, true);
    const second = await python.ask("refresh", { token: first.refresh_token });
    assert.notEqual(second.refresh_token, first.refresh_token);
    await python.ask("revoke", { token: second.refresh_token });
    assert.deepEqual(await python.ask("introspect", { token: second.access_token }), { active: false });
    assert.ok((await python.ask("machine", {})).access_token);
    untroubled(owner);
  });

  await t.test("Authlib: keys of its own in place of a secret", async (t) => {
    const own = await connect("Python signer");
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "py", use: "sig" }] };
    await company.proveByKeys(owner, house, own.id, { jwks });
    await company.chooseTokens(owner, house, own.id, { grants: ["It asks for itself"] });
    const key = { ...privateKey.export({ format: "jwk" }), kid: "py" };
    const python = authlib({ issuer: house.url, redirect: application.redirect, id: own.id, key });
    t.after(() => python.close());
    const { address } = await python.ask("begin", { scope: "openid profile offline_access" });
    await owner.goto(address);
    await company.letIn(owner);
    const first = await python.ask("finish", { address: application.back().href });
    assert.equal(first.claims.name, company.OWNER.name);
    assert.equal((await python.ask("introspect", { token: first.access_token })).active, true);
    await python.ask("revoke", { token: first.refresh_token });
    assert.deepEqual(await python.ask("introspect", { token: first.access_token }), { active: false });
    assert.ok((await python.ask("machine", {})).access_token);
  });

  await t.test("Authlib: a device waits until a person lets it in", async (t) => {
    const own = await connect("Python television", { isPublic: true });
    await company.chooseTokens(owner, house, own.id, { grants: ["A device without a browser"] });
    const python = authlib({ issuer: house.url, redirect: application.redirect, id: own.id });
    t.after(() => python.close());
    const begun = await python.ask("device", { scope: "openid profile" });
    const waiting = python.ask("poll", { code: begun.device_code, interval: begun.interval });
    await owner.goto(begun.verification_uri_complete);
    await company.press(owner, "Continue");
    await company.allow(owner);
    await owner.getByRole("heading", { name: "The device is let in" }).waitFor();
    assert.equal((await waiting).claims.name, company.OWNER.name);
  });
});
