BEGIN;
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status DROP DEFAULT;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.state USING status::text::public.state;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'held';
COMMIT;
