export {
  DataFolderLockedError,
  DataFolderNotWritableError,
  type LockedDataFolder,
  lockDataFolder,
} from './lock-data-folder.ts';
