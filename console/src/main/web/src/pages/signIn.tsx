import { useEffect, useState, type ChangeEvent, type FormEvent } from "react";
import { discoverTenant, readAdministrator, signIn, type Session } from "../api/signIn";
import { Mark } from "../parts/shell";
import { messageOf } from "../parts/usePolled";

interface Props {
  readonly notice: string;
  readonly onSignedIn: (session: Session) => void;
}

/** The door: takes a client id and its secret, typed in or from the administrator's file. */
export function SignInPage({ notice, onSignedIn }: Props) {
  const [tenant, setTenant] = useState("");
  const [clientId, setClientId] = useState("");
  const [clientSecret, setClientSecret] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    document.title = "Sign in · Trunkline";
    discoverTenant().then(
      (found) => setTenant((typed) => typed || found),
      () => setProblem("The node does not answer."),
    );
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      onSignedIn(await signIn({ tenant, clientId, clientSecret }));
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };

  const fill = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file === undefined) {
      return;
    }
    try {
      const found = readAdministrator(await file.text());
      setTenant(found.tenant);
      setClientId(found.clientId);
      setClientSecret(found.clientSecret);
      setProblem("");
    } catch {
      setProblem("That is no administrator.json.");
    }
  };

  return (
    <main className="door">
      <form onSubmit={submit} aria-labelledby="door-title">
        <Mark />
        <h1 id="door-title">Sign in to this node</h1>
        <p className="quiet">
          With the client id and secret of any service principal that may read the subscription. The
          administrator's are in <code>administrator.json</code> in the node's data directory.
        </p>
        {notice !== "" && problem === "" && <p role="status">{notice}</p>}
        {problem !== "" && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <Field label="Tenant" name="tenant" value={tenant} onChange={setTenant} />
        <Field label="Client id" name="clientId" value={clientId} onChange={setClientId} />
        <Field
          label="Client secret"
          name="clientSecret"
          type="password"
          value={clientSecret}
          onChange={setClientSecret}
        />
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Signing in …" : "Sign in"}
        </button>
        <label className="file">
          or fill in from <code>administrator.json</code>
          <input type="file" accept=".json,application/json" onChange={fill} />
        </label>
      </form>
    </main>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field({ label, name, type = "text", value, onChange }: FieldProps) {
  return (
    <label>
      {label}
      <input
        name={name}
        type={type}
        value={value}
        required
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
