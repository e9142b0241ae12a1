/** Short lists that many pages choose from: people, teams, projects, organisations. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './client';
import type { Organisation, Page, Person, Project, Team } from './types';

const rarely = { staleTime: 60_000 };

export function useTeams(enabled = true): UseQueryResult<Team[]> {
  return useQuery({
    queryKey: ['teams'],
    queryFn: async ({ signal }) => (await api.get<Page<Team>>('/teams', { limit: 200 }, signal)).items,
    enabled,
    ...rarely,
  });
}

export function useProjects(enabled = true): UseQueryResult<Project[]> {
  return useQuery({
    queryKey: ['projects'],
    queryFn: async ({ signal }) => (await api.get<Page<Project>>('/projects', { limit: 200 }, signal)).items,
    enabled,
    ...rarely,
  });
}

/** The people who answer tickets. */
export function useDesk(enabled = true): UseQueryResult<Person[]> {
  return useQuery({
    queryKey: ['people', 'desk'],
    queryFn: async ({ signal }) => (await api.get<Page<Person>>('/people', { role: 'staff', limit: 200 }, signal)).items,
    enabled,
    ...rarely,
  });
}

export function usePeopleSearch(words: string, enabled = true): UseQueryResult<Person[]> {
  return useQuery({
    queryKey: ['people', 'search', words],
    queryFn: async ({ signal }) => (await api.get<Page<Person>>('/people', { q: words, limit: 20 }, signal)).items,
    enabled,
    placeholderData: (before) => before,
  });
}

export function useOrganisationSearch(words: string, enabled = true): UseQueryResult<Organisation[]> {
  return useQuery({
    queryKey: ['organisations', 'search', words],
    queryFn: async ({ signal }) => (await api.get<Page<Organisation>>('/organisations', { q: words, limit: 20 }, signal)).items,
    enabled,
    placeholderData: (before) => before,
  });
}
