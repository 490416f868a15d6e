// Writes the action table of the IAM engine (analyzers/iam/iamdb.c includes it) from an unpacked package of AWS's
// service authorization reference. Same package, same bytes.
//
// usage: node build-aux/gen-iamdb.mjs PACKAGE-FOLDER VERSION [SERVICE-LIST] > iamdb.inc
// SERVICE-LIST is a file with one service prefix a line ('#' begins a comment): only those are kept. It made
// analyzers/iam/iamdb_small.inc, the table of a build that has no package.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const levels = { Read: 1, List: 2, Write: 4, Tagging: 8, "Permissions management": 16 };
const types = { String: "STRING", ArrayOfString: "STRINGS", ARN: "ARN", ArrayOfARN: "ARNS", Bool: "BOOL",
  ArrayOfBool: "BOOLS", Numeric: "NUMERIC", Date: "DATE", IPAddress: "IP" };

function stop(text) {
  process.stderr.write(`gen-iamdb: ${text}\n`);
  process.exit(1);
}

const [folder, version, list] = process.argv.slice(2);
if (!version) stop("expected PACKAGE-FOLDER VERSION [SERVICE-LIST]");

const read = (...path) => JSON.parse(readFileSync(join(folder, "data", ...path), "utf8"));
const byOctets = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const files = (kind) => new Set(readdirSync(join(folder, "data", kind)));

