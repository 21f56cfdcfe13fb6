BEGIN;
DROP RULE removes ON public.v;
DROP RULE adds ON public.v;
DROP RULE twice ON public.t;
DROP RULE off ON public.t;
DROP RULE logged ON public.t;
DROP RULE locked ON public.t;
DROP RULE "Always On" ON public.t;
COMMIT;
