/**
 * Writes typed output as XML, as a schema and its XML traits say. A writer is made once per schema: a page of a
 * listing has 1,000 keys, and to ask the schema anew for each of them costs ten times as much.
 */
import { isoInstant } from './instant.js';
import type { Schema } from './schemas.js';
import type { Utf8Text } from './utf8-text.js';
import { escapeXml } from './xml.js';

export interface XmlForm {
  /** The root element, where it is not called as the schema is. */
  root?: string;
  /** The default namespace of the root element. */
  xmlns?: string;
  /** How instants are written: with milliseconds (S3) or in whole seconds (IAM and STS), as recorded on AWS. */
  milliseconds: boolean;
}

/** Adds what a value is in its parent: an element, several, or none. */
export type WriteXml = (value: unknown, xml: Utf8Text) => void;

/** Makes the writer of the document of a structure. It has no XML declaration. */
export function xmlWriter(schema: Schema, form: XmlForm): WriteXml {
  const { xmlName } = schema.getMergedTraits();
  const name = form.root ?? String(xmlName ?? schema.getName());
  return element(name, schema, form, form.xmlns ? ` xmlns="${form.xmlns}"` : '');
}

function element(name: string, schema: Schema, form: XmlForm, xmlns = ''): WriteXml {
  const begin = `<${name}${namespaceOf(schema)}${xmlns}`;
  const end = `</${name}>`;
  return schema.isStructSchema()
    ? structWriter(begin, schema, end, form)
    : leafWriter(`${begin}>`, textOf(schema, form), end);
}

/** Up to this length, to see that two texts are the same is quicker than to write one. */
const SHORT_CHARACTERS = 12;

/** Of two neighbours in a list much is the same, such as the storage class: what is as the last one is not made anew. */
function leafWriter(begin: string, text: (value: unknown) => string, end: string): WriteXml {
  let last: unknown;
  let written = '';
  return (value, xml) => {
    const comparable = value instanceof Date ? value.getTime() : value;
    if (
      typeof comparable === 'object' ||
      (typeof comparable === 'string' && comparable.length > SHORT_CHARACTERS)
    ) {
      xml.add(begin + text(value) + end);
      return;
    }
    if (comparable !== last) {
      written = [begin, text(value), end].join(''); // in one piece, where + would leave three
      last = comparable;
    }
    xml.add(written);
  };
}

function structWriter(begin: string, schema: Schema, end: string, form: XmlForm): WriteXml {
  let members: Members | undefined;
  return (value, xml) => {
    members ??= membersOf(schema, form); // only now, since a schema may contain itself
    const { attributes, elements } = members;
    const structure = value as Record<string, unknown>;
    let head = begin;
    for (const { name, write } of attributes) {
      if (structure[name] !== undefined) head += write(structure[name]);
    }
    xml.add(`${head}>`);
    for (const { name, write } of elements) {
      const part = structure[name];
      if (part !== undefined && part !== null) write(part, xml);
    }
    xml.add(end);
  };
}

interface Members {
  attributes: { name: string; write: (value: unknown) => string }[];
  elements: { name: string; write: WriteXml }[];
}

function membersOf(schema: Schema, form: XmlForm): Members {
  const members: Members = { attributes: [], elements: [] };
  for (const [name, member] of schema.structIterator()) {
    const { httpHeader, httpPrefixHeaders, xmlAttribute, xmlName } = member.getMergedTraits();
    if (httpHeader || httpPrefixHeaders) continue;
    const tag = String(xmlName ?? name);
    if (xmlAttribute) {
      const text = textOf(member, form);
      members.attributes.push({ name, write: (value) => ` ${tag}="${text(value)}"` });
    } else members.elements.push({ name, write: memberWriter(tag, member, form) });
  }
  return members;
}

function memberWriter(tag: string, member: Schema, form: XmlForm): WriteXml {
  if (member.isListSchema()) return listWriter(tag, member, form);
  if (member.isMapSchema()) return mapWriter(tag, member, form);
  return element(tag, member, form);
}

/** A list is an element that holds its entries, or, flattened, only these. */
function listWriter(tag: string, list: Schema, form: XmlForm): WriteXml {
  const { xmlFlattened } = list.getMergedTraits();
  const entry = list.getValueSchema();
  const { xmlName = 'member' } = entry.getMergedTraits();
  const write = element(xmlFlattened ? tag : String(xmlName), entry, form);
  const all: WriteXml = (entries, xml) => {
    for (const value of entries as unknown[]) if (value !== undefined && value !== null) write(value, xml);
  };
  return xmlFlattened ? all : within(tag, all);
}

/** A map's entries are elements called `entry`, or, flattened, as the map is. */
function mapWriter(tag: string, map: Schema, form: XmlForm): WriteXml {
  const { xmlFlattened } = map.getMergedTraits();
  const [key, value] = [map.getKeySchema(), map.getValueSchema()];
  const writeKey = element(String(key.getMergedTraits().xmlName ?? 'key'), key, form);
  const writeValue = element(String(value.getMergedTraits().xmlName ?? 'value'), value, form);
  const writeEntry = within(xmlFlattened ? tag : 'entry', (entry, xml) => {
    const [k, v] = entry as [string, unknown];
    writeKey(k, xml);
    writeValue(v, xml);
  });
  const all: WriteXml = (entries, xml) => {
    for (const entry of Object.entries(entries as object)) writeEntry(entry, xml);
  };
  return xmlFlattened ? all : within(tag, all);
}

function within(tag: string, write: WriteXml): WriteXml {
  const begin = `<${tag}>`;
  const end = `</${tag}>`;
  return (value, xml) => {
    xml.add(begin);
    write(value, xml);
    xml.add(end);
  };
}

/** The namespace that a schema gives to its own element; only S3's Grantee has one. */
function namespaceOf(schema: Schema): string {
  const { xmlNamespace } = schema.getMergedTraits();
  if (xmlNamespace === undefined) return '';
  const [prefix, uri] = xmlNamespace as [prefix: string, uri: string];
  return ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`;
}

function textOf(schema: Schema, { milliseconds }: XmlForm): (value: unknown) => string {
  if (schema.isTimestampSchema()) {
    if (milliseconds) return (value) => isoInstant(value as Date);
    return (value) => isoInstant(value as Date).replace(/\.\d+Z$/, 'Z');
  }
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  if (schema.isBooleanSchema() || schema.isNumericSchema()) return String;
  return (value) => escapeXml(typeof value === 'string' ? value : String(value));
}
