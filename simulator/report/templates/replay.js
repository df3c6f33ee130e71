"use strict";
(() => {
  const week = JSON.parse(document.getElementById("week").textContent);
  const stage = document.getElementById("stage"), paint = stage.getContext("2d");
  const play = document.getElementById("play"), speed = document.getElementById("speed");
  const slider = document.getElementById("hour"), clock = document.getElementById("clock");
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"];
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const OUTSIDE = 0, THERE = 1, READY = 2, REST = "#6f777b", NONE = -1;
  const [year, month, day] = week.start.slice(0, 10).split("-").map(Number);

  // Each patient at each look: which box he stands in (two a place: outside, inside), state, seat.
  const looks = week.hours + 1, people = week.tracks.length, boxes = 2 * week.places.length;
  const box = new Int16Array(people * looks).fill(NONE), state = new Int16Array(people * looks);
  const seat = new Int32Array(people * looks);
  week.tracks.forEach((spans, one) => {
    for (let at = 0; at < spans.length; at += 4) {
      const [first, after, place, what] = spans.slice(at, at + 4);
      for (let hour = first; hour < after; hour++) {
        box[one * looks + hour] = 2 * place + (what === OUTSIDE ? 0 : 1);
        state[one * looks + hour] = what;
      }
    }
  });
  const most = new Array(boxes).fill(0), free = Array.from({ length: boxes }, () => []);
  const used = new Array(boxes).fill(0);
  for (let hour = 0; hour < looks; hour++) {
    for (let one = 0; one < people; one++) {
      const at = one * looks + hour;
      if (hour && box[at - 1] !== NONE && box[at - 1] !== box[at]) free[box[at - 1]].push(seat[at - 1]);
    }
    for (let one = 0; one < people; one++) {
      const at = one * looks + hour, here = box[at];
      if (here === NONE) continue;
      if (hour && box[at - 1] === here) seat[at] = seat[at - 1];
      else seat[at] = free[here].length ? free[here].pop() : used[here]++;
      most[here] = Math.max(most[here], seat[at] + 1);
    }
  }

  // Columns side by side, or one below the other on a narrow screen; boxes as high as they need.
  const EDGE = 26, GAP = 14, TITLE = 34, LABEL = 16;
  let frames = [], pitch = 10, width = 0, height = 0;
  function arrange() {
    width = stage.clientWidth;
    const last = Math.max(...week.places.map((place) => place.column));
    const isNarrow = width < 560, columns = isNarrow ? 1 : last + 1;
    const wide = (width - 2 * EDGE - GAP * (columns - 1)) / columns;
    pitch = isNarrow ? 8 : 10;
    const across = Math.max(1, Math.floor((wide - 16) / pitch)), tops = new Array(columns).fill(6);
    frames = new Array(boxes);
    const order = week.places.map((place, at) => at).sort((a, b) => week.places[a].column - week.places[b].column);
    for (const at of order) {
      const column = isNarrow ? 0 : week.places[at].column;
      const rows = (n) => Math.ceil(Math.max(n, 1) / across) * pitch;
      const left = EDGE + column * (wide + GAP), top = tops[column];
      const outside = LABEL + rows(most[2 * at]), inside = LABEL + rows(most[2 * at + 1]);
      frames[2 * at] = { left, top: top + TITLE + LABEL - 6, across };
      frames[2 * at + 1] = { left, top: top + TITLE + outside + LABEL, across, wide, begins: top,
        high: TITLE + outside + inside + 12, middle: top + TITLE + outside };
      tops[column] = top + TITLE + outside + inside + 12 + GAP;
    }
    height = Math.max(...tops) + 4;
    const sharp = window.devicePixelRatio || 1;
    stage.width = width * sharp;
    stage.height = height * sharp;
    stage.style.height = `${height}px`;
    paint.setTransform(sharp, 0, 0, sharp, 0, 0);
  }

  function seatAt(at) {
    const frame = frames[box[at]], number = seat[at];
    return [frame.left + 12 + (number % frame.across) * pitch,
      frame.top + 6 + Math.floor(number / frame.across) * pitch];
  }

  function places(hour) {
    paint.clearRect(0, 0, width, height);
    paint.textBaseline = "top";
    week.places.forEach((place, at) => {
      const frame = frames[2 * at + 1];
      paint.fillStyle = "#eef2f6";
      paint.strokeStyle = "#12436d";
      paint.fillRect(frame.left, frame.begins, frame.wide, frame.high);
      paint.strokeRect(frame.left, frame.begins, frame.wide, frame.high);
      paint.fillStyle = "#0b0c0c";
      paint.font = "bold 13px Arial, Helvetica, sans-serif";
      paint.fillText(place.title, frame.left + 8, frame.begins + 6, frame.wide - 16);
      paint.font = "12px Arial, Helvetica, sans-serif";
      paint.fillText("waiting outside", frame.left + 8, frame.begins + 24);
      paint.fillText(`in it: ${week.there[hour][at]}, ready to leave: ${week.ready[hour][at]}`,
        frame.left + 8, frame.middle + 1, frame.wide - 16);
    });
  }

  function dot(x, y, what) {
    paint.beginPath();
    paint.arc(x, y, pitch * 0.36, 0, 7);
    if (what === OUTSIDE) {
      paint.strokeStyle = "#505a5f";
      paint.lineWidth = 1.4;
      paint.stroke();
      paint.lineWidth = 1;
      return;
    }
    const rank = what - READY;
    paint.fillStyle = what === THERE ? "#a9bccd" : rank < week.colors.length ? week.colors[rank] : REST;
    paint.fill();
  }

  // From the left come those who were nowhere an hour ago, to the right go those who leave.
  function draw(time) {
    const hour = Math.min(Math.floor(time), looks - 1), next = Math.min(hour + 1, looks - 1);
    const part = still ? 0 : time - hour, eased = part * part * (3 - 2 * part);
    places(hour);
    for (let one = 0; one < people; one++) {
      const at = one * looks + hour, then = one * looks + next;
      if (box[at] === NONE && (part === 0 || box[then] === NONE)) continue;
      const to = box[then] === NONE ? null : seatAt(then), from = box[at] === NONE ? null : seatAt(at);
      const [x0, y0] = from || [4, to[1]], [x1, y1] = to || [width - 4, from[1]];
      dot(x0 + (x1 - x0) * eased, y0 + (y1 - y0) * eased, state[from ? at : then]);
    }
  }

  const rows = week.places.map((place) => {
    const row = document.getElementById("counts").insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = place.title;
    row.append(head);
    ["In it", "Of these ready to leave", "Waiting for a place in it"].forEach((says) => {
      const cell = row.insertCell();
      cell.className = "n";
      cell.dataset.head = says;
    });
    return row;
  });

  let time = 0, isPlaying = false, before = 0, told = -1;
  function tell() {
    const hour = Math.min(Math.floor(time), looks - 1);
    if (hour === told) return;
    told = hour;
    const then = new Date(Date.UTC(year, month - 1, day, hour));
    const said = `${days[then.getUTCDay()]} ${then.getUTCDate()} ${months[then.getUTCMonth()]} ` +
      `${String(then.getUTCHours()).padStart(2, "0")}:00`;
    clock.textContent = said;
    slider.value = String(hour);
    slider.setAttribute("aria-valuetext", said);
    rows.forEach((row, at) => {
      [week.there, week.ready, week.waiting].forEach((counts, cell) => {
        row.cells[cell + 1].textContent = String(counts[hour][at]);
      });
    });
  }

  function show() {
    draw(time);
    tell();
  }

  function step(now) {
    if (!isPlaying) return;
    time = Math.min(time + Math.max(0, now - before) / 1000 * Number(speed.value), looks - 1);
    before = now;
    show();
    if (time >= looks - 1) set(false);
    else requestAnimationFrame(step);
  }

  function set(value) {
    isPlaying = value;
    play.textContent = value ? "Pause" : "Play";
    if (!value) return;
    if (time >= looks - 1) time = 0;
    before = performance.now();
    requestAnimationFrame(step);
  }

  play.addEventListener("click", () => set(!isPlaying));
  slider.addEventListener("input", () => {
    set(false);
    time = Number(slider.value);
    show();
  });
  window.addEventListener("resize", () => {
    arrange();
    show();
  });
  slider.max = String(looks - 1);
  document.getElementById("player").hidden = false;
  document.getElementById("now").hidden = false;
  arrange();
  show();
})();