const chosen = list && new Set(readFileSync(list, "utf8").split("\n").map((l) => l.replace(/#.*/, "").trim()).filter(Boolean));
const known = read("services.json");
for (const s of chosen ?? []) if (!known.includes(s)) stop(`${list}: ${s} is no service of the package`);
const services = known.filter((s) => !chosen || chosen.has(s)).sort(byOctets);
const rcp = new Set(read("rcpSupportedServices.json"));

// ---- one pool of texts, each once, sorted ----

const texts = new Map();
const text = (t) => {
  if (!/^[\x20-\x7e]*$/.test(t)) stop(`expected plain ASCII, got ${JSON.stringify(t)}`);
  if (!texts.has(t)) texts.set(t, 0);
  return t;
};

// ---- what the package says ----

const have = { actions: files("actions"), resourceTypes: files("resourceTypes"), conditionKeys: files("conditionKeys") };
const table = (kind, service) => (have[kind].has(`${service}.json`) ? Object.values(read(kind, `${service}.json`)) : []);
// A placeholder of a key becomes '*': "aws:RequestTag/${TagKey}" -> "aws:RequestTag/*".
const keyName = (k) => k.replace(/\$\{[^}]*\}/g, "*");

const keyTypes = new Map();
const actions = [], resources = [], serviceRows = [];
for (const service of services) {
  for (const k of table("conditionKeys", service)) {
    if (!types[k.type]) stop(`${service}: ${k.key}: unknown type ${k.type}`);
    const name = text(keyName(k.key)), had = keyTypes.get(name.toLowerCase());
    // One key with two types in two services: the plural one, which asks less.
    if (!had || (had.type !== k.type && k.type.startsWith("ArrayOf"))) keyTypes.set(name.toLowerCase(), { name, type: k.type });
  }
  const own = new Map();
  for (const r of table("resourceTypes", service).sort((a, b) => byOctets(a.key, b.key))) {
    own.set(r.key, resources.length);
    resources.push({ name: text(r.key), arn: text(r.arn), keys: r.conditionKeys ?? [] });
  }
  serviceRows.push({ prefix: text(service), first: actions.length, rcp: rcp.has(service) });
  const rows = table("actions", service).map((a) => ({ a, low: a.name.toLowerCase() })).sort((x, y) => byOctets(x.low, y.low));
  for (const { a } of rows) {
    let mask = 0;
    for (const l of a.accessLevel.split(", ")) mask |= levels[l] ?? stop(`${service}:${a.name}: unknown access level ${l}`);
    const links = a.resourceTypes.filter((r) => own.has(r.name)).map((r) => own.get(r.name));
    const keys = new Set(a.conditionKeys);
    for (const r of a.resourceTypes) for (const k of r.conditionKeys) keys.add(k);
    // An action whose only resource types the package does not describe still has some: it is not wildcard-only.
    const wild = a.resourceTypes.length === 0;
    actions.push({ name: text(a.name), mask: mask | (wild ? 32 : 0), links: [...new Set(links)].sort((x, y) => x - y), keys: [...keys] });
  }
}

const keyRows = [...keyTypes.values()].sort((a, b) => byOctets(a.name.toLowerCase(), b.name.toLowerCase()));
const keyNumber = new Map(keyRows.map((k, i) => [k.name.toLowerCase(), i]));
const sets = new Map([["", 0]]), members = [];
const setStart = [0];
function keySet(keys) {
  const numbers = [...new Set(keys.map((k) => keyNumber.get(keyName(k).toLowerCase())).filter((n) => n !== undefined))].sort((a, b) => a - b);
  const id = numbers.join();
  if (!sets.has(id)) {
    sets.set(id, sets.size);
    setStart.push(members.length);
    members.push(...numbers);
  }
  return sets.get(id);
}
for (const x of [...actions, ...resources]) x.set = keySet(x.keys);
setStart.push(members.length);

let offset = 0;
const pool = [...texts.keys()].sort(byOctets);
for (const t of pool) {
  texts.set(t, offset);
  offset += t.length + 1;
}
const at = (t) => texts.get(t);

// ---- the file ----

const out = [];
const rows = (head, list) => out.push(`static const ${head} = {`, ...list, "};");
const packed = (head, numbers) => {
  const lines = [];
  for (let i = 0; i < numbers.length; i += 24) lines.push(numbers.slice(i, i + 24).join() + ",");
  rows(head, lines);
};
const quoted = (t) => t.replace(/[\\"]/g, "\\$&").replace(/\?\?/g, "?\\?");
const links = [], starts = [];
for (const a of actions) {
  starts.push(links.length);
  links.push(...a.links);
}
if (links.length > 65535 || resources.length > 65535 || members.length > 65535) stop("the table outgrew its 16-bit fields");

out.push(
  `/* Written by build-aux/gen-iamdb.mjs from release ${version} of the data named in analyzers/iam/data/iam-data.lock.`,
  " * That data: MIT License, Copyright (c) 2024 Act Security; facts of AWS's service authorization reference. */",
  "/* clang-format off */",
  `#define IAMDB_VERSION "${version}"`,
  `#define IAMDB_WHOLE ${chosen ? 0 : 1}`,
  "static const char db_text[] =",
);
let line = "";
for (const t of pool) {
  if (line.length + t.length > 110) {
    out.push(`"${line}"`);
    line = "";
  }
  line += quoted(t) + "\\0";
  // The next text may begin with a digit, which would join the octal escape.
  line = line.replace(/\\0(?=[0-7])/g, "\\000");
}
out.push(`"${line}";`);
rows("struct db_service db_services[]", [...serviceRows.map((s) => `{${at(s.prefix)},${s.first},${s.rcp ? 1 : 0}},`), `{0,${actions.length},0},`]);
rows("struct db_action db_actions[]", [...actions.map((a, i) => `{${at(a.name)},${starts[i]},${a.set},${a.mask}},`), `{0,${links.length},0,0},`]);
packed("uint16_t db_links[]", [...links, 0]);
rows("struct db_resource db_resources[]", [...resources.map((r) => `{${at(r.name)},${at(r.arn)},${r.set}},`), "{0,0,0},"]);
rows("struct db_key db_keys[]", [...keyRows.map((k) => `{${at(k.name)},IAMDB_${types[k.type]}},`), "{0,0},"]);
packed("uint16_t db_sets[]", setStart);
packed("uint16_t db_members[]", [...members, 0]);
out.push("/* clang-format on */");
process.stdout.write(out.join("\n") + "\n");
