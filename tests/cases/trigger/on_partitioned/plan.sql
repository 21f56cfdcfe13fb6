BEGIN;
SET search_path = public;
CREATE TRIGGER t AFTER INSERT ON public.e
    FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION public.f();
COMMIT;
