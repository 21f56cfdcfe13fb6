BEGIN;
ALTER TABLE public.event ADD COLUMN more text;
SET search_path = public;
ALTER POLICY own ON public.event USING (id > 1);
ALTER TABLE public.event FORCE ROW LEVEL SECURITY;
COMMIT;
