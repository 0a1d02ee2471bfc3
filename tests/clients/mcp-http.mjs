// Uses a running server over streamable HTTP:
//   node mcp-http.mjs [--question "one that the library answers"] [--header "Name: value"] http://127.0.0.1:5000/mcp
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { options, run } from './mcp-steps.mjs';

const { values, rest: [address] } = options(process.argv.slice(2), ['question', 'header']);
if (!address) {
  console.error('Name the address of the server: node mcp-http.mjs http://127.0.0.1:5000/mcp');
  process.exit(2);
}

const headers = Object.fromEntries((values.header ?? []).map(h => [h.slice(0, h.indexOf(':')).trim(), h.slice(h.indexOf(':') + 1).trim()]));
const transport = new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } });
try {
  await run(new Client({ name: 'mcp-http', version: '1.0.0' }), transport, values.question?.[0]);
} catch (e) {
  console.error(e);
  process.exitCode = 1;
  await transport.close();
}
