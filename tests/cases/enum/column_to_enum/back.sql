BEGIN;
ALTER TABLE public.ticket ALTER COLUMN other TYPE text USING other::text;
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status DROP DEFAULT;
ALTER TABLE public.ticket ALTER COLUMN status TYPE text USING status::text;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'open';
COMMIT;
