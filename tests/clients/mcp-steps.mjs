// What a client does with ResearchAgent's server, whatever the transport: each step is printed, and what is not as it
// should be ends the script with 1. One paper is added to the library where the server offers that.
import { McpError } from '@modelcontextprotocol/sdk/types.js';

const readOnly = ['search_papers', 'list_papers', 'read_passage', 'ask', 'compare', 'review'];
const note = '# Rime on northern trees\n\nRime covers northern trees for 90 days a year. We weigh it twice a day with a spring balance.\n';

function check(holds, what) {
  if (!holds) {
    throw new Error(`Not as it should be: ${what}`);
  }
}

function say(title, text = '') {
  console.log(`\n== ${title}`);
  console.log(text.split('\n').map(line => `   ${line.length > 160 ? `${line.slice(0, 160)}…` : line}`).join('\n'));
}

const plain = text => text.replace(/\s+/g, ' ').trim();

/** Name and value of the options before the rest of the command line. */
export function options(args, names) {
  const values = {};
  while (args.length > 0 && args[0].startsWith('--') && args[0] !== '--') {
    const name = args.shift().slice(2);
    if (!names.includes(name)) {
      throw new Error(`There is no option --${name}. There are: ${names.map(n => `--${n}`).join(', ')}.`);
    }

    (values[name] ??= []).push(args.shift());
  }

  return { values, rest: args[0] === '--' ? args.slice(1) : args };
}

export async function run(client, transport, question) {
  await client.connect(transport);
  const server = client.getServerVersion();
  say(`Connected to ${server.name} ${server.version}`, client.getInstructions());
  check(server.name === 'research-agent', `the server is called ${server.name}`);

  const { tools } = await client.listTools();
  say('Tools', tools.map(t => `${t.name}: ${t.description}`).join('\n'));
  for (const name of readOnly) {
    const tool = tools.find(t => t.name === name);
    check(tool?.annotations?.readOnlyHint === true, `${name} is not offered as a tool that only reads`);
    check(tool.outputSchema?.type === 'object', `${name} does not describe what it gives`);
  }

  // The client holds what comes back against the tool's own schema.
  const call = async (name, args, onprogress) => {
    const result = await client.callTool({ name, arguments: args }, undefined, { onprogress });
    say(`${name} ${JSON.stringify(args).slice(0, 140)}`, result.content.map(c => c.text).join('\n'));
    check(!result.isError, `${name} refuses`);
    check(result.structuredContent !== undefined, `${name} gives no data`);
    return result.structuredContent;
  };

  const listed = await call('list_papers', { limit: 5 });
  check(listed.papers.length >= 2, 'the library has fewer than two papers');
  const [first, second] = listed.papers;

  const found = await call('search_papers', { query: first.title });
  check(found.papers.some(p => p.key === first.key), `${first.key} is not found by its title`);
  const passage = found.papers.find(p => p.key === first.key).passage;
  const read = await call('read_passage', { passage, neighbours: 1 });
  check(read.passages.some(p => p.id === passage), `${passage} is not what was read`);

  const steps = [];
  const answer = await call('ask', { question: question ?? `What does ${first.title} propose?` }, p => steps.push(p.message));
  say('Steps that were told', steps.join('\n'));
  check(steps.length > 0, 'no step was told');
  check(answer.answered === answer.sentences.length > 0, 'an answer without sentences, or sentences without an answer');
  check(question === undefined || answer.answered, 'the question is not answered');
  for (const sentence of answer.sentences) {
    check(sentence.verdict === 'Supported' && sentence.quotes.length > 0, `nothing backs '${sentence.text}'`);
    for (const quote of sentence.quotes) {
      const source = await client.callTool({ name: 'read_passage', arguments: { passage: quote.passage } });
      check(plain(source.structuredContent.passages[0].text).includes(plain(quote.text)), `'${quote.text}' does not stand in ${quote.passage}`);
    }
  }

  const nothing = await call('ask', { question: 'How many violins does the orchestra of Ulan Bator own?' });
  check(!nothing.answered && nothing.abstention, 'what the library cannot know is answered');

  const compared = await call('compare', { papers: [first.key, second.key], aspects: ['training cost'] });
  check(compared.rows.every(r => r.cells.length === 2), 'a row without two cells');

  const review = await call('review', { topic: first.title });
  check(review.themes.every(t => t.sentences.every(s => s.verdict === 'Supported')), 'a sentence of the review is not backed');

  if (tools.some(t => t.name === 'add_paper')) {
    const added = await call('add_paper', { text: note });
    check(added.added + added.unchanged === 1, 'the note was not added');
    const again = await call('search_papers', { query: 'rime northern trees spring balance' });
    check(again.papers[0]?.title === 'Rime on northern trees', 'the note is not found');
  }

  const wrong = await client.callTool({ name: 'compare', arguments: { papers: [first.key, 'Nobody1900NoSuchPaper'] } });
  say('compare with a paper that is not there', wrong.content[0].text);
  check(wrong.isError === true && wrong.content[0].text.includes('Nobody1900NoSuchPaper'), 'an unknown paper is not named');

  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  const resource = await client.readResource({ uri: `paper://${first.key}` });
  say(`${resources.length} resources, ${resourceTemplates.map(t => t.uriTemplate)}; ${resource.contents[0].uri}`, resource.contents[0].text.slice(0, 600));
  check(resources.some(r => r.uri === resource.contents[0].uri), 'the paper is not listed');
  check(resource.contents[0].text.includes('-----BEGIN PAPER TEXT'), 'the text of the paper is not marked');
  const missing = await client.readResource({ uri: 'paper://Nobody1900NoSuchPaper' }).catch(e => e);
  check(missing instanceof McpError, 'a paper that is not there is read');
  say('A resource that is not there', missing.message);

  const { prompts } = await client.listPrompts();
  say('Prompts', prompts.map(p => `${p.name}(${p.arguments.map(a => a.name).join(', ')}): ${p.description}`).join('\n'));
  const prompt = await client.getPrompt({ name: 'decompose', arguments: { question: 'What is snow, and why does it melt?' } });
  say('The prompt decompose', prompt.messages.map(m => `${m.role}: ${m.content.text}`).join('\n'));
  check(prompt.messages.at(-1).content.text.includes('why does it melt?'), 'the prompt lacks the question');

  await client.close();
  console.log('\nAll is as it should be.');
}
