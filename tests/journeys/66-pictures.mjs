// The photo of a person: a real JPEG with the notes of a camera, its part chosen by pointer and by keyboard, seen in the menu and in the
// list of people; without JavaScript; taken away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, person, sideways, untroubled, violations } from "./stage/browser.mjs";
import * as company from "./stage/company.mjs";
import { openHouse } from "./stage/house.mjs";

/** A JPEG as a camera held upright writes it: lying, with a note to turn it, and the place where it was. */
async function photographed(page) {
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [800, 600];
    const brush = canvas.getContext("2d");
    for (const [colour, x, y] of [["#d02020", 0, 0], ["#20a020", 400, 0], ["#2020d0", 0, 300], ["#f0f0f0", 400, 300]]) {
      brush.fillStyle = colour;
      brush.fillRect(x, y, 400, 300);
    }
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
  });
  const plain = Buffer.from(drawn, "base64");
  const notes = Buffer.concat([
    Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", "latin1"),
    Buffer.from("SECRET PLACE"),
  ]);
  const mark = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  mark.writeUInt16BE(notes.length + 2, 4);
  return Buffer.concat([mark, notes, plain.subarray(2)]);
}

/** The colours of the four quarters of a picture, as the browser shows it: above left, above right, below left, below right. */
function quarters(page, source) {
  return page.evaluate(async (source) => {
    const picture = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const brush = canvas.getContext("2d");
    brush.drawImage(picture, 0, 0);
    const names = { "1,0,0": "red", "0,1,0": "green", "0,0,1": "blue", "1,1,1": "white" };
    const at = (x, y) => [...brush.getImageData(x, y, 1, 1).data].slice(0, 3).map((part) => Number(part > 110)).join();
    const [near, far] = [picture.width / 8, (picture.width * 7) / 8];
    return [[near, near], [far, near], [near, far], [far, far]].map(([x, y]) => names[at(x, y)] ?? at(x, y));
  }, source);
}

test("a photo", async (t) => {
  const house = await openHouse();
  const browser = await openBrowser();
  t.after(() => Promise.all([browser.close(), house.close()]));
  const owner = await person(browser);
  await company.setUp(owner, house);
  const photo = { name: "me.jpg", mimeType: "image/jpeg", buffer: await photographed(owner) };
  const profile = `${house.url}/passport/profile`;
  const picture = () => owner.locator(".switcher summary img").getAttribute("src");

  await t.test("is turned, and its middle is kept when nothing is moved", async () => {
    await owner.goto(profile);
    await owner.getByLabel("New photo").setInputFiles(photo);
    await owner.locator(".crop canvas").waitFor();
    assert.deepEqual(await violations(owner), []);
    await company.press(owner, "Save photo");
    await owner.getByText("The photo is saved.").waitFor();
    // Lying, red is above left; the camera was turned to the right.
    const large = (await picture()).replace("/64", "/256");
    assert.deepEqual(await quarters(owner, large), ["blue", "red", "white", "green"]);
    const bytes = await (await owner.request.get(house.url + large)).body();
    assert.ok(!bytes.includes("SECRET PLACE") && !bytes.includes("Exif"));
  });

  await t.test("its part is chosen by keyboard and by pointer", async () => {
    await owner.goto(profile);
    await owner.getByLabel("New photo").setInputFiles(photo);
    const stage = owner.locator(".crop canvas");
    await stage.focus();
    for (let times = 0; times < 10; times += 1) await owner.keyboard.press("+");
    for (let times = 0; times < 20; times += 1) await owner.keyboard.press("Shift+ArrowUp");
    for (let times = 0; times < 20; times += 1) await owner.keyboard.press("Shift+ArrowLeft");
    await company.press(owner, "Save photo");
    await owner.getByText("The photo is saved.").waitFor();
    assert.deepEqual(await quarters(owner, await picture()), ["blue", "blue", "blue", "blue"]);
    await owner.getByLabel("New photo").setInputFiles(photo);
    await owner.getByLabel("Zoom").fill("50");
    const box = await stage.boundingBox();
    for (let times = 0; times < 6; times += 1) {
      await owner.mouse.move(box.x + box.width - 20, box.y + box.height - 20);
      await owner.mouse.down();
      await owner.mouse.move(box.x + 20, box.y + 20, { steps: 4 });
      await owner.mouse.up();
    }
    await company.press(owner, "Save photo");
    await owner.getByText("The photo is saved.").waitFor();
    assert.deepEqual(await quarters(owner, await picture()), ["green", "green", "green", "green"]);
  });

  await t.test("is seen where people are, on a phone and on a desk, light and dark", async () => {
    for (const path of ["/passport", "/w/falke/people", "/passport/profile"]) {
      for (const [colorScheme, width] of [["light", 320], ["dark", 1280]]) {
        await owner.emulateMedia({ colorScheme });
        await owner.setViewportSize({ width, height: 900 });
        await owner.goto(house.url + path);
        assert.ok(await owner.locator("img.avatar").first().evaluate((one) => one.complete && one.naturalWidth === 64 || one.naturalWidth === 256));
        assert.deepEqual(await violations(owner), [], `${path} ${colorScheme} ${width}`);
        assert.deepEqual(await sideways(owner), [], `${path} ${width}`);
      }
    }
    await owner.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test("what is none is refused beside its field", async () => {
    await owner.goto(profile);
    const drawing = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    await owner.getByLabel("New photo").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: drawing });
    await company.press(owner, "Save photo");
    await owner.getByText("SVG drawings can hold programs").waitFor();
    assert.deepEqual(await violations(owner), []);
  });

  await t.test("without JavaScript the middle is kept; it goes when it is taken away", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await owner.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(profile);
    await plain.getByLabel("New photo").setInputFiles(photo);
    await company.press(plain, "Save photo");
    await plain.getByText("The photo is saved.").waitFor();
    await owner.goto(profile);
    assert.deepEqual(await quarters(owner, await picture()), ["blue", "red", "white", "green"]);
    const address = house.url + (await picture());
    await company.press(plain, "Remove photo everywhere");
    await plain.getByText("The photo is removed, in your workspaces too.").waitFor();
    assert.equal((await owner.request.get(address)).status(), 404);
    await context.close();
  });

  untroubled(owner);
});
