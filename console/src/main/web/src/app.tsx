import { useCallback, useMemo, useState } from "react";
import { NodeApi } from "./api/node";
import type { Session } from "./api/signIn";
import { EventsPage } from "./pages/events";
import { GatewayPage } from "./pages/gateway";
import { MessagingPage } from "./pages/messaging";
import { OverviewPage } from "./pages/overview";
import { RunPage } from "./pages/run";
import { SignInPage } from "./pages/signIn";
import { TracePage } from "./pages/trace";
import { TracesPage } from "./pages/traces";
import { WorkflowPage } from "./pages/workflow";
import { WorkflowsPage } from "./pages/workflows";
import { NodeContext } from "./parts/nodeContext";
import { useRoute } from "./parts/route";
import { Shell } from "./parts/shell";

/** The whole console: a door, and behind it one page for each address after the `#`. */
export function App() {
  const [session, setSession] = useState<Session | null>(null);
  const [notice, setNotice] = useState("");
  const [live, setLive] = useState(true);

  const leave = useCallback((why: string) => {
    setSession(null);
    setNotice(why);
  }, []);
  const api = useMemo(
    () => session && new NodeApi(session, () => leave("The session has ended. Sign in again.")),
    [session, leave],
  );
  const context = useMemo(() => api && { api, live }, [api, live]);

  if (context === null) {
    return <SignInPage notice={notice} onSignedIn={setSession} />;
  }
  return (
    <NodeContext value={context}>
      <Shell live={live} onLive={setLive} onLeave={() => leave("You are signed out.")}>
        <Page />
      </Shell>
    </NodeContext>
  );
}

function Page() {
  const [page = "", first, second, third] = useRoute();
  switch (page) {
    case "":
      return <OverviewPage />;
    case "messaging":
      return <MessagingPage />;
    case "workflows":
      if (first === undefined || second === undefined) {
        return <WorkflowsPage />;
      }
      return third === undefined ? (
        <WorkflowPage key={first + second} group={first} name={second} />
      ) : (
        <RunPage key={third} group={first} workflow={second} run={third} />
      );
    case "events":
      return <EventsPage />;
    case "gateway":
      return <GatewayPage />;
    case "traces":
      return first === undefined ? <TracesPage /> : <TracePage key={first} id={first} />;
    default:
      return <p role="alert">There is no page at this address.</p>;
  }
}
