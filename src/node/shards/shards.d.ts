// Types of `rnode:shards`.

declare module 'rnode:shards' {
  import { EventEmitter } from 'node:events';
  import { Server, Socket } from 'node:net';

  /** What a structured clone can be made of, and what can move instead of being copied. */
  export type Transferable = ArrayBuffer | MessagePort | Socket | Server | object;

  /** The shard that this script runs on. */
  export const self: Readonly<{
    /** Its number; no other shard of the process has it. */
    id: number;
    /** The core that it was on when this module was loaded. */
    core: number;
    /** How many cores there are for shards: the affinity mask and the cgroup's quota. */
    count: number;
    /** The name that `spawn` was given. */
    name: string;
  }>;

  /** The script that spawned this one; null in the program itself. */
  export const parent: Peer | null;

  /** What `spawn` was given as `workerData`. */
  export const workerData: unknown;

  export const SHARE_ENV: unique symbol;

  export interface SpawnOptions {
    /** Which of the cores, from 0; the least busy one if not given. */
    shard?: number;
    argv?: unknown[];
    env?: Record<string, string> | typeof SHARE_ENV;
    execArgv?: string[];
    workerData?: unknown;
    transferList?: Transferable[];
    name?: string;
    /** Whether `script` is the text of a program and not its file. */
    eval?: boolean;
    limits?: {
      /** The heap over which the child is ended with ERR_WORKER_OUT_OF_MEMORY, in MiB. */
      heapMb?: number;
      /** The stack, in MiB as Node counts it. */
      stackMb?: number;
    };
    /** How many messages wait in each direction, 1024 if not given. */
    mailbox?: number;
  }

  export interface CallOptions {
    timeoutMs?: number;
    transfer?: Transferable[];
  }

  /** Whoever is at the other end. Events: `message`, `messageerror`, `drain`, `close`. */
  export class Peer extends EventEmitter implements AsyncIterable<unknown> {
    /** How long a call waits for its answer: 30,000 ms if not set. */
    callTimeoutMs: number;
    /** Calls under way at a time: 1024 if not set. The next one is rejected. */
    callsInFlightMax: number;
    /**
     * Sends a structured clone. False when the mailbox is more than half full: wait for `drain`.
     * Throws ERR_SHARD_MAILBOX_FULL when it is full and ERR_SHARD_GONE when the other end is known to have ended: then
     * nothing was sent, and what was to be transferred is still here. What is on its way to one that ends is closed.
     */
    postMessage(value: unknown, transfer?: Transferable[]): boolean;
    /** Sends a structured clone as soon as there is room for it, in order; at most 1024 wait for that. */
    send(value: unknown, transfer?: Transferable[]): Promise<void>;
    /** Calls what the other end exposes. Rejected with its error, or with ERR_SHARD_CALL_TIMEOUT. */
    call(method: string, ...args: unknown[]): Promise<any>;
    callWith(options: CallOptions | undefined, method: string, ...args: unknown[]): Promise<any>;
    /** Answers the other end's calls. */
    expose(methods: Record<string, (...args: any[]) => unknown>): void;
    [Symbol.asyncIterator](): AsyncIterator<unknown>;
  }

  /** A child script. Events besides those of `Peer`: `online`, `error`, `exit` (code, error). */
  export class Child extends Peer implements AsyncDisposable {
    readonly id: number;
    readonly name: string;
    readonly shard: number;
    readonly core: number;
    /** Fulfilled when the child has ended, with what ended it if that was an error. */
    readonly exited: Promise<{ code: number; error?: Error }>;
    terminate(): Promise<{ code: number; error?: Error }>;
    ref(): this;
    unref(): this;
    [Symbol.asyncDispose](): Promise<void>;
  }

  /** Runs a script on a core of its own. */
  export function spawn(script: string | URL, options?: SpawnOptions): Child;

  /** Answers the parent's calls with these methods. */
  export function expose(methods: Record<string, (...args: any[]) => unknown>): void;

  /** Gives every shard that subscribes a structured clone; returns how many do. */
  export function publish(topic: string, value: unknown): number;

  /** Calls `listener` for what any shard publishes; returns what ends that. */
  export function subscribe(topic: string, listener: (value: any, topic: string) => void): () => void;

  /** Figures of one shard, or of all. Times in histograms are nanoseconds. */
  export interface Figures {
    /**
     * What only grows: `httpRequests`, `httpConnections`, `loopIdleSeconds`, `collectionsFruitless` (collections that found
     * next to no garbage) …
     */
    counters: Record<string, number>;
    /**
     * What goes up and down: `heapBytes`, `httpConnectionsOpen`, `mailboxDepth` (what others have sent and was not dealt
     * with: messages in all ports of the shard, and closures) …
     */
    gauges: Record<string, number>;
    /**
     * `turn`: how long the loop was busy between two waits; `httpRequest`: from a request's head to its response's last
     * byte; `httpQueueing`: from readiness to the handler; `collection`: pauses of the cycle collector; `stall`: turns
     * longer than --stall-ms.
     */
    latencies: Record<string, import('node:perf_hooks').Histogram>;
  }

  export interface ShardStats extends Figures {
    /** The shard's number, or `thread N` for a child script or a worker. */
    shard: string;
    name: string;
  }

  export interface Stats {
    shards: ShardStats[];
    total: Figures;
    /** The shards that did not answer in time. */
    missing: string[];
  }

  /** Asks every shard of the process for its figures; one second is waited for if `timeoutMs` is not given. */
  export function stats(options?: { timeoutMs?: number }): Promise<Stats>;

  export interface Drain {
    /** Whether the whole process is to end; otherwise another program follows on this shard. */
    ending: boolean;
    /** How long it may take. */
    timeoutMs: number;
  }

  /**
   * Calls `listener` when this program is asked to finish what it has: by `SIGHUP` and a reload, or by `SIGTERM` or
   * `SIGINT` with --drain-timeout-ms. Servers stop listening and HTTP connections end by themselves; what became
   * another protocol's (WebSockets, CONNECT) and connections of other servers are the program's to end, and are waited
   * for until then or until the time is over. A connection that had been accepted may still be upgraded afterwards.
   * The program's end waits for a promise that the listener returns. Returns what takes the listener back.
   *
   *     onDrain(() => wss.clients.forEach((client) => client.close(1001)));
   */
  export function onDrain(listener: (drain: Drain) => unknown): () => void;

  export interface Stall {
    /** How long the turn took, and the part that collecting garbage took, in milliseconds. */
    duration: number;
    collecting: number;
    phase: string;
    eventsWaiting: number;
    immediatesWaiting: number;
    /** The frames that ran when the stall was noticed, as in `Error.stack`; empty for native code. */
    stack: string;
  }

  /** Calls `listener` with each turn of this shard that was longer than --stall-ms; returns what ends that. */
  export function onStall(listener: (stall: Stall) => void): () => void;
}
