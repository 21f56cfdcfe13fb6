BEGIN;
ALTER TABLE public.a DROP CONSTRAINT a_note_key;
-- wider access: role case_added_app gets insert, select on table public.a
GRANT INSERT, SELECT ON TABLE public.a TO case_added_app;
SET search_path = public;
ALTER TABLE public.a ALTER COLUMN note SET NOT NULL;
ALTER TABLE public.a ALTER COLUMN note SET DEFAULT '';
ALTER TABLE public.a ADD COLUMN noted_at date;
-- wider access: role case_added_app gets update on column public.a.x
GRANT UPDATE (x) ON TABLE public.a TO case_added_app;
ALTER TABLE public.a ADD CONSTRAINT x_is_small CHECK (x < 100);
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY a_note_noted_at_key ON public.a (note, noted_at);

BEGIN;
ALTER TABLE public.a ADD CONSTRAINT a_note_noted_at_key UNIQUE USING INDEX a_note_noted_at_key;
COMMIT;

CREATE INDEX CONCURRENTLY a_noted_at_idx ON public.a (noted_at) WHERE note <> '{none}';
