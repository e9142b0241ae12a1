/** The conditions of a saved view, as the editor holds them and as the server keeps them. */
import type { ListState } from './list_state';

export interface Condition {
  all?: Condition[];
  any?: Condition[];
  field?: string;
  op?: string;
  values?: string[];
}

export const conditionFields = ['status', 'type', 'priority', 'assignee', 'team', 'requester', 'organisation', 'project', 'tag', 'created', 'updated', 'words'] as const;
export type ConditionField = (typeof conditionFields)[number];
export type Kind = 'all' | 'any';

export interface Leaf {
  field: ConditionField;
  op: string;
  values: string[];
}
export interface Group {
  kind: Kind;
  parts: Part[];
}
export type Part = Leaf | Group;

export const mostLevels = 3;
export const columns = ['requester', 'organisation', 'project', 'team', 'type', 'tags', 'created', 'updated'] as const;
export type Column = (typeof columns)[number];

export function isGroup(part: Part): part is Group {
  return 'parts' in part;
}

export function opsOf(field: ConditionField): string[] {
  if (field === 'created' || field === 'updated') return ['newer_than', 'older_than', 'after', 'before'];
  return field === 'words' ? ['contains'] : ['is', 'is_not'];
}

export function freshLeaf(field: ConditionField = 'status'): Leaf {
  const op = opsOf(field)[0]!;
  return { field, op, values: op === 'newer_than' ? ['7d'] : [] };
}

function toPart(condition: Condition): Part {
  if (condition.field) return { field: condition.field as ConditionField, op: condition.op ?? 'is', values: condition.values ?? [] };
  const kind: Kind = condition.any?.length ? 'any' : 'all';
  return { kind, parts: (condition[kind] ?? []).map(toPart) };
}

/** The root is always a group, so that there is a place to add to. */
export function toGroup(condition: Condition): Group {
  const part = toPart(condition);
  return isGroup(part) ? part : { kind: 'all', parts: [part] };
}

function fromPart(part: Part): Condition {
  return isGroup(part) ? { [part.kind]: part.parts.map(fromPart) } : { ...part };
}

/** What is not filled in yet is left out; a group of nothing too. */
function whole(part: Part): Part | null {
  if (!isGroup(part)) return part.values.some((value) => value.trim() !== '') ? part : null;
  const parts = part.parts.map(whole).filter((one) => one !== null);
  return parts.length > 0 ? { ...part, parts } : null;
}

export function toCondition(group: Group): Condition {
  const kept = whole(group);
  return kept ? fromPart(kept) : {};
}

export function isWhole(part: Part): boolean {
  return isGroup(part) ? part.parts.every(isWhole) && part.parts.length > 0 : part.values.some((value) => value.trim() !== '');
}

const ofView: Record<string, Leaf[]> = {
  mine: [leaf('assignee', 'me'), leaf('status', 'resolved,closed', 'is_not')],
  unassigned: [leaf('assignee', 'none'), leaf('status', 'resolved,closed', 'is_not')],
  open: [leaf('status', 'resolved,closed', 'is_not')],
  waiting_for_us: [leaf('status', 'new,open,waiting_for_us')],
  all: [],
};

function leaf(field: ConditionField, words: string, op = field === 'words' ? 'contains' : 'is'): Leaf {
  return { field, op, values: field === 'words' ? [words] : words.split(',') };
}

/** What the list shows now, as the start of a new view. */
export function groupOf(state: ListState): Group {
  const base = state.view.startsWith('team:') ? [leaf('team', state.view.slice(5)), ...ofView.open!] : (ofView[state.view] ?? [leaf('status', state.view)]);
  const names: Record<string, ConditionField> = { q: 'words' };
  const filters = Object.entries(state.filters).map(([name, value]) => leaf(names[name] ?? (name as ConditionField), value));
  return { kind: 'all', parts: [...base, ...filters] };
}
