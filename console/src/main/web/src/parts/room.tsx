const ROOMS = ["gateway", "workflows", "broker", "events", "blobs"];

/** The class that gives a room its colour in traces. */
export function roomClass(name: string): string {
  return ROOMS.includes(name) ? `room-${name}` : "room-other";
}

/** The name of a room, with its colour. */
export function Room({ name }: { readonly name: string }) {
  return (
    <span className={`room ${roomClass(name)}`}>
      <span className="swatch" aria-hidden="true" />
      {name}
    </span>
  );
}
