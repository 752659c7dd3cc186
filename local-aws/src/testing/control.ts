import { rawRequest } from './raw-request.js';

export interface ControlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not
  json: any;
}

/** Asks local-aws's own address, such as `POST /clock`, with the body as JSON. */
export async function askControl(
  { endpoint }: { endpoint: string },
  route: string,
  body?: unknown,
): Promise<ControlAnswer> {
  const [method = '', path = ''] = route.split(' ');
  const headers: Record<string, string> = method === 'GET' ? {} : { 'content-type': 'application/json' };
  const answer = await rawRequest(`${endpoint}/_local-aws${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, json: JSON.parse(answer.body) };
}
