"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = (id) => JSON.parse(byId(id).textContent);

  const theme = () => {
    const root = document.documentElement;
    const button = byId("theme");
    const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
    const show = () => button.setAttribute("aria-pressed", String(dark()));
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
  };

  const copying = () => {
    for (const button of document.querySelectorAll(".copy")) {
      const code = button.closest(".block").querySelector("code");
      button.hidden = false;
      button.setAttribute("aria-label", `Copy ${button.previousElementSibling.textContent}`);
      button.addEventListener("click", async () => {
        getSelection().selectAllChildren(code);
        // Where the clipboard is refused, the selection is what the reader copies by hand.
        const done = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false);
        button.textContent = done ? "Copied" : "Selected";
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
    }
  };

  const time = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`);

  const replay = () => {
    const box = byId("replay");
    const { total, spans } = data("spans-data");
    const [play, seek, clock, speed, lanes] = ["play", "seek", "clock", "speed", "lanes"].map(byId);
    const rows = [...box.querySelectorAll(".lane")];
    const cards = [...box.querySelectorAll(".span-card")];
    const heads = [...box.querySelectorAll(".head")];
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let at = 0;
    let current = -1;
    let last = null; // the clock of the step before, null: paused

    const choose = (index) => {
      if (index === current) return;
      rows[current]?.removeAttribute("aria-current");
      if (current >= 0) cards[current].hidden = true;
      else cards[0].hidden = true;
      current = index;
      cards[current].hidden = false;
      const row = rows[current];
      row.setAttribute("aria-current", "true");
      if (row.offsetTop < lanes.scrollTop || row.offsetTop + row.offsetHeight > lanes.scrollTop + lanes.clientHeight)
        lanes.scrollTop = row.offsetTop - lanes.clientHeight / 2;
    };
    const draw = () => {
      const x = total > 0 ? `${(at / total) * 100}%` : "0%";
      for (const head of heads) {
        head.setAttribute("x1", x);
        head.setAttribute("x2", x);
      }
      seek.value = at;
      clock.textContent = `t = ${time(at)} / ${time(total)}`;
      seek.setAttribute("aria-valuetext", `${time(at)}, ${spans[current].label}`);
    };
    // The span that began last among those still open; between spans, the one that began last.
    const under = () => {
      let found = 0;
      let open = -1;
      spans.forEach((span, index) => {
        if (span.start > at) return;
        found = index;
        if (span.end > at) open = index;
      });
      return open >= 0 ? open : found;
    };
    const move = (ms) => {
      at = Math.min(Math.max(ms, 0), total);
      choose(under());
      draw();
    };
    const select = (index) => {
      choose(Math.min(Math.max(index, 0), spans.length - 1));
      at = spans[current].start;
      draw();
    };
    const label = () => {
      const playing = last !== null;
      play.textContent = playing ? "Pause" : "Play";
      play.setAttribute("aria-pressed", String(playing));
      byId("current").setAttribute("aria-live", playing ? "off" : "polite");
    };
    const pause = () => {
      last = null;
      label();
    };
    const tick = () => {
      if (last === null) return;
      const now = performance.now();
      const next = at + (now - last) * Number(speed.value);
      last = now;
      move(next);
      if (at >= total) return pause();
      if (calm.matches) setTimeout(tick, 500);
      else requestAnimationFrame(tick);
    };
    const toggle = () => {
      if (last !== null) return pause();
      if (at >= total) move(0);
      last = performance.now();
      label();
      tick();
    };
    const by = (step) => { pause(); select(current + step); };
    const shift = (ms) => { pause(); move(at + ms); };
    const keys = { " ": toggle, ArrowLeft: () => by(-1), ArrowRight: () => by(1), ",": () => shift(-100), ".": () => shift(100) };

    box.addEventListener("keydown", (event) => {
      const own = event.target === speed || (event.key === " " && event.target.tagName === "BUTTON");
      if (own || event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });
    play.addEventListener("click", toggle);
    byId("prev").addEventListener("click", () => by(-1));
    byId("next").addEventListener("click", () => by(1));
    seek.addEventListener("input", () => { pause(); move(Number(seek.value)); });
    rows.forEach((row, index) => row.addEventListener("click", () => { pause(); select(index); }));

    speed.value = [1, 2, 5, 10, 30].find((factor) => total / factor <= 30000) ?? 30;
    box.querySelector(".controls").hidden = false;
    box.classList.add("live");
    select(0);
  };

  const terminal = () => {
    const cast = data("cast-data");
    // The poster is the last frame, which says more than an empty screen.
    const end = cast.length > 1 ? cast.at(-1)[0] : 0;
    AsciinemaPlayer.create({ data: cast }, byId("player"), {
      fit: "width", idleTimeLimit: 2, preload: true, controls: true, poster: `npt:${end}`,
    });
  };

  theme();
  copying();
  if (byId("spans-data")) replay();
  if (byId("player")) terminal();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));
})();
