BEGIN;
DROP POLICY reads ON public.t;
DROP POLICY adds ON public.t;
CREATE POLICY adds ON public.t FOR INSERT;
CREATE POLICY reads ON public.t FOR SELECT;
COMMIT;
