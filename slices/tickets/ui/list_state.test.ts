import { describe, expect, it } from 'vitest';
import { listAddress, listQuery, readList, stepFrom, ticketAddress } from './list_state';

describe('the state of a list', () => {
  it('is the same after a trip through the address', () => {
    const state = readList('mine', { status: 'open,new', q: '备份', sort: 'priority', order: 'asc' });
    const { to, search } = listAddress(state);
    expect(to).toBe('/views/mine');
    expect(readList(to.split('/')[2], search)).toEqual(state);
  });

  it('ignores words of an old or foreign link', () => {
    expect(readList(undefined, { sort: 'colour', order: 'up', utm: 'x', q: '  ' })).toEqual({ view: 'open', sort: 'updated', order: 'desc', filters: {} });
  });

  it('does not write what is usual', () => {
    expect(listAddress(readList(undefined, {}))).toEqual({ to: '/tickets', search: { sort: undefined, order: undefined } });
  });

  it('goes with a ticket, so that the way back leads to the same list', () => {
    const state = readList('waiting_for_us', { project: 'p1' });
    const { to, search } = ticketAddress(1042, state);
    expect(to).toBe('/tickets/1042');
    expect(readList(undefined, search)).toEqual(state);
  });

  it('becomes the query of the server', () => {
    expect(listQuery(readList('mine', { tag: '升级' }), 'c1')).toEqual({ view: 'mine', tag: '升级', sort: 'updated', order: 'desc', limit: 100, cursor: 'c1' });
  });
});

describe('j and k', () => {
  it('begin at the ends, step, and stop at the ends', () => {
    expect([stepFrom(-1, 1, 3), stepFrom(-1, -1, 3), stepFrom(1, 1, 3), stepFrom(2, 1, 3), stepFrom(0, -1, 3), stepFrom(0, 1, 0)]).toEqual([0, 2, 2, 2, 0, -1]);
  });
});
