/**
 * Build `dist/`, which is committed: of this version the module, the style sheet that holds its place and the document
 * that the module asks. Once released, a version's folder never changes again: raise the version first.
 *
 * `--check` builds in memory and fails when the committed files are others.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const MOST_BYTES = 8 * 1024;
const BROWSERS = ["chrome125", "firefox126", "safari18"];
const here = new URL("./", import.meta.url);
const dist = new URL("dist/", here);
const { version } = JSON.parse(await readFile(new URL("package.json", here), "utf8"));

/** What is built, by its place under `dist/`. */
const OUTPUTS = {
  [`${version}/citizen-profile-header.js`]: () => script("src/citizen-profile-header.ts", { format: "esm" }),
  [`${version}/fallback.css`]: () => style("src/fallback.css"),
  [`${version}/document.graphql`]: () => text("document.graphql"),
  [`${version}/citizen-profile-header.d.ts`]: () => text("typings/citizen-profile-header.d.ts"),
  [`${version}/custom-elements.json`]: () => text("typings/custom-elements.json"),
  "drop-in/global-header.js": () => script("drop-in/global-header.ts", { format: "iife", globalName: "citizenProfileDropIn" }),
  "mock/citizen-profile-header-mock.js": () => script("mock/install.ts", { format: "esm", ...MOCK }),
  "mock/citizen-profile-header-mock.classic.js": () => script("mock/classic.ts", { format: "iife", ...MOCK }),
  "mock/citizen-profile-header-mock.d.ts": () => text("mock/citizen-profile-header-mock.d.ts"),
};
const SCRIPT_WITH_PANEL = `${version}/citizen-profile-header.js`;

const texts = {
  name: "texts",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({ contents: await style(path), loader: "text" }));
    onLoad({ filter: /\.graphql$/ }, async ({ path }) => ({ contents: await text(path), loader: "text" }));
  },
};

const played = {
  name: "played",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/widgets\.js$/ }, () => ({ path: new URL("mock/widgets.ts", here).pathname }));
  },
};

/** The mock lies in a test's own folder, or is no module: it belongs to the page that it is in, and asks for nothing. */
const MOCK = {
  plugins: [texts, played],
  define: { VERSION: JSON.stringify(version), "import.meta.url": "location.href" },
};

async function text(path) {
  return (await readFile(new URL(path, here), "utf8")).trim();
}

async function style(path) {
  const { code } = await transform(await text(path), { loader: "css", minify: true, target: BROWSERS });
  return code.trimEnd();
}

async function script(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: new URL(".", here).pathname,
    entryPoints: [entry],
    bundle: true,
    write: false,
    target: BROWSERS,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    plugins: [texts],
    define: { VERSION: JSON.stringify(version) },
    ...options,
  });
  const module = options.format === "esm";
  const { code } = await minify(outputFiles[0].text, { module, ecma: 2020, compress: { passes: 3 } });
  return `/*! Citizen Profile header ${version} | EUPL-1.2 */\n${code}`;
}

async function check(name, built) {
  const committed = await readFile(new URL(name, dist), "utf8").catch(() => "");
  if (committed !== built) throw new Error(`dist/${name} is not what the source gives: npm run build`);
}

async function write(name, built) {
  await mkdir(new URL(".", new URL(name, dist)), { recursive: true });
  await writeFile(new URL(name, dist), built);
}

for (const [name, make] of Object.entries(OUTPUTS)) {
  const built = `${await make()}\n`;
  await (process.argv.includes("--check") ? check : write)(name, built);
  const bytes = brotliCompressSync(built).length;
  console.log(`${name}: ${built.length} characters, ${bytes} bytes brotli`);
  if (name === SCRIPT_WITH_PANEL && bytes > MOST_BYTES) throw new Error(`${bytes} bytes is more than ${MOST_BYTES}`);
}
