import type { ReactNode } from "react";

/** A row of figures that say how something is at a glance. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="figures">{children}</dl>;
}

interface Props {
  readonly title: string;
  readonly value: ReactNode;
  /** Where there is more about it. */
  readonly href?: string;
}

export function Figure({ title, value, href }: Props) {
  return (
    <div>
      <dt>{href === undefined ? title : <a href={href}>{title}</a>}</dt>
      <dd>{value}</dd>
    </div>
  );
}
