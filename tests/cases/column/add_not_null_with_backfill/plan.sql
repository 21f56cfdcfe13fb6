BEGIN;
ALTER TABLE public.t ADD COLUMN name text;
UPDATE public.t SET name = 'n' || id WHERE name IS NULL;
ALTER TABLE public.t ALTER COLUMN name SET NOT NULL;
COMMIT;
