// Types of `rnode:serve`.

declare module 'rnode:serve' {
  /** Where a request came from. Undefined on a path, and once the connection is gone. */
  export interface ServeInfo {
    readonly remoteAddress: string | undefined;
    readonly remotePort: number | undefined;
    readonly localAddress: string | undefined;
    readonly localPort: number | undefined;
  }

  /**
   * Answers a request. `request.signal` is aborted when the peer leaves before it has its answer. What is thrown, or is
   * no response, becomes a 500 and a line on standard error, unless there is an `onError`.
   */
  export type Handler = (request: Request, info: ServeInfo) => Response | Promise<Response>;

  export interface ServeOptions {
    /** 3000 by default; 0 for any that is free. On many shards every shard listens on the same one. */
    port?: number;
    /** All addresses by default. */
    hostname?: string;
    /** A Unix socket, in place of a port. */
    path?: string;
    backlog?: number;
    reusePort?: boolean;
    /** Closes the server. */
    signal?: AbortSignal;
    /** The handler, if it is no argument of its own. */
    fetch?: Handler;
    /** What to answer when a handler failed; with nothing, a 500. */
    onError?: (error: unknown, request: Request) => Response | void | Promise<Response | void>;

    // As in `http.createServer`, with its defaults.
    headersTimeout?: number;
    requestTimeout?: number;
    keepAliveTimeout?: number;
    keepAliveTimeoutBuffer?: number;
    connectionsCheckingInterval?: number;
    maxHeaderSize?: number;
    maxRequestsPerSocket?: number;
    requireHostHeader?: boolean;
  }

  export class Server {
    /** Fulfilled when it listens; rejected if it cannot. */
    readonly ready: Promise<Server>;
    /** Fulfilled when it was closed and its last connection is gone. */
    readonly closed: Promise<void>;
    readonly port: number | undefined;
    /** The address that is listened on, or the path. */
    readonly hostname: string | undefined;
    /** Where a client on this machine finds it. */
    readonly url: URL | undefined;
    /** Listens no more and lets what is under way finish; with `force`, ends that too. */
    close(options?: { force?: boolean }): Promise<void>;
    ref(): this;
    unref(): this;
    [Symbol.asyncDispose](): Promise<void>;
  }

  export function serve(options: ServeOptions, handler?: Handler): Server;
  export function serve(handler: Handler): Server;
}

/** What a main module exports as its default to be served. `PORT` and `HOST` of the environment stand in for the rest. */
interface ServedProgram {
  fetch: import('rnode:serve').Handler;
  port?: number;
  hostname?: string;
  onError?: import('rnode:serve').ServeOptions['onError'];
}
