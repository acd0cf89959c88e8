import type { ReactNode } from "react";

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly numeric?: boolean;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** Said where there are no rows. */
  readonly none: string;
  /** Whether all columns are of one width, so that tables on a page line up. */
  readonly aligned?: boolean;
  /** Whether a row belongs below the one before it. */
  readonly indented?: (row: T) => boolean;
}

/** A table; on narrow screens each row becomes a card that names its values. */
export function Table<T>({ label, columns, rows, keyOf, none, aligned, indented }: Props<T>) {
  if (rows.length === 0) {
    return <p className="quiet">{none}</p>;
  }
  return (
    <table aria-label={label} className={aligned ? "aligned" : undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" className={classOf(column)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} className={indented?.(row) ? "indented" : undefined}>
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.title} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.title} className={classOf(column)} data-title={column.title}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf<T>(column: Column<T>): string | undefined {
  return column.numeric ? "numeric" : undefined;
}
