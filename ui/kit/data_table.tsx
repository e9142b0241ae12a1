/** A plain table: sticky head, sorting, columns that can be hidden and stay so, CSV of exactly what is seen. */
import { ActionIcon, Checkbox, Menu, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns, IconDownload } from '@tabler/icons-react';
import {
  flexRender,
  getCoreRowModel,
  getSortedRowModel,
  useReactTable,
  type ColumnDef,
  type Header,
  type SortingState,
  type Table,
  type VisibilityState,
} from '@tanstack/react-table';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { download, toCsv } from './csv';
import classes from './data_table.module.css';

export interface Column<T> {
  id: string;
  title: string;
  value: (row: T) => string | number | null;
  cell?: (row: T) => ReactNode;
  isNumber?: boolean;
  canHide?: boolean;
}

interface DataTableProps<T> {
  name: string;
  label: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
  empty: ReactNode;
  tools?: ReactNode;
}

export function DataTable<T>({ name, label, rows, columns, keyOf, empty, tools }: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const [hidden, setHidden] = useRemembered<VisibilityState>(`mainstay.columns.${name}`, {});
  const table = useReactTable<T>({
    data: rows,
    columns: columns.map(definitionOf),
    state: { sorting, columnVisibility: hidden },
    onSortingChange: setSorting,
    onColumnVisibilityChange: (change) => setHidden(typeof change === 'function' ? change(hidden) : change),
    getRowId: keyOf,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        <div className={classes.toolsStart}>{tools}</div>
        <TableTools table={table} name={name} />
      </div>
      {rows.length === 0 ? empty : <TableBody table={table} label={label} />}
    </div>
  );
}

function definitionOf<T>(column: Column<T>): ColumnDef<T> {
  return {
    id: column.id,
    accessorFn: column.value,
    header: column.title,
    enableHiding: column.canHide ?? true,
    cell: ({ row }) => (column.cell ? column.cell(row.original) : column.value(row.original)),
    meta: { isNumber: column.isNumber ?? false },
  };
}

function isNumber(meta: unknown): boolean {
  return (meta as { isNumber?: boolean } | undefined)?.isNumber === true;
}

function TableBody<T>({ table, label }: { table: Table<T>; label: string }) {
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <HeadCell key={header.id} header={header} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} data-number={isNumber(cell.column.columnDef.meta) || undefined}>
                  {flexRender(cell.column.columnDef.cell, cell.getContext())}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;

function HeadCell<T>({ header }: { header: Header<T, unknown> }) {
  const { t } = useTranslation();
  const title = flexRender(header.column.columnDef.header, header.getContext());
  const sorted = header.column.getIsSorted();
  const isBlank = header.column.columnDef.header === '';
  return (
    <th
      scope="col"
      data-number={isNumber(header.column.columnDef.meta) || undefined}
      aria-sort={sorted ? ariaSort[sorted] : undefined}
    >
      {isBlank ? (
        <span className="hidden-but-read">{t('kit.actions')}</span>
      ) : (
        <button type="button" className={classes.sort} onClick={header.column.getToggleSortingHandler()}>
          {title}
          {sorted === 'asc' && <IconArrowUp size={13} aria-hidden="true" />}
          {sorted === 'desc' && <IconArrowDown size={13} aria-hidden="true" />}
        </button>
      )}
    </th>
  );
}

function TableTools<T>({ table, name }: { table: Table<T>; name: string }) {
  const { t } = useTranslation();
  const columns = table.getAllLeafColumns().filter((column) => column.getCanHide() && column.columnDef.header !== '');
  return (
    <div className={classes.toolsEnd}>
      <Menu closeOnItemClick={false} position="bottom-end">
        <Menu.Target>
          <Tooltip label={t('kit.columns')}>
            <ActionIcon aria-label={t('kit.columns')}>
              <IconColumns size={16} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {columns.map((column) => (
            <Menu.Item key={column.id} onClick={() => column.toggleVisibility()} aria-checked={column.getIsVisible()} role="menuitemcheckbox">
              <Checkbox.Indicator checked={column.getIsVisible()} size="xs" className={classes.check} />
              {String(column.columnDef.header)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t('kit.export_csv')}>
        <ActionIcon aria-label={t('kit.export_csv')} onClick={() => download(`${name}.csv`, csvOf(table))}>
          <IconDownload size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function csvOf<T>(table: Table<T>): string {
  const columns = table.getVisibleLeafColumns().filter((column) => column.columnDef.header !== '');
  const rows = table.getRowModel().rows.map((row) => columns.map((column) => row.getValue<string | number | null>(column.id)));
  return toCsv([columns.map((column) => String(column.columnDef.header)), ...rows]);
}

function useRemembered<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? '') as T;
    } catch {
      return initial;
    }
  });
  const keep = (next: T) => {
    setValue(next);
    try {
      localStorage.setItem(name, JSON.stringify(next));
    } catch {
      // Without storage the choice lasts for this visit.
    }
  };
  return [value, keep];
}
