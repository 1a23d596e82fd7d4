// What only the device knows of a sign-in that goes in circles: the line of its address bar, and its clock. Without
// this, the page says where to look. The sentences stand in the page; here one of each is chosen.

const checks = document.querySelector("[data-problems]");
const MOST = 60_000; // A clock off by more than this, in milliseconds, is said to be wrong.

const find = (name, found) => {
  for (const said of checks.querySelectorAll(`[data-check=${name}] > [data-when]`)) {
    said.hidden = said.dataset.when !== found;
  }
};

if (checks) {
  find("script", "good");
  find("address", location.origin === checks.dataset.origin ? "good" : "bad");
  // The server wrote its time after this page was asked for and before this runs; only what lies outside of both is off. How long
  // that took is counted by a clock that nobody sets.
  const server = Number(checks.dataset.now);
  const now = Date.now();
  const asked = now - performance.now();
  const fast = asked - server;
  const slow = server - now;
  find("clock", fast > MOST ? "fast" : slow > MOST ? "slow" : "good");
}
