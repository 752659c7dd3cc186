import type { Readable } from 'node:stream';
import type { ServiceName } from '../operation.js';

/** A request before its body has come, with nothing decoded that a signature covers. */
export interface HttpHead {
  readonly method: string;
  /** The path exactly as sent, percent-escapes and all. */
  readonly path: string;
  /** The query exactly as sent, without its question mark. */
  readonly query: string;
  /** Header values by lower-case name; repeated headers joined by a comma, as SigV4 wants them. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpRequest extends HttpHead {
  readonly body: Buffer;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body?: Uint8Array | string | Readable;
  /** Whether a body of text has nothing but ASCII in it: it is sent without being encoded first. */
  isAscii?: boolean;
}

/** What a request asks for: settled from its outer form alone, before anybody knows who sent it. */
export interface Addressed {
  readonly service: ServiceName;
  /** The operation's name; undefined where the service has none of that form. */
  readonly operation: string | undefined;
}
