BEGIN;
ALTER TABLE public.ticket ALTER COLUMN other TYPE public.status USING other::public.status;
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status DROP DEFAULT;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING status::public.status;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'open';
COMMIT;
