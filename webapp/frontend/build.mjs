// Bundles the third-party browser code and writes it, its licences and its vendor.json.
//
//   npm ci --ignore-scripts && node build.mjs           write the files
//   npm ci --ignore-scripts && node build.mjs --check   compare with the committed files, byte by byte
//
// The files are committed, so that neither users nor pip need Node. To add one: an entry in
// ENTRIES, exact versions in package.json, `npm install --ignore-scripts`, `make vendor`.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..", "..");
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;

// One file each: `name-version.hash8.js` in `folder`, with the version of `main` (else of `name`).
// `entry` is bundled with all `packages`, no more and no less; `copy` is taken as it is.
const ENTRIES = [
  {
    // stands with the library, because the one-file export and the web pages both draw with it
    name: "vis-network",
    folder: "graph/lien/export/assets",
    licence: "MIT",
    entry: "vis.mjs",
    options: { format: "iife", globalName: "vis" },
    packages: [
      "vis-network", "vis-data", "vis-util", "keycharm", "@egjs/hammerjs", "component-emitter",
      "uuid",
    ],
  },
  {
    name: "codemirror",
    main: "@codemirror/view",
    folder: "webapp/lien_webapp/static/vendor",
    licence: "MIT",
    entry: "editor.mjs",
    options: { format: "esm" },
    packages: [
      "@codemirror/view", "@codemirror/state", "@codemirror/language", "@codemirror/autocomplete",
      "@codemirror/commands", "@codemirror/lint", "@codemirror/streamparser",
      "codemirror-lang-sparql", "@lezer/common",
      "@lezer/highlight", "@lezer/lr", "@marijn/find-cluster-break", "crelt", "style-mod",
      "w3c-keyname",
    ],
  },
  {
    name: "axe-core",
    folder: "tests/e2e/assets",
    licence: "MPL-2.0",
    copy: "axe-core/axe.min.js",
    packages: ["axe-core"],
  },
];

const read = (path) => readFileSync(join(here, "node_modules", path));
const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const described = (name) => lock[`node_modules/${name}`];
const titled = (name) => `${name} ${described(name).version}`;

function fail(message) {
  throw new Error(message);
}

async function bundle({ entry, options, packages }) {
  const result = await build({
    ...options,
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
  });
  checkPackages(entry, Object.keys(result.metafile.inputs), packages);
  const banner = `/*! ${packages.map(titled).join(", ")}. Licences (MIT) stand beside this file. Built by webapp/frontend. */\n`;
  return Buffer.from(banner + result.outputFiles[0].text);
}

function checkPackages(entry, inputs, packages) {
  const names = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const found = [...new Set(names.filter(Boolean))].sort().join(" ");
  const listed = [...packages].sort().join(" ");
  if (found !== listed) fail(`${entry} bundles ${found}; its entry lists ${listed}`);
}

/** The licence of a package as it comes with it; of two, the MIT one. */
function licence(name) {
  const files = readdirSync(join(here, "node_modules", name)).sort();
  const matching = files.filter((file) => /^licen[cs]e(-mit)?(\.md|\.txt)?$/i.test(file));
  if (!matching.length) fail(`${name} has no licence file`);
  return read(`${name}/${matching.find((file) => /-mit/i.test(file)) ?? matching[0]}`);
}

function licences({ packages }) {
  if (packages.length === 1) return Buffer.from(`${licence(packages[0]).toString().trim()}\n`);
  const line = "-".repeat(72);
  const parts = packages.map((name) => `${titled(name)}\n${line}\n${licence(name).toString().trim()}\n`);
  return Buffer.from(parts.join("\n\n"));
}

/** The two files of an entry, [name, bytes] each, and how vendor.json describes them. */
async function made(entry) {
  const data = entry.copy ? read(entry.copy) : await bundle(entry);
  const stem = `${entry.name}-${described(entry.main ?? entry.name).version}`;
  const name = `${stem}.${sha256(data).slice(0, 8)}.js`;
  const licenceFile = `${stem}.LICENCE.txt`;
  const packages = entry.packages.map((each) => {
    const { version, license, integrity } = described(each);
    return { name: each, version, licence: license, integrity };
  });
  const about = {
    name, sha256: sha256(data), size: data.length, licence: entry.licence,
    licence_file: licenceFile, packages,
  };
  return { files: [[name, data], [licenceFile, licences(entry)]], about };
}

/** The files of every folder, vendor.json included. */
async function folders() {
  const found = new Map();
  for (const entry of ENTRIES) {
    const { files, about } = await made(entry);
    const folder = found.get(entry.folder) ?? { files: [], abouts: [] };
    folder.files.push(...files);
    folder.abouts.push(about);
    found.set(entry.folder, folder);
  }
  return [...found].map(([folder, { files, abouts }]) => {
    const description = {
      about: "Third-party files of this folder. Written by webapp/frontend/build.mjs; do not edit.",
      files: abouts,
    };
    const text = `${JSON.stringify(description, null, 1)}\n`;
    return [join(root, folder), [...files, ["vendor.json", Buffer.from(text)]]];
  });
}

function write(target, files) {
  mkdirSync(target, { recursive: true });
  for (const old of readdirSync(target)) unlinkSync(join(target, old));
  for (const [name, data] of files) writeFileSync(join(target, name), data);
}

function check(target, files) {
  const there = readdirSync(target).sort().join(" ");
  const wanted = files.map(([name]) => name).sort().join(" ");
  if (there !== wanted) fail(`${target} holds ${there}; a clean build makes ${wanted}`);
  for (const [name, data] of files) {
    if (!readFileSync(join(target, name)).equals(data)) fail(`${name} differs from a clean build`);
  }
}

const act = process.argv.includes("--check") ? check : write;
for (const [target, files] of await folders()) {
  act(target, files);
  for (const [name, data] of files) console.log(`${name} ${data.length} bytes`);
}
