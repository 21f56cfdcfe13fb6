BEGIN;
ALTER TYPE public.status RENAME TO state;
ALTER DOMAIN public.due RENAME TO deadline;
ALTER TABLE public.t RENAME CONSTRAINT c TO d;
ALTER FUNCTION public.is_open(public.state) RENAME TO opened;
ALTER INDEX public.i RENAME TO j;
ALTER POLICY p ON public.t RENAME TO q;
COMMIT;
