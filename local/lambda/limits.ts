/** Synchronous request and response payload, bytes (Lambda quota: 6 MB). */
export const SYNC_PAYLOAD = 6 * 1024 * 1024;
/** Asynchronous event payload, bytes (Lambda quota: 1 MB). */
export const ASYNC_PAYLOAD = 1024 * 1024;
/** Host milliseconds for loading a module, before the function's own timeout is spent. */
export const INIT_TIME = 10_000;
/** Workers of one function that run at the same time here; further calls wait. */
export const WORKERS_PER_FUNCTION = 4;
/** Workers of all functions; above it the longest idle one of another function makes room. */
export const WORKERS_IN_ALL = 24;
/** Host milliseconds after which an idle worker ends. */
export const IDLE_TIME = 60_000;
/** Asynchronous events are tried again after one and after two minutes, unless configured otherwise. */
export const ASYNC_RETRIES = 2;
/** Seconds after which an undelivered asynchronous event is dropped, unless configured otherwise. */
export const ASYNC_AGE = 21_600;
/** Environment variables of a function, names and values together, bytes (Lambda quota: 4 KB). */
export const ENVIRONMENT_SIZE = 4096;
/** Longest timeout, seconds, and memory bounds, MB (Lambda quotas). */
export const LONGEST_TIMEOUT = 900;
export const MEMORY = { least: 128, most: 10_240 } as const;
