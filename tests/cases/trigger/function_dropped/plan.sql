BEGIN;
DROP TRIGGER one ON public.t;
DROP FUNCTION public.f();
SET search_path = public;
CREATE OR REPLACE FUNCTION public.g()
RETURNS trigger
LANGUAGE plpgsql
AS $$begin return new; end$$;
CREATE TRIGGER one BEFORE UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.g();
COMMIT;
