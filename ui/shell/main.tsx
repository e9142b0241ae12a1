import '@mantine/core/styles.css';
import './tokens.css';
import './base.css';
import './mantine.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { ToastArea } from '@ui/kit/toast';
import { colourChoice } from './colours';
import { startWords } from './i18n';
import { makeQueries } from './queries';
import { makeRouter } from './router';
import { meQuery } from './session';
import { resolveVariables, theme } from './theme';

async function start(): Promise<void> {
  const queries = makeQueries();
  void queries.prefetchQuery(meQuery);
  await startWords();
  createRoot(document.getElementById('root')!).render(
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} colorSchemeManager={colourChoice()} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={makeRouter(queries)} />
        <ToastArea />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

void start();
