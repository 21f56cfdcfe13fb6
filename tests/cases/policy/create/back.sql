BEGIN;
DROP POLICY removes ON public.t;
DROP POLICY reads ON public.t;
DROP POLICY limits ON public.t;
DROP POLICY everything ON public.t;
DROP POLICY changes ON public.t;
DROP POLICY adds ON public.t;
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
COMMIT;
