BEGIN;
ALTER TABLE public.log ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.log ADD COLUMN size integer;
CREATE INDEX log_name_idx ON public.log (name);
COMMIT;
