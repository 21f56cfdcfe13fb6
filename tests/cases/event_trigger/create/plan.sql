BEGIN;
CREATE TABLE public.t (
    id integer
);
SET search_path = public;
CREATE POLICY p ON public.t USING (true);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE EVENT TRIGGER "All of them" ON sql_drop EXECUTE FUNCTION public.forbid();
ALTER EVENT TRIGGER "All of them" DISABLE;
CREATE EVENT TRIGGER always ON ddl_command_start
    WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.forbid();
ALTER EVENT TRIGGER always ENABLE ALWAYS;
CREATE EVENT TRIGGER "some" ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION public.forbid();
COMMENT ON EVENT TRIGGER "some" IS 'Tables are made elsewhere';
COMMIT;
