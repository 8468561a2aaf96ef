/**
 * Build `dist/<version>/`, which is committed: the module, the style sheet that holds its place, and the document
 * that the module asks. Once released, a version's folder never changes again: raise the version first.
 *
 * `--check` builds in memory and fails when the committed files are others.
 */
import { readFile, mkdir, writeFile } from "node:fs/promises";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";

const MOST_BYTES = 8 * 1024;
const BROWSERS = ["chrome125", "firefox126", "safari18"];
const here = new URL("./", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("package.json", here), "utf8"));
const dist = new URL(`dist/${version}/`, here);

const texts = {
  name: "texts",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({ contents: await minified(path), loader: "text" }));
    onLoad({ filter: /\.graphql$/ }, async ({ path }) => ({ contents: await trimmed(path), loader: "text" }));
  },
};

async function trimmed(path) {
  return (await readFile(path, "utf8")).trim();
}

async function minified(path) {
  const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: BROWSERS });
  return code.trimEnd();
}

async function built() {
  const { outputFiles } = await build({
    absWorkingDir: new URL(".", here).pathname,
    entryPoints: ["src/citizen-profile-header.ts"],
    bundle: true,
    write: false,
    format: "esm",
    target: BROWSERS,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    plugins: [texts],
    banner: { js: `/*! Citizen Profile header ${version} | EUPL-1.2 */` },
  });
  return {
    "citizen-profile-header.js": outputFiles[0].text,
    "fallback.css": `${await minified(new URL("src/fallback.css", here))}\n`,
    "document.graphql": `${await trimmed(new URL("document.graphql", here))}\n`,
  };
}

async function check(files) {
  for (const [name, text] of Object.entries(files)) {
    const committed = await readFile(new URL(name, dist), "utf8").catch(() => "");
    if (committed !== text) throw new Error(`dist/${version}/${name} is not what the source gives: npm run build`);
  }
}

async function write(files) {
  await mkdir(dist, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, dist), text);
}

const files = await built();
await (process.argv.includes("--check") ? check(files) : write(files));
let total = 0;
for (const [name, text] of Object.entries(files)) {
  const bytes = brotliCompressSync(text).length;
  total += bytes;
  console.log(`${version}/${name}: ${text.length} characters, ${bytes} bytes brotli`);
}
if (total > MOST_BYTES) throw new Error(`${total} bytes is more than ${MOST_BYTES}`);
