// An application as its developer would write it with npm's openid-client: it checks what it gets.

import { createServer } from "node:http";
import * as client from "openid-client";
import { freePort } from "./place.mjs";

/** Waits for the browser at a redirect address of its own. */
export async function openApplication() {
  const port = await freePort();
  const arrived = [];
  const posted = [];
  const server = createServer((request, response) => {
    arrived.push(new URL(request.url, `http://127.0.0.1:${port}`));
    const body = [];
    request.on("data", (part) => body.push(part)).on("end", () => body.length && posted.push(Buffer.concat(body).toString()));
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><html lang=en><title>Board</title><h1>You are in the board</h1></html>");
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return new Application(server, port, arrived, posted);
}

class Application {
  constructor(server, port, arrived, posted) {
    Object.assign(this, { server, arrived, forms: posted });
    this.redirect = `http://127.0.0.1:${port}/callback`;
    this.home = `http://127.0.0.1:${port}/bye`;
  }

  /** Reads the discovery document and keeps the credentials; without a secret it is a public client. */
  async connect(issuer, { id, secret }) {
    const proof = secret ? client.ClientSecretBasic(secret) : client.None();
    const options = { execute: [client.allowInsecureRequests] };
    this.config = await client.discovery(new URL(issuer), id, secret, proof, options);
    return this.config.serverMetadata();
  }

  /** Registers itself, with a token where one is given; what it was told then. */
  async register(issuer, metadata, initialAccessToken) {
    const wanted = { redirect_uris: [this.redirect], post_logout_redirect_uris: [this.home], ...metadata };
    const options = { execute: [client.allowInsecureRequests], initialAccessToken };
    this.config = await client.dynamicClientRegistration(new URL(issuer), wanted, undefined, options);
    return this.config.clientMetadata();
  }

  /** The address to which the person is sent; the checks are kept for `finish`. */
  async begin(extra = {}) {
    const verifier = client.randomPKCECodeVerifier();
    this.checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    return client.buildAuthorizationUrl(this.config, {
      redirect_uri: this.redirect,
      scope: "openid profile email offline_access",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state: this.checks.expectedState,
      nonce: this.checks.expectedNonce,
      ...extra,
    }).href;
  }

  /** Where the browser came back with the answer. */
  back() {
    return this.arrived.findLast((url) => url.pathname === "/callback");
  }

  /** The form with which the browser came back, where the answer was asked for as one. */
  posted() {
    return this.forms.at(-1);
  }

  /** Exchanges the code and verifies the identity token. */
  finish(url = this.back()) {
    return client.authorizationCodeGrant(this.config, url, { ...this.checks, idTokenExpected: true });
  }

  refresh(token) {
    return client.refreshTokenGrant(this.config, token);
  }

  userinfo(tokens) {
    return client.fetchUserInfo(this.config, tokens.access_token, tokens.claims().sub);
  }

  revoke(token) {
    return client.tokenRevocation(this.config, token);
  }

  signOutAddress(tokens) {
    return client.buildEndSessionUrl(this.config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: this.home,
      state: "bye-1",
    }).href;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
