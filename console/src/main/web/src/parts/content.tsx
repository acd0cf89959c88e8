import type { ContentLink } from "../api/types";

interface Props {
  readonly title: string;
  readonly value: unknown;
  readonly link: ContentLink | undefined;
}

/** What went into something or came out of it, as JSON; or that it is kept secret. */
export function Content({ title, value, link }: Props) {
  if (value === undefined && link?.secureData === undefined) {
    return null;
  }
  return (
    <div className="content">
      <h3>{title}</h3>
      {value === undefined ? (
        <p className="quiet">Secured: the workflow's definition keeps this out of its history.</p>
      ) : (
        <pre tabIndex={0} aria-label={title}>
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
    </div>
  );
}
