BEGIN;
SET search_path = public;
DROP POLICY widens ON public.t;
-- destructive: loses column public.t.more and its values
ALTER TABLE public.t DROP COLUMN more;
ALTER POLICY limits ON public.t USING (id > 0);
CREATE POLICY widens ON public.t USING (id < 5);
COMMIT;
