BEGIN;
-- destructive: loses column public.event.more and its values
ALTER TABLE public.event DROP COLUMN more;
SET search_path = public;
ALTER POLICY own ON public.event USING (id > 0);
ALTER TABLE public.event NO FORCE ROW LEVEL SECURITY;
COMMIT;
