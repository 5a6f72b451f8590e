/** Jobs in React: hooks over the client's stores, and two components made of them. */

export { JobwireProvider, useJobwire, type JobwireProviderProps } from './provider.js';
export { useConnection } from './useConnection.js';
export { useJobProgress, useJobProgressMultiple } from './useJobProgress.js';
export type { JobProgress } from './progress.js';
export { useJobs } from './useJobs.js';
export type { JobList } from './jobList.js';
export { useJobActions, type JobActions } from './useJobActions.js';
export { StatusBar, type StatusBarProps } from './StatusBar.js';
export { TaskActivityPanel, type TaskActivityPanelProps } from './TaskActivityPanel.js';
export { englishStrings, type Strings, type StringsOverride } from './strings.js';
