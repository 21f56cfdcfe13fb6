BEGIN;
SET search_path = public;
ALTER POLICY changes ON public.t WITH CHECK (id > 1);
ALTER POLICY everything ON public.t WITH CHECK (id > 1);
COMMIT;
