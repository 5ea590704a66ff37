import { createServer, type Server } from 'node:net';

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

/** The first of two neighbouring loopback ports that were free a moment ago: the API's and that of AWS calls. */
export async function freePorts(attempts = 20): Promise<number> {
  const first = await listen(0);
  const address = first?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const second = port === 0 ? undefined : await listen(port + 1);
  await Promise.all([first, second].flatMap((server) => (server === undefined ? [] : [close(server)])));
  if (second !== undefined) return port;
  if (attempts <= 1) throw new Error('no two free ports beside one another; choose one with --port');
  return freePorts(attempts - 1);
}
