// npm older than 11.6 forgets to link `node` when several platform packages offer the same bin; this relinks the one
// that fits, so that every npm script runs Node 24.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const windows = process.platform === 'win32';
const platform = windows ? 'win' : process.platform;
const binary = join(
  root,
  'node_modules',
  `node-${platform}-${process.arch}`,
  'bin',
  windows ? 'node.exe' : 'node',
);
const bin = join(root, 'node_modules', '.bin');

if (existsSync(binary)) {
  mkdirSync(bin, { recursive: true });
  if (windows) {
    writeFileSync(join(bin, 'node.cmd'), `@"${binary}" %*\r\n`);
  } else {
    rmSync(join(bin, 'node'), { force: true });
    symlinkSync(binary, join(bin, 'node'));
    chmodSync(binary, 0o755);
  }
} else if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Bailiwick needs Node 24 and npm offers no binary for ${platform}-${process.arch}; install Node 24 or newer and run again.`,
  );
}
