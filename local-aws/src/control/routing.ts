/**
 * How requests to local-aws's own address find what answers them, and how answers and refusals are written.
 *
 * Nothing is signed here. The HTTP server answers to no other host than this machine, and every change
 * demands a content type that a page of another origin cannot send without asking first, which is refused.
 */
import type { HttpHead, HttpRequest, HttpResponse } from '../wire/message.js';

/** No bucket can have this name: bucket names have no underscore. */
export const CONTROL_PATH = '/_local-aws';

const JSON_TYPE = 'application/json';

/** A request that cannot be meant. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Answers with JSON, or with text. `name` is what stands for NAME in the path. */
export type Action = (request: HttpRequest, name: string) => object | string | Promise<object | string>;

/** By method and path, such as `GET /streams/NAME`. */
export type Routes = Readonly<Record<string, Action>>;

export function isControl({ path }: HttpHead): boolean {
  return path === CONTROL_PATH || path.startsWith(`${CONTROL_PATH}/`);
}

/** Makes what answers the requests for which `isControl` is true. */
export function controlHandler(routes: Routes): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    try {
      const { action, name } = find(routes, request);
      return answer(200, await action(request, name));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer(error.status, { error: error.message }, error.headers);
    }
  };
}

/** @throws Refusal */
function find(routes: Routes, request: HttpRequest): { action: Action; name: string } {
  const path = request.path.slice(CONTROL_PATH.length).replace(/\/$/, '') || '/';
  const name = nameIn(path);
  const pattern = path.replace(/^\/streams\/[^/]+/, '/streams/NAME');
  const methods = Object.keys(routes)
    .filter((route) => route.endsWith(` ${pattern}`))
    .map((route) => route.slice(0, route.indexOf(' ')));
  if (methods.length === 0 || name === undefined) {
    throw new Refusal(404, `There is no ${request.path}. There is: ${listed(routes)}.`);
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const action = routes[`${method} ${pattern}`];
  if (!action) {
    throw new Refusal(405, `${request.path} takes ${methods.join(', ')}, not ${request.method}.`, {
      allow: methods.join(', '),
    });
  }
  if (method !== 'GET') requireJsonType(request);
  return { action, name };
}

function listed(routes: Routes): string {
  return Object.keys(routes)
    .map((route) => route.replace(' ', ` ${CONTROL_PATH}`))
    .join(', ');
}

/** The stream's name in the path; empty when the path has none, undefined when nobody can read it. */
function nameIn(path: string): string | undefined {
  try {
    return decodeURIComponent(/^\/streams\/([^/]+)/.exec(path)?.[1] ?? '');
  } catch {
    return undefined;
  }
}

function requireJsonType({ headers }: HttpRequest): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === JSON_TYPE) return;
  throw new Refusal(
    415,
    `A change needs the header "content-type: ${JSON_TYPE}": a page in a browser cannot send it from elsewhere.`,
  );
}

/** @throws Refusal */
export function readJson({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal(400, `The body is not JSON: ${(cause as Error).message}`);
  }
}

function answer(
  status: number,
  content: object | string,
  headers: Record<string, string> = {},
): HttpResponse {
  if (typeof content === 'string') {
    return { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, body: content };
  }
  return {
    status,
    headers: { ...headers, 'content-type': JSON_TYPE },
    body: `${JSON.stringify(content, null, 2)}\n`,
  };
}
