// Applications of every kind as npm's openid-client writes them: machines, pushed and signed requests,
// keys that tokens are bound to, devices, and answers that come as a form.

import assert from "node:assert/strict";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";
import * as client from "openid-client";
import { openApplication } from "./stage/application.mjs";
import { openBrowser, person, untroubled } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

test("applications of every kind, by openid-client", async (t) => {
  const house = await openHouse({ env: { VESTIBULE_ALLOW_PRIVATE_OUTGOING: "127.0.0.0/8" } });
  const browser = await openBrowser();
  const application = await openApplication();
  t.after(() => Promise.all([browser.close(), application.close(), house.close()]));
  const owner = await person(browser);
  await company.setUp(owner, house);
  const connect = (name, more = {}) =>
    company.connectApplication(owner, house, { name, redirects: [application.redirect], after: [application.home], ...more });

  await t.test("a machine gets a token for itself, may be asked about, and gives it back", async () => {
    const own = await connect("Robot");
    await company.chooseTokens(owner, house, own.id, { grants: ["It asks for itself"] });
    const config = await discovered(house, own.id, client.ClientSecretPost(own.secret));
    const token = await client.clientCredentialsGrant(config);
    assert.equal(token.token_type, "bearer");
    assert.equal(token.refresh_token, undefined);
    const told = await client.tokenIntrospection(config, token.access_token);
    assert.equal(told.active, true);
    assert.equal(told.sub, own.id);
    await client.tokenRevocation(config, token.access_token);
    assert.deepEqual(await client.tokenIntrospection(config, token.access_token), { active: false });
  });

  await t.test("a pushed request leads in, and where it is demanded no other does", async () => {
    const own = await connect("Pusher");
    await company.chooseTokens(owner, house, own.id, { requires: ["Pushed from its server"] });
    const config = await application.connect(house.url, own).then(() => application.config);
    const { parameters, checks } = await asked(application);
    await owner.goto((await client.buildAuthorizationUrlWithPAR(config, parameters)).href);
    await company.letIn(owner);
    const tokens = await client.authorizationCodeGrant(config, application.back(), checks);
    assert.equal(tokens.claims().aud, own.id);
    const plain = await asked(application);
    await owner.goto(client.buildAuthorizationUrl(config, plain.parameters).href);
    await owner.getByText("You are in the board").waitFor();
    assert.equal(application.back().searchParams.get("error"), "invalid_request");
  });

  await t.test("a signed request counts, and a changed one does not", async () => {
    const own = await connect("Signer");
    const key = await keyPair("s1");
    await company.chooseKeys(owner, house, own.id, key.jwks);
    await company.chooseTokens(owner, house, own.id, { requires: ["Signed"] });
    const config = await discovered(house, own.id, client.ClientSecretBasic(own.secret));
    const { parameters, checks } = await asked(application);
    const signed = await client.buildAuthorizationUrlWithJAR(config, parameters, { key: key.privateKey, kid: "s1" });
    await owner.goto(signed.href);
    await company.letIn(owner);
    assert.ok((await client.authorizationCodeGrant(config, application.back(), checks)).access_token);
    const thief = await keyPair("s1");
    const forged = await client.buildAuthorizationUrlWithJAR(config, parameters, { key: thief.privateKey, kid: "s1" });
    const answer = await owner.goto(forged.href);
    const told = new URL(owner.url()).searchParams.get("error") ?? String(answer.status());
    assert.match(told, /^(invalid_request_object|400)$/);
  });

  await t.test("tokens bound to a key open nothing without it", async () => {
    const own = await connect("Binder", { isPublic: true });
    await company.chooseTokens(owner, house, own.id, { requires: ["Bound to a key"] });
    const config = await discovered(house, own.id, client.None());
    const handle = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    const { parameters, checks } = await asked(application);
    await owner.goto(client.buildAuthorizationUrl(config, parameters).href);
    await company.letIn(owner);
    const tokens = await client.authorizationCodeGrant(config, application.back(), checks, undefined, { DPoP: handle });
    assert.equal(tokens.token_type, "dpop");
    const subject = tokens.claims().sub;
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, subject, { DPoP: handle })).sub, subject);
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, subject));
    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: other }));
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: handle });
    assert.equal(renewed.token_type, "dpop");
  });

  await t.test("a request pushed with a proof of a key gives a code to that key only", async () => {
    const own = await connect("Pushing binder", { isPublic: true });
    const config = await discovered(house, own.id, client.None());
    const [handle, other] = await Promise.all(["ES256", "PS256"].map(async (algorithm) =>
      client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm))));
    for (const [pushing, redeeming, isLetIn] of [[handle, other, false], [handle, handle, true], [other, other, true]]) {
      const { parameters, checks } = await asked(application);
      await owner.goto((await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: pushing })).href);
      await company.letIn(owner);
      const given = client.authorizationCodeGrant(config, application.back(), checks, undefined, { DPoP: redeeming });
      if (isLetIn) assert.equal((await given).token_type, "dpop");
      else await assert.rejects(given, (why) => why.error === "invalid_grant");
    }
  });

  for (const [kind, kid] of [["ES256", "k1"], ["PS256", "k2"]]) {
    await t.test(`an application proves itself with a pasted ${kind} key, everywhere`, async () => {
      const own = await connect(`Keyed ${kind}`);
      const key = await keyPair(kid, kind);
      await company.proveByKeys(owner, house, own.id, { jwks: key.jwks });
      await company.chooseTokens(owner, house, own.id, { grants: ["It asks for itself"] });
      const config = await discovered(house, own.id, client.PrivateKeyJwt({ key: key.privateKey, kid }));
      assert.ok(config.serverMetadata().token_endpoint_auth_signing_alg_values_supported.includes(kind));
      const machine = await client.clientCredentialsGrant(config);
      assert.equal((await client.tokenIntrospection(config, machine.access_token)).active, true);
      await client.tokenRevocation(config, machine.access_token);
      assert.deepEqual(await client.tokenIntrospection(config, machine.access_token), { active: false });
      const { parameters, checks } = await asked(application);
      await owner.goto((await client.buildAuthorizationUrlWithPAR(config, parameters)).href);
      await company.letIn(owner);
      const tokens = await client.authorizationCodeGrant(config, application.back(), checks);
      assert.equal(tokens.claims().aud, own.id);
      assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
      const thief = await keyPair(kid, kind);
      const forged = await discovered(house, own.id, client.PrivateKeyJwt({ key: thief.privateKey, kid }));
      await assert.rejects(client.clientCredentialsGrant(forged), (why) => why.status === 401);
      const former = await discovered(house, own.id, client.ClientSecretPost(own.secret));
      await assert.rejects(client.clientCredentialsGrant(former), (why) => why.status === 401);
    });
  }

  await t.test("an application publishes its keys and changes them by itself", async (t) => {
    const own = await connect("Publisher");
    const [first, second] = [await keyPair("p1"), await keyPair("p2", "PS256")];
    const publisher = await openPublisher(first.jwks);
    t.after(() => publisher.close());
    await company.chooseTokens(owner, house, own.id, { grants: ["It asks for itself"] });
    await company.proveByKeys(owner, house, own.id, { uri: publisher.url });
    await owner.getByText("p1 (ES256)").waitFor();
    const by = (key, kid) => discovered(house, own.id, client.PrivateKeyJwt({ key: key.privateKey, kid }));
    const [old, fresh] = [await by(first, "p1"), await by(second, "p2")];
    assert.ok((await client.clientCredentialsGrant(old)).access_token);
    publisher.says = second.jwks;
    await assert.rejects(client.clientCredentialsGrant(fresh), (why) => why.status === 401);
    assert.equal(publisher.asked, 1, "asked a moment ago");
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await company.press(owner, "Fetch now");
    await owner.getByText("p2 (PS256)").waitFor();
    assert.ok((await client.clientCredentialsGrant(fresh)).access_token);
    await assert.rejects(client.clientCredentialsGrant(old), (why) => why.status === 401);
    const { parameters, checks } = await asked(application);
    await owner.goto(client.buildAuthorizationUrl(fresh, parameters).href);
    await company.letIn(owner);
    assert.equal((await client.authorizationCodeGrant(fresh, application.back(), checks)).claims().aud, own.id);
  });

  await t.test("a device shows a code, and a person lets it in", async () => {
    const own = await connect("Television", { isPublic: true });
    await company.chooseTokens(owner, house, own.id, { grants: ["A device without a browser"] });
    const config = await discovered(house, own.id, client.None());
    const begun = await client.initiateDeviceAuthorization(config, { scope: "openid profile" });
    const waiting = client.pollDeviceAuthorizationGrant(config, begun, undefined, { signal: AbortSignal.timeout(60_000) });
    await owner.goto(begun.verification_uri_complete);
    assert.equal(await owner.getByLabel("Code on the device").inputValue(), begun.user_code);
    await company.press(owner, "Continue");
    await owner.getByRole("heading", { name: "A device asks to enter Television as you" }).waitFor();
    await company.allow(owner);
    await owner.getByRole("heading", { name: "The device is let in" }).waitFor();
    const tokens = await waiting;
    assert.equal(tokens.claims().name, company.OWNER.name);
  });

  await t.test("the answer may come as a form", async () => {
    const own = await connect("Former");
    const config = await discovered(house, own.id, client.ClientSecretBasic(own.secret));
    const { parameters, checks } = await asked(application);
    await owner.goto(client.buildAuthorizationUrl(config, { ...parameters, response_mode: "form_post" }).href);
    await company.letIn(owner);
    const form = application.posted();
    const request = new Request(application.redirect, { method: "POST", body: form, headers: { "content-type": "application/x-www-form-urlencoded" } });
    assert.ok((await client.authorizationCodeGrant(config, request, checks)).access_token);
    untroubled(owner);
  });
});

