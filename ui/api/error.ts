/** What can go wrong with a call, in the words the pages need. */
export interface FieldMistake {
  pointer: string;
  code: string;
  detail: string;
}

interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  request_id?: string;
  errors?: FieldMistake[];
}

export type ErrorKind =
  | 'offline'
  | 'signed_out'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'invalid'
  | 'too_large'
  | 'too_many'
  | 'broken';

const kinds: Record<number, ErrorKind> = {
  0: 'offline',
  400: 'invalid',
  401: 'signed_out',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  410: 'missing',
  412: 'conflict',
  413: 'too_large',
  415: 'invalid',
  422: 'invalid',
  428: 'conflict',
  429: 'too_many',
};

export class ApiError extends Error {
  readonly kind: ErrorKind;

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: FieldMistake[] = [],
    readonly requestId: string = '',
    readonly retryAfter: number | null = null,
  ) {
    super(detail || code);
    this.name = 'ApiError';
    this.kind = kinds[status] ?? 'broken';
  }

  /** What is wrong with one field, by its JSON pointer ("/email") or its bare name. */
  of(field: string): string | undefined {
    return this.fields.find((mistake) => mistake.pointer.replace(/^#?\//, '') === field)?.detail;
  }
}

export function offline(): ApiError {
  return new ApiError(0, 'offline', '');
}

/** Reads an RFC 9457 problem; a reply that is none (a proxy's page) still becomes an ApiError. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiError(
    response.status,
    problem.code ?? `http_${response.status}`,
    problem.detail ?? problem.title ?? '',
    Array.isArray(problem.errors) ? problem.errors : [],
    problem.request_id ?? response.headers.get('x-request-id') ?? '',
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

async function readProblem(response: Response): Promise<Problem> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return {};
  try {
    return (await response.json()) as Problem;
  } catch {
    return {};
  }
}
