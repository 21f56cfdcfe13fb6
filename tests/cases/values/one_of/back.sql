BEGIN;
ALTER TABLE public.note DROP CONSTRAINT note_check2;
ALTER TABLE public.note DROP CONSTRAINT note_check1;
ALTER TABLE public.note DROP CONSTRAINT note_check;
COMMIT;
