// nginx serving one folder as files: what the web's best static server makes of the same bytes.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './store.mjs';

export async function startNginx(directory) {
  const port = await freePort();
  const temporary = path.join(directory, 'temporary');
  mkdirSync(temporary, { recursive: true });
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${temporary};`);
  const configuration = `worker_processes 2; daemon off; pid ${directory}/nginx.pid; error_log /dev/null;
user root;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; etag on; ${paths.join(' ')}
  server { listen 127.0.0.1:${port} reuseport; root ${directory}/www; } }`;
  const file = path.join(directory, 'nginx.conf');
  writeFileSync(file, process.getuid() === 0 ? configuration : configuration.replace('user root;', ''));
  const child = spawn('nginx', ['-c', file, '-p', directory], { stdio: 'ignore' });
  await sleep(500);
  if (child.exitCode !== null) throw new Error('nginx did not start');
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGTERM') };
}
