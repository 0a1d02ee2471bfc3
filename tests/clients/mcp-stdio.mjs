// Starts a server as a program and uses it over its standard streams:
//   node mcp-stdio.mjs [--question "one that the library answers"] -- research mcp --library FOLDER
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { options, run } from './mcp-steps.mjs';

const { values, rest: [command, ...args] } = options(process.argv.slice(2), ['question']);
if (!command) {
  console.error('Name the program to start: node mcp-stdio.mjs -- research mcp');
  process.exit(2);
}

const transport = new StdioClientTransport({ command, args, env: process.env });
try {
  await run(new Client({ name: 'mcp-stdio', version: '1.0.0' }), transport, values.question?.[0]);
} catch (e) {
  console.error(e);
  process.exitCode = 1;
  await transport.close();
}
