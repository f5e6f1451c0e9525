// Bundles the third-party browser code and writes it, its licences and its VENDOR.toml.
//
//   npm ci --ignore-scripts && node build.mjs           write the files
//   npm ci --ignore-scripts && node build.mjs --check   compare with the committed files, byte by byte
//
// The files are committed, so that neither users nor pip need Node. The drawing library stands in
// `graph/lien/export/assets`, where both the one-file export and the web pages find it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..", "..");
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;

const text = (path) => readFileSync(join(here, "node_modules", path), "utf8").trim();
const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const described = (name) => ({ name, ...lock[`node_modules/${name}`] });

const BUNDLED = [
  ["vis-network", "LICENSE-MIT"],
  ["vis-data", "LICENSE-MIT"],
  ["vis-util", "LICENSE-MIT"],
  ["keycharm", "LICENSE-MIT"],
  ["@egjs/hammerjs", "LICENSE.md"],
  ["component-emitter", "license"],
  ["uuid", "LICENSE.md"],
];

function fail(message) {
  throw new Error(message);
}

async function visNetwork() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["vis.mjs"],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName: "vis",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
  });
  const names = BUNDLED.map(([name]) => `${name} ${described(name).version}`).join(", ");
  const banner = `/*! ${names}. Licences (MIT) stand beside this file. Built by webapp/frontend. */\n`;
  return Buffer.from(banner + result.outputFiles[0].text);
}

function licences() {
  const line = "-".repeat(72);
  const parts = BUNDLED.map(
    ([name, file]) => `${name} ${described(name).version}\n${line}\n${text(`${name}/${file}`)}\n`,
  );
  return Buffer.from(parts.join("\n\n"));
}

/** One `[[file]]` table of VENDOR.toml. */
function entry(file, data, packages, licence, licenceFile) {
  const lines = [
    "[[file]]",
    `name = "${file}"`,
    `sha256 = "${sha256(data)}"`,
    `size = ${data.length}`,
    `licence = "${licence}"`,
    `licence_file = "${licenceFile}"`,
  ];
  for (const name of packages) {
    const { version, integrity, license } = described(name);
    lines.push("", "[[file.package]]", `name = "${name}"`, `version = "${version}"`);
    lines.push(`licence = "${license}"`, `integrity = "${integrity}"`);
  }
  return lines.join("\n") + "\n";
}

const HEAD = "# Third-party files of this folder. Written by webapp/frontend/build.mjs; do not edit.\n\n";

/** The files of one folder: [name, bytes], VENDOR.toml included. */
function folder(name, data, packages, licence, licenceText) {
  const { version } = described(name);
  const file = `${name}-${version}.${sha256(data).slice(0, 8)}.js`;
  const licenceFile = `${name}-${version}.LICENCE.txt`;
  const toml = HEAD + entry(file, data, packages, licence, licenceFile);
  return [[file, data], [licenceFile, licenceText], ["VENDOR.toml", Buffer.from(toml)]];
}

function write(target, files) {
  mkdirSync(target, { recursive: true });
  for (const old of readdirSync(target)) unlinkSync(join(target, old));
  for (const [name, data] of files) writeFileSync(join(target, name), data);
}

function check(target, files) {
  for (const [name, data] of files) {
    const path = join(target, name);
    if (!existsSync(path)) fail(`${path} is missing; run node build.mjs and commit`);
    if (!readFileSync(path).equals(data)) fail(`${path} differs from a clean build`);
  }
}

const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"));
const folders = [
  [
    join(root, "graph/lien/export/assets"),
    folder("vis-network", await visNetwork(), BUNDLED.map(([name]) => name), "MIT", licences()),
  ],
  [
    join(root, "tests/e2e/assets"),
    folder("axe-core", axe, ["axe-core"], "MPL-2.0", Buffer.from(text("axe-core/LICENSE") + "\n")),
  ],
];
const act = process.argv.includes("--check") ? check : write;
for (const [target, files] of folders) {
  act(target, files);
  for (const [name, data] of files) console.log(`${name} ${data.length} bytes`);
}
