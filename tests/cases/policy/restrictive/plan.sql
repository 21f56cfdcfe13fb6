BEGIN;
SET search_path = public;
DROP POLICY widens ON public.t;
ALTER TABLE public.t ADD COLUMN more text;
ALTER POLICY limits ON public.t USING (id > 1);
CREATE POLICY widens ON public.t AS RESTRICTIVE USING (id < 5);
COMMIT;
