BEGIN;
SET search_path = public;
ALTER POLICY adds ON public.t WITH CHECK (id > 0);
ALTER POLICY reads ON public.t USING (id > 0);
COMMIT;
