/** The services of local-aws. Each waits for its first call: to load them all would be a good part of a start's work. */
import type { Service, ServiceName } from './operation.js';

const modules: Readonly<Record<ServiceName, () => Promise<{ service: Service }>>> = {
  firehose: () => import('./firehose/index.js'),
  iam: () => import('./iam/index.js'),
  s3: () => import('./s3/index.js'),
  sts: () => import('./sts/index.js'),
};

export const SERVICES = Object.keys(modules) as readonly ServiceName[];

const loaded = new Map<ServiceName, Promise<Service>>();

export function loadService(name: ServiceName): Promise<Service> {
  let service = loaded.get(name);
  if (!service) {
    service = modules[name]().then((module) => module.service);
    loaded.set(name, service);
  }
  return service;
}

/** The names of all operations that local-aws has. */
export async function operationNames(): Promise<Set<string>> {
  const services = await Promise.all(SERVICES.map(loadService));
  return new Set(services.flatMap(({ operations }) => Object.keys(operations)));
}
