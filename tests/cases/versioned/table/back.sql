BEGIN;
DROP INDEX public.note_previous_idx;
DROP INDEX public.note_history_idx;
DROP FUNCTION public.put_note(public.note);
DROP FUNCTION public.note_history(uuid);
DROP FUNCTION public.note_at(timestamp with time zone);
DROP FUNCTION public.end_note(uuid);
ALTER TABLE public.note DROP CONSTRAINT note_version_positive;
ALTER TABLE public.note DROP CONSTRAINT note_version_key;
ALTER TABLE public.note DROP CONSTRAINT note_valid_in_order;
ALTER TABLE public.note DROP CONSTRAINT note_previous_version_id_fkey;
ALTER TABLE public.note DROP CONSTRAINT note_pkey;
ALTER TABLE public.note DROP CONSTRAINT note_current_key;
-- destructive: loses column public.note.version_id and its values
ALTER TABLE public.note DROP COLUMN version_id;
-- destructive: loses column public.note.version and its values
ALTER TABLE public.note DROP COLUMN version;
-- destructive: loses column public.note.valid_from and its values
ALTER TABLE public.note DROP COLUMN valid_from;
-- destructive: loses column public.note.previous_version_id and its values
ALTER TABLE public.note DROP COLUMN previous_version_id;
ALTER TABLE public.note DROP COLUMN current_id;
-- destructive: loses column public.note.valid_to and its values
ALTER TABLE public.note DROP COLUMN valid_to;
COMMIT;
