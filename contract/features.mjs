// What scripts, style sheets, markup, policies and WebAssembly use, by the names of MDN's compatibility data: their path, with
// spaces.

import { parse } from 'acorn';
import { full } from 'acorn-walk';
import * as css from 'css-tree';
import { at, entry } from './support.mjs';

const known = (key, where) => (entry(key) === undefined ? [] : [{ key, where }]);

/** Kinds of syntax, by acorn's nodes. */
const SYNTAX = {
  ArrowFunctionExpression: () => 'functions arrow_functions',
  AwaitExpression: () => 'operators await',
  CatchClause: (node) => (node.param === null ? 'statements try_catch optional_catch_binding' : undefined),
  ChainExpression: () => 'operators optional_chaining',
  ClassDeclaration: () => 'classes',
  ClassExpression: () => 'classes',
  ForOfStatement: (node) => (node.await ? 'statements for_await_of' : 'statements for_of'),
  Function: (node) => (node.async ? 'statements async_function' : node.generator ? 'statements generator_function' : undefined),
  ImportExpression: () => 'operators import',
  LogicalExpression: (node) => (node.operator === '??' ? 'operators nullish_coalescing' : undefined),
  ObjectPattern: () => 'operators destructuring',
  ArrayPattern: () => 'operators destructuring',
  PrivateIdentifier: () => 'classes private_class_fields',
  PropertyDefinition: (node) => (node.static ? 'classes static class_fields' : 'classes public_class_fields'),
  SpreadElement: () => 'operators spread',
  StaticBlock: () => 'classes static initialization_blocks',
  TemplateLiteral: () => 'grammar template_literals',
  MetaProperty: (node) => (node.meta.name === 'import' ? 'operators import_meta' : undefined),
  ExportNamedDeclaration: () => 'statements export',
  ImportDeclaration: () => 'statements import',
  VariableDeclaration: (node) => (node.kind === 'var' ? undefined : `statements ${node.kind}`),
  AssignmentExpression: (node) =>
    ({
      '??=': 'operators nullish_coalescing_assignment',
      '||=': 'operators logical_or_assignment',
      '&&=': 'operators logical_and_assignment',
      '**=': 'operators exponentiation_assignment',
    })[node.operator],
  BinaryExpression: (node) => (node.operator === '**' ? 'operators exponentiation' : undefined),
  Literal: (node) => (node.bigint === undefined ? undefined : 'builtins BigInt'),
};

/** Members of anything, by their name: which interfaces have one. */
const MEMBERS = new Map();
for (const root of ['javascript builtins', 'javascript builtins Intl', 'api', 'webassembly api']) {
  const interfaces = at(...root.split(' '));
  for (const [name, members] of Object.entries(interfaces)) {
    for (const member of Object.keys(members)) {
      if (!member.startsWith('__') && !member.endsWith('_event') && !member.endsWith('_static')) {
        MEMBERS.set(member, [...(MEMBERS.get(member) ?? []), `${root} ${name} ${member}`]);
      }
    }
  }
}

