// The official OpenAI client against ResearchAgent: node openai.mjs http://127.0.0.1:5080/v1 [question] [follow-up]
import OpenAI from 'openai';

const address = process.argv[2];
if (!address) {
  console.error('Name the address of a running server: node openai.mjs http://127.0.0.1:5080/v1');
  process.exit(2);
}

const question = process.argv[3] ?? 'What does AlbedoNet predict?';
const followUp = process.argv[4] ?? 'And how long does its training take?';
const client = new OpenAI({ baseURL: address, apiKey: process.env.RESEARCH_API_KEY ?? 'none', maxRetries: 0 });
let failures = 0;

function check(what, holds) {
  if (!holds) {
    failures++;
    console.log(`  NOT AS IT SHOULD BE: ${what}`);
  }
}

function show(who, text) {
  console.log(`${who}: ${text.replaceAll('\n', '\n  ')}\n`);
}

// Every mark in the text must be where its annotation says, and bring the quote that backs the sentence.
function checkAnnotations(text, annotations) {
  check('an answer has annotations', annotations.length > 0);
  for (const { type, url_citation: citation, research_agent: quote } of annotations) {
    check('an annotation is a url_citation', type === 'url_citation');
    check(`"${quote.key}" stands at ${citation.start_index}`, text.slice(citation.start_index, citation.end_index) === quote.key);
    check('the address is one', URL.canParse(citation.url));
    check('the quote is verified', quote.verdict === 'Supported' && quote.quote.length > 0);
    console.log(`  [${quote.key}] "${quote.quote}" (${quote.passage}${quote.page ? `, p. ${quote.page}` : ''})\n    ${citation.title}, ${citation.url}`);
  }
  console.log();
}

console.log('# Models');
const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}
console.log(`${models.join(', ')}\n`);
check('both models are listed', models.includes('research-agent') && models.includes('research-agent-steps'));

console.log('# A question');
const messages = [{ role: 'user', content: question }];
show('user', question);
const answer = await client.chat.completions.create({ model: 'research-agent', messages });
const message = answer.choices[0].message;
show('assistant', message.content);
check('it is finished', answer.choices[0].finish_reason === 'stop');
check('usage is told', answer.usage.total_tokens === answer.usage.prompt_tokens + answer.usage.completion_tokens);
checkAnnotations(message.content, message.annotations);

console.log('# The same, streamed');
let streamed = '';
let pieces = 0;
let usage = null;
let finish = null;
const annotations = [];
const stream = await client.chat.completions.create({ model: 'research-agent', messages, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  const choice = chunk.choices[0];
  if (choice?.delta.content) {
    streamed += choice.delta.content;
    pieces++;
  }
  annotations.push(...(choice?.delta.annotations ?? []));
  finish = choice?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}
show('assistant', streamed);
console.log(`  in ${pieces} pieces, ${usage?.total_tokens} tokens by estimate\n`);
check('the stream says the same', streamed === message.content);
check('the stream ends', finish === 'stop');
check('usage comes last', usage !== null);
check('the same annotations come', JSON.stringify(annotations) === JSON.stringify(message.annotations));

console.log('# A follow-up');
messages.push({ role: 'assistant', content: message.content }, { role: 'user', content: followUp });
show('user', messages.at(-1).content);
const next = await client.chat.completions.create({ model: 'research-agent-steps', messages });
show('assistant', next.choices[0].message.content);
const before = message.annotations.map((a) => a.research_agent.key);
check('it speaks of what was cited', next.choices[0].message.annotations.some((a) => before.includes(a.research_agent.key)));

console.log('# Errors');
for (const [what, request, status, code] of [
  ['an unknown model', { model: 'gpt-4o', messages }, 404, 'model_not_found'],
  ['tools', { model: 'research-agent', messages, tools: [{ type: 'function', function: { name: 'f' } }] }, 400, 'unsupported_parameter'],
]) {
  try {
    await client.chat.completions.create(request);
    check(`${what} is refused`, false);
  } catch (error) {
    check(`${what} is refused as OpenAI does`, error instanceof OpenAI.APIError && error.status === status && error.code === code);
    console.log(`${what}: ${error.message}`);
  }
}

console.log(failures === 0 ? '\nAll is as it should be.' : `\n${failures} things are not as they should be.`);
process.exit(failures === 0 ? 0 : 1);
