const COUNT = new Intl.NumberFormat("en");
const CLOCK = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

export function count(value: number | undefined): string {
  return value === undefined ? "–" : COUNT.format(value);
}

/** Returns a size with the largest unit of which there is at least one. */
export function bytes(value: number | undefined): string {
  if (value === undefined) {
    return "–";
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(1)} ${units[unit]}`;
}

/** Returns a span of time in the unit in which it reads best. */
export function duration(milliseconds: number): string {
  if (milliseconds <= 0) {
    return "0 ms";
  }
  if (milliseconds < 1) {
    return `${Math.round(milliseconds * 1000)} µs`;
  }
  if (milliseconds < 1_000) {
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 60_000) {
    return `${(milliseconds / 1_000).toFixed(2)} s`;
  }
  const seconds = Math.round(milliseconds / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** Returns how long something took that may not have ended. */
export function between(start: string | undefined, end: string | undefined): string {
  return start === undefined || end === undefined
    ? "–"
    : duration(Date.parse(end) - Date.parse(start));
}

/** Returns the time of day, with the date where it is not `now`'s. */
export function moment(at: Date, now: Date = new Date()): string {
  const time = CLOCK.format(at);
  return at.toDateString() === now.toDateString() ? time : `${DAY.format(at)}, ${time}`;
}

/** Returns the time of day of an instant in text form. */
export function momentOf(text: string | undefined): string {
  return text === undefined ? "–" : moment(new Date(text));
}