/** The document of the house, as this client would read it. */
function discovered(house, id, proof) {
  return client.discovery(new URL(house.url), id, undefined, proof, { execute: [client.allowInsecureRequests] });
}

/** What a request asks, and what has to come back. */
async function asked(application) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: application.redirect, scope: "openid profile offline_access", state: checks.expectedState,
    nonce: checks.expectedNonce, code_challenge_method: "S256",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
  };
  return { parameters, checks };
}

/** A key pair of an application: the private half to sign with, the public one to show. */
async function keyPair(kid, alg = "ES256") {
  const isRsa = alg === "PS256";
  const { privateKey, publicKey } = isRsa
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const kind = isRsa ? { name: "RSA-PSS", hash: "SHA-256" } : { name: "ECDSA", namedCurve: "P-256" };
  return { jwks: { keys: [jwk] }, privateKey: await webcrypto.subtle.importKey("pkcs8", der, kind, false, ["sign"]) };
}

/** The server of an application that publishes its keys; what it says can be changed. */
async function openPublisher(jwks) {
  const publisher = { says: jwks, asked: 0 };
  const server = createServer((_, response) => {
    publisher.asked += 1;
    response.setHeader("content-type", "application/jwk-set+json");
    response.end(JSON.stringify(publisher.says));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  publisher.url = `http://127.0.0.1:${server.address().port}/keys.json`;
  publisher.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return publisher;
}
