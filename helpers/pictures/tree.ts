/** The objects of a bucket as a tree. S3 has no folders: what looks like one is a part of the keys. */
import { show } from './display.js';
import { formatBytes, formatCount, shortenMiddle, TEXT_WIDTH } from './text.js';

interface Branch {
  folders: Map<string, Branch>;
  objects: { name: string; size: number | undefined }[];
}

/**
 * Shows keys as a tree; long names are shortened in the middle.
 *
 * @param sizes in bytes, one for each key
 */
export function showTree(keys: readonly string[], sizes: readonly number[] = []): void {
  show({ text: treeText(keys, sizes) });
}

/** The tree as text, with the number of objects below it. */
export function treeText(keys: readonly string[], sizes: readonly number[] = []): string {
  const root = emptyBranch();
  for (const [index, key] of keys.entries()) addKey(root, key, sizes[index]);
  const total = sizes.length === 0 ? '' : `, ${formatBytes(sizes.reduce((sum, size) => sum + size, 0))}`;
  const objects = keys.length === 1 ? 'object' : 'objects';
  return [...linesOf(root, ''), `${formatCount(keys.length)} ${objects}${total}`].join('\n');
}

function emptyBranch(): Branch {
  return { folders: new Map(), objects: [] };
}

function addKey(root: Branch, key: string, size: number | undefined): void {
  const parts = key.match(/[^/]*\/|[^/]+$/g) ?? [];
  let branch = root;
  for (const part of parts.slice(0, -1)) {
    const next = branch.folders.get(part) ?? emptyBranch();
    branch.folders.set(part, next);
    branch = next;
  }
  branch.objects.push({ name: parts.at(-1) ?? key, size });
}

function linesOf({ folders, objects }: Branch, indent: string): string[] {
  const last = folders.size + objects.length - 1;
  const folderLines = [...folders].flatMap(([name, branch], index) => {
    const path = withOnlyFolder(name, branch);
    const heading = labelled(indent, index === last, path.name);
    return [heading, ...linesOf(path.branch, `${indent}${index === last ? '   ' : '│  '}`)];
  });
  const objectLines = objects.map(({ name, size }, index) =>
    labelled(indent, folders.size + index === last, name, size),
  );
  return [...folderLines, ...objectLines];
}

/** A folder that holds nothing but another folder shares its line with it. */
function withOnlyFolder(name: string, branch: Branch): { name: string; branch: Branch } {
  const [only, ...more] = branch.folders;
  if (only === undefined || more.length > 0 || branch.objects.length > 0) return { name, branch };
  return withOnlyFolder(name + only[0], only[1]);
}

/** Very deep trees overflow rather than lose their names; in columns. */
const SHORTEST_NAME = 12;

function labelled(indent: string, isLast: boolean, name: string, size?: number): string {
  const start = `${indent}${isLast ? '└─ ' : '├─ '}`;
  const end = size === undefined ? '' : formatBytes(size).padStart(11);
  const room = Math.max(TEXT_WIDTH - start.length - end.length, SHORTEST_NAME);
  const shortened = shortenMiddle(name, room);
  return start + (end === '' ? shortened : shortened.padEnd(room) + end);
}
