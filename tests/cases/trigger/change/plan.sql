BEGIN;
DROP TRIGGER timing ON public.t;
DROP TRIGGER tables ON public.t;
DROP TRIGGER level ON public.t;
DROP TRIGGER function ON public.t;
DROP TRIGGER event ON public.t;
DROP TRIGGER dropped ON public.t;
DROP TRIGGER deferred ON public.t;
SET search_path = public;
DROP TRIGGER condition ON public.t;
DROP TRIGGER columns ON public.t;
DROP TRIGGER arguments ON public.t;
CREATE TRIGGER arguments AFTER UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.f('1', '2');
CREATE TRIGGER columns AFTER UPDATE OF a, b ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TRIGGER condition AFTER UPDATE ON public.t
    FOR EACH ROW WHEN (new.a > 2 and old.b in ('x', 'y')) EXECUTE FUNCTION public.f();
CREATE CONSTRAINT TRIGGER deferred AFTER UPDATE ON public.t DEFERRABLE
    FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TRIGGER event AFTER INSERT OR UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TRIGGER function AFTER UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.g();
COMMENT ON TRIGGER function ON public.t IS 'Kept';
CREATE TRIGGER level AFTER UPDATE ON public.t
    FOR EACH STATEMENT EXECUTE FUNCTION public.f();
CREATE TRIGGER tables AFTER UPDATE ON public.t REFERENCING OLD TABLE AS o NEW TABLE AS n
    FOR EACH STATEMENT EXECUTE FUNCTION public.f();
CREATE TRIGGER timing AFTER UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.f();
COMMIT;
