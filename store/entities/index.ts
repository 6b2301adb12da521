export * from './attachment.ts';
export * from './initiative.ts';
export * from './log.ts';
export * from './registry.ts';
export * from './saved-filter.ts';
export * from './service.ts';
export * from './telling.ts';
export * from './link.ts';
