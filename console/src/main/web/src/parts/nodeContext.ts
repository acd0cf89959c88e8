import { createContext, use } from "react";
import type { NodeApi } from "../api/node";

interface Connection {
  readonly api: NodeApi;
  /** Whether pages keep themselves up to date. */
  readonly live: boolean;
}

export const NodeContext = createContext<Connection | null>(null);

/** Returns the signed-in connection to the node; only for what stands behind the door. */
export function useNode(): Connection {
  const connection = use(NodeContext);
  if (connection === null) {
    throw new Error("Nobody is signed in.");
  }
  return connection;
}
