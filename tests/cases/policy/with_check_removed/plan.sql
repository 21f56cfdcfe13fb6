BEGIN;
SET search_path = public;
DROP POLICY everything ON public.t;
DROP POLICY changes ON public.t;
CREATE POLICY changes ON public.t FOR UPDATE USING (id > 0);
CREATE POLICY everything ON public.t USING (id > 0);
COMMIT;
