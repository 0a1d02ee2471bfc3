// Reads and writes with node-llama-cpp on one thread, for comparison. Prints "prefill decode" in tokens a second for each line on standard input.
// Usage: node node-llama-cpp.mjs MODEL PROMPT_TOKENS OUTPUT_TOKENS; in a folder where node-llama-cpp is installed.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const { getLlama, LlamaLogLevel } = await import(pathToFileURL(require.resolve("node-llama-cpp")).href);
const [path, promptTokens, outputTokens] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: path, defaultContextFlashAttention: false });
const context = await model.createContext({ contextSize: 4096, batchSize: 512, threads: { ideal: 1, min: 1 } });
const sequence = context.getSequence();

let variant = 0;
for await (const _ of createInterface({ input: process.stdin })) {
  await sequence.clearHistory();
  variant++;
  const prompt = Array.from({ length: promptTokens }, (_, i) => 300 + ((i * 7919 + variant * 104729) % 20000));
  const start = performance.now();
  let first = 0, count = 0;
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (count === 0) first = performance.now();
    if (++count === outputTokens) break;
  }
  const end = performance.now();
  console.log(`${promptTokens / (first - start) * 1000} ${(count - 1) / (end - first) * 1000}`);
}