/** Names that a script or its WebAssembly's bindings use. */
export function ofScript(source, where) {
  const found = [];
  // What stands in a document is a classic script, and what wasm-bindgen wrote is a module.
  const isModule = where.startsWith('web/dist');
  const tree = parse(source, { ecmaVersion: 'latest', sourceType: isModule ? 'module' : 'script' });
  const add = (key) => found.push(...known(key, where));
  full(tree, (node) => {
    const syntax = SYNTAX[node.type]?.(node);
    if (syntax !== undefined) add(`javascript ${syntax}`);
    if (node.type === 'Literal' && node.regex !== undefined) {
      for (const [part, name] of [
        [/\(\?<[=!]/, 'lookbehind_assertion'],
        [/\(\?</, 'named_capturing_group'],
        [/\\p\{/, 'unicode_character_class_escape'],
      ]) {
        if (part.test(node.regex.pattern)) add(`javascript regular_expressions ${name}`);
      }
      for (const [flag, name] of [
        ['s', 'dotAll'],
        ['y', 'sticky'],
        ['u', 'unicode'],
        ['v', 'unicodeSets'],
        ['d', 'hasIndices'],
      ]) {
        if (node.regex.flags.includes(flag)) add(`javascript builtins RegExp ${name}`);
      }
    }
    if (node.type === 'Identifier') {
      add(`javascript builtins ${node.name}`);
      add(`api ${node.name}`);
      add(`webassembly api ${node.name}`);
    }
    if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') {
      const [object, member] = [node.object.name ?? node.object.property?.name, node.property.name];
      const own = [
        `javascript builtins ${object} ${member}`,
        `api ${object} ${member}_static`,
        `webassembly api ${member}_static`,
        `webassembly api ${object} ${member}`,
      ].filter((key) => entry(key) !== undefined);
      const anyones = [...(MEMBERS.get(member) ?? []), `api ${member}`];
      const keys = anyones.filter((key) => entry(key) !== undefined);
      if (own.length > 0) own.forEach(add);
      else if (keys.length > 0) found.push({ key: `.${member}`, keys, where });
    }
  });
  return found;
}

/** Properties with their values, selectors, at-rules, functions and units of a style sheet. */
export function ofStyle(source, where) {
  const found = [];
  const add = (key) => found.push(...known(key, where));
  css.walk(css.parse(source), {
    enter(node) {
      if (node.type === 'Declaration' && !node.property.startsWith('--')) {
        add(`css properties ${node.property}`);
        css.walk(node.value, (value) => {
          if (value.type === 'Identifier') add(`css properties ${node.property} ${value.name}`);
          if (value.type === 'Function') add(`css properties ${node.property} ${value.name}`);
        });
      }
      if (node.type === 'Function')
        ['', 'color ', 'gradient ', 'easing-function ', 'image '].forEach((kind) => add(`css types ${kind}${node.name}`));
      if (node.type === 'Dimension') {
        const kind = /^(cq|[sld]?v)(w|h|i|b|min|max)$/.exec(node.unit);
        if (kind !== null) {
          add(
            `css types length ${kind[1] === 'cq' ? 'container_query_length_units' : { s: 'viewport_percentage_units_small', l: 'viewport_percentage_units_large', d: 'viewport_percentage_units_dynamic', v: 'viewport_percentage_units' }[kind[1][0]]}`,
          );
        }
      }
      if (node.type === 'PseudoClassSelector' || node.type === 'PseudoElementSelector') add(`css selectors ${node.name}`);
      if (node.type === 'NestingSelector') add('css selectors nesting');
      if (node.type === 'Atrule') {
        add(`css at-rules ${node.name}`);
        if (node.name === 'media')
          css.walk(node, (part) => {
            if (part.type === 'Feature') add(`css at-rules media ${part.name.replace(/^(min|max)-/, '')}`);
          });
      }
    },
  });
  return found;
}

/** Elements and their attributes, in HTML and in Leptos's views. */
export function ofMarkup(source, where) {
  return [...source.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z:-]+(?:=(?:"[^"]*"|\{[^}]*\}|[^\s>]*))?)*)\s*\/?>/g)].flatMap(
    ([, element, attributes]) => {
      if (at('html', 'elements', element) === undefined) return [];
      const names = [...attributes.matchAll(/\s([a-z-]+)(?:=|\s|$)/g)].map(([, name]) => name);
      return [
        `html elements ${element}`,
        ...names.flatMap((name) => [`html elements ${element} ${name}`, `html global_attributes ${name}`]),
      ].flatMap((key) => known(key, where));
    },
  );
}

/** Directives and sources of the policy that the server writes. */
export function ofPolicy(source, where) {
  const place = 'http headers Content-Security-Policy';
  const directives = Object.keys(at('http', 'headers', 'Content-Security-Policy')).filter((name) =>
    new RegExp(`\\b${name} `).test(source),
  );
  const found = directives.map((name) => `${place} ${name}`);
  if (source.includes("'strict-dynamic'")) found.push(`${place} script-src strict-dynamic`, `${place} strict-dynamic`);
  if (source.includes("'wasm-unsafe-eval'")) found.push(`${place} script-src wasm-unsafe-eval`);
  if (source.includes("'sha256-")) found.push(`${place} script-src external_hashes`, `${place} script-src hash-source`);
  return found.flatMap((key) => known(key, where));
}

/** What the flags of the bundle let the compiler use. */
export function ofWasm(source, where) {
  const names = {
    'bulk-memory': 'bulk-memory-operations',
    multivalue: 'multi-value',
    'mutable-globals': 'api Global',
    'nontrapping-float-to-int': 'non-trapping-float-to-int-conversions',
    'reference-types': 'reference-types',
    'sign-ext': 'sign-extension-operations',
  };
  return [...source.matchAll(/"--enable-([a-z-]+)"/g)].map(([, flag]) => {
    if (names[flag] === undefined || entry(`webassembly ${names[flag]}`) === undefined)
      throw new Error(`${where}: since when do browsers have ${flag}?`);
    return { key: `webassembly ${names[flag]}`, where };
  });
}
