import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { api } from '@ui/api/client';
import { ServiceBanner } from './service_banner';

afterEach(() => vi.restoreAllMocks());

function show(mode: string) {
  vi.spyOn(api, 'get').mockResolvedValue({ mode });
  const queries = new QueryClient();
  render(
    <QueryClientProvider client={queries}>
      <ServiceBanner />
    </QueryClientProvider>,
  );
}

it('says that the disk is full', async () => {
  show('full');
  await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/shell\.service\.full|disk/));
});

it('says that the server is being looked after', async () => {
  show('read_only');
  await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/shell\.service\.read_only|looked after/));
});

it('says nothing when all is well', async () => {
  show('open');
  await waitFor(() => expect(api.get).toHaveBeenCalled());
  expect(screen.getByRole('status').textContent).toBe('');
});
