import { describe, expect, it } from 'vitest';
import { groupOf, isWhole, toCondition, toGroup } from './conditions';
import { readList } from './list_state';

describe('the conditions of a view', () => {
  it('come back from the server as they were sent', () => {
    const sent = { all: [{ field: 'status', op: 'is', values: ['new'] }, { any: [{ field: 'tag', op: 'is_not', values: ['a', 'b'] }] }] };
    const kept = { all: [{ all: [], any: [], field: 'status', op: 'is', values: ['new'] }, { all: [], any: [{ all: [], any: [], field: 'tag', op: 'is_not', values: ['a', 'b'] }], field: '', op: '', values: [] }], any: [], field: '', op: '', values: [] };
    expect(toCondition(toGroup(sent))).toEqual(sent);
    expect(toCondition(toGroup(kept))).toEqual(sent);
  });
  it('leave out what is not filled in yet, but do not call it whole', () => {
    const group = toGroup({ all: [{ field: 'status', op: 'is', values: [] }, { any: [] }, { field: 'words', op: 'contains', values: [' '] }] });
    expect(toCondition(group)).toEqual({});
    expect(isWhole(group)).toBe(false);
  });
  it('put a single condition into a group', () => {
    expect(toGroup({ field: 'tag', op: 'is', values: ['a'] })).toEqual({ kind: 'all', parts: [{ field: 'tag', op: 'is', values: ['a'] }] });
  });
  it('begin with what the list shows', () => {
    const group = groupOf(readList('mine', { priority: 'high', q: 'slow replica' }));
    expect(toCondition(group).all).toEqual([
      { field: 'assignee', op: 'is', values: ['me'] },
      { field: 'status', op: 'is_not', values: ['resolved', 'closed'] },
      { field: 'priority', op: 'is', values: ['high'] },
      { field: 'words', op: 'contains', values: ['slow replica'] },
    ]);
  });
});
