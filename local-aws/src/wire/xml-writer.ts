/**
 * Writes typed output as XML, as a schema and its XML traits say. A writer is made once per schema: a page of a
 * listing has 1,000 keys, and to ask the schema anew for each of them costs ten times as much.
 */
import type { Schema } from './schemas.js';
import { escapeXml } from './xml.js';

export interface XmlForm {
  /** The root element, where it is not called as the schema is. */
  root?: string;
  /** The default namespace of the root element. */
  xmlns?: string;
  /** How instants are written: with milliseconds (S3) or in whole seconds (IAM and STS), as recorded on AWS. */
  milliseconds: boolean;
}

/** Makes of a value what stands in its parent: an element, several, or none. */
type Write = (value: unknown) => string;

/** Makes the writer of the document of a structure. It has no XML declaration. */
export function xmlWriter(schema: Schema, form: XmlForm): Write {
  const { xmlName } = schema.getMergedTraits();
  const name = form.root ?? String(xmlName ?? schema.getName());
  return element(name, schema, form, form.xmlns ? ` xmlns="${form.xmlns}"` : '');
}

function element(name: string, schema: Schema, form: XmlForm, xmlns = ''): Write {
  const begin = `<${name}${namespaceOf(schema)}${xmlns}`;
  const end = `</${name}>`;
  if (!schema.isStructSchema()) {
    const text = textWriter(schema, form);
    const open = `${begin}>`;
    return (value) => open + text(value) + end;
  }
  let members: Members | undefined;
  return (value) => {
    members ??= membersOf(schema, form); // only now, since a schema may contain itself
    const structure = value as Record<string, unknown>;
    let xml = begin;
    for (const [member, write] of members.attributes) {
      if (structure[member] !== undefined) xml += write(structure[member]);
    }
    xml += '>';
    for (const [member, write] of members.elements) {
      const part = structure[member];
      if (part !== undefined && part !== null) xml += write(part);
    }
    return xml + end;
  };
}

interface Members {
  attributes: [member: string, write: Write][];
  elements: [member: string, write: Write][];
}

function membersOf(schema: Schema, form: XmlForm): Members {
  const members: Members = { attributes: [], elements: [] };
  for (const [name, member] of schema.structIterator()) {
    const { httpHeader, httpPrefixHeaders, xmlAttribute, xmlName } = member.getMergedTraits();
    if (httpHeader || httpPrefixHeaders) continue;
    const tag = String(xmlName ?? name);
    if (xmlAttribute) {
      const text = textWriter(member, form);
      members.attributes.push([name, (value) => ` ${tag}="${text(value)}"`]);
    } else if (member.isListSchema()) members.elements.push([name, listWriter(tag, member, form)]);
    else if (member.isMapSchema()) members.elements.push([name, mapWriter(tag, member, form)]);
    else members.elements.push([name, element(tag, member, form)]);
  }
  return members;
}

/** A list is an element that holds its entries, or, flattened, only these. */
function listWriter(tag: string, list: Schema, form: XmlForm): Write {
  const { xmlFlattened } = list.getMergedTraits();
  const entry = list.getValueSchema();
  const { xmlName = 'member' } = entry.getMergedTraits();
  const write = element(xmlFlattened ? tag : String(xmlName), entry, form);
  const all: Write = (entries) => {
    let content = '';
    for (const value of entries as unknown[])
      if (value !== undefined && value !== null) content += write(value);
    return content;
  };
  return xmlFlattened ? all : (entries) => `<${tag}>${all(entries)}</${tag}>`;
}

/** A map's entries are elements called `entry`, or, flattened, as the map is. */
function mapWriter(tag: string, map: Schema, form: XmlForm): Write {
  const { xmlFlattened } = map.getMergedTraits();
  const [key, value] = [map.getKeySchema(), map.getValueSchema()];
  const writeKey = element(String(key.getMergedTraits().xmlName ?? 'key'), key, form);
  const writeValue = element(String(value.getMergedTraits().xmlName ?? 'value'), value, form);
  const name = xmlFlattened ? tag : 'entry';
  const all: Write = (entries) =>
    Object.entries(entries as object)
      .map(([k, v]) => `<${name}>${writeKey(k)}${writeValue(v)}</${name}>`)
      .join('');
  return xmlFlattened ? all : (entries) => `<${tag}>${all(entries)}</${tag}>`;
}

/** The namespace that a schema gives to its own element; only S3's Grantee has one. */
function namespaceOf(schema: Schema): string {
  const { xmlNamespace } = schema.getMergedTraits();
  if (xmlNamespace === undefined) return '';
  const [prefix, uri] = xmlNamespace as [prefix: string, uri: string];
  return ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`;
}

function textWriter(schema: Schema, { milliseconds }: XmlForm): Write {
  if (schema.isTimestampSchema()) {
    return (value) => {
      const text = (value as Date).toISOString();
      return milliseconds ? text : text.replace(/\.\d+Z$/, 'Z');
    };
  }
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  if (schema.isBooleanSchema() || schema.isNumericSchema()) return String;
  return (value) => escapeXml(String(value));
}
