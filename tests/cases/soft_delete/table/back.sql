BEGIN;
DROP INDEX public.old_note_live_idx;
DROP INDEX public.note_owner_title_live_key;
DROP INDEX public.note_live_idx;
DROP INDEX public.note_deleted_idx;
DROP VIEW public.note_live;
DROP VIEW public.living;
DROP FUNCTION public.undrop_note(bigint);
DROP FUNCTION public.restore_note(bigint);
DROP FUNCTION public.purge_note(interval);
DROP FUNCTION public.empty_bin(interval);
DROP FUNCTION public.drop_note(bigint);
DROP FUNCTION public.delete_note(bigint);
-- destructive: loses column public.note.deleted_at and its values
ALTER TABLE public.note DROP COLUMN deleted_at;
COMMIT;
