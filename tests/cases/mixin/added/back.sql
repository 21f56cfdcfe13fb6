BEGIN;
DROP INDEX public.a_noted_at_idx;
ALTER TABLE public.a DROP CONSTRAINT x_is_small;
ALTER TABLE public.a DROP CONSTRAINT a_note_noted_at_key;
-- destructive: loses column public.a.noted_at and its values
ALTER TABLE public.a DROP COLUMN noted_at;
REVOKE INSERT, SELECT ON TABLE public.a FROM case_added_app;
ALTER TABLE public.a ALTER COLUMN note DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN note DROP NOT NULL;
REVOKE UPDATE (x) ON TABLE public.a FROM case_added_app;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY a_note_key ON public.a (note);

BEGIN;
ALTER TABLE public.a ADD CONSTRAINT a_note_key UNIQUE USING INDEX a_note_key;
COMMIT;
