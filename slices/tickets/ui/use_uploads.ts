/** Files on their way to the server, before the message that carries them is sent. */
import { useCallback, useRef, useState } from 'react';
import { upload, type UploadTask } from '@ui/api/client';

export interface UploadingFile {
  key: number;
  name: string;
  size: number;
  share: number;
  id: string | null;
  error: unknown;
}

let nextKey = 1;

export function useUploads() {
  const [files, setFiles] = useState<UploadingFile[]>([]);
  const tasks = useRef(new Map<number, UploadTask>());

  const patch = useCallback((key: number, change: Partial<UploadingFile>) => {
    setFiles((before) => before.map((file) => (file.key === key ? { ...file, ...change } : file)));
  }, []);

  const add = useCallback(
    (chosen: Iterable<File>) => {
      for (const file of chosen) {
        const key = nextKey++;
        setFiles((before) => [...before, { key, name: file.name, size: file.size, share: 0, id: null, error: null }]);
        const task = upload(file, (share) => patch(key, { share }));
        tasks.current.set(key, task);
        task.done.then(
          (done) => patch(key, { id: done.id, share: 1 }),
          (error: unknown) => patch(key, { error }),
        );
      }
    },
    [patch],
  );

  const remove = useCallback((key: number) => {
    tasks.current.get(key)?.cancel();
    tasks.current.delete(key);
    setFiles((before) => before.filter((file) => file.key !== key));
  }, []);

  const clear = useCallback(() => setFiles([]), []);
  const ids = files.map((file) => file.id).filter((id) => id !== null);
  const isBusy = files.some((file) => file.id === null && file.error === null);
  return { files, ids, isBusy, add, remove, clear };
}

export type Uploads = ReturnType<typeof useUploads>;
