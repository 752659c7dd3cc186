import type { Message } from './messages.js';

/** What a cell has printed, shown or thrown, as the notebook format stores it. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

export interface DisplayOutput {
  output_type: 'display_data' | 'execute_result';
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  /** Only for `execute_result`. */
  execution_count?: number | null;
}

export interface ErrorOutput extends Failure {
  output_type: 'error';
}

export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** One thing that has just arrived. */
export interface OutputEvent {
  /** For a stream, only the new text. */
  output: Output;
  /** Names a display that may be updated later. */
  displayId?: string;
  /** Whether the output replaces what `displayId` showed. */
  update: boolean;
}

/** Reads an output from a message of the iopub channel; `undefined` for a message that is none. */
export function toOutputEvent({ header, content }: Message): OutputEvent | undefined {
  switch (header.msg_type) {
    case 'stream': {
      const name = content.name === 'stderr' ? 'stderr' : 'stdout';
      return { output: { output_type: 'stream', name, text: String(content.text) }, update: false };
    }
    case 'display_data':
    case 'update_display_data':
    case 'execute_result':
      return toDisplayEvent(header.msg_type, content);
    case 'error':
      return { output: { output_type: 'error', ...toFailure(content) }, update: false };
    default:
      return undefined;
  }
}

function toDisplayEvent(type: string, content: Message['content']): OutputEvent {
  const data = asRecord(content.data);
  const metadata = asRecord(content.metadata);
  const { display_id: displayId } = asRecord(content.transient);
  const output: DisplayOutput =
    type === 'execute_result'
      ? { output_type: type, data, metadata, execution_count: Number(content.execution_count) }
      : { output_type: 'display_data', data, metadata };
  const update = type === 'update_display_data';
  return typeof displayId === 'string' ? { output, displayId, update } : { output, update };
}

/** Reads name, text and trace of an error, from an `error` message or a reply. */
export function toFailure(content: Message['content']): Failure {
  const { ename = 'Error', evalue = '', traceback = [] } = content;
  return { ename: String(ename), evalue: String(evalue), traceback: [traceback].flat().map(String) };
}

/** The displays that can be updated, over all the cells of one kernel. */
export type Displays = Map<string, DisplayOutput[]>;

/** Adds what has arrived to a cell's outputs, the way Jupyter does: texts of one stream join, displays are replaced. */
export function addOutput(
  outputs: Output[],
  displays: Displays,
  { output, displayId, update }: OutputEvent,
): void {
  const last = outputs.at(-1);
  if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
    last.text += output.text;
    return;
  }
  const isDisplay = output.output_type === 'display_data' || output.output_type === 'execute_result';
  if (isDisplay && update) {
    for (const shown of displays.get(displayId ?? '') ?? []) {
      shown.data = output.data;
      shown.metadata = output.metadata;
    }
    return;
  }
  const added = { ...output };
  outputs.push(added);
  if (displayId !== undefined && added.output_type !== 'stream' && added.output_type !== 'error') {
    displays.set(displayId, [...(displays.get(displayId) ?? []), added]);
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
