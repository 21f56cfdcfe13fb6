BEGIN;
ALTER TYPE public.state RENAME TO status;
ALTER DOMAIN public.deadline RENAME TO due;
ALTER TABLE public.t RENAME CONSTRAINT d TO c;
ALTER FUNCTION public.opened(public.status) RENAME TO is_open;
ALTER INDEX public.j RENAME TO i;
ALTER POLICY q ON public.t RENAME TO p;
COMMIT;
