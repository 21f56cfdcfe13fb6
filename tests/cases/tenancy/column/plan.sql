BEGIN;
ALTER TABLE public.oracles ALTER COLUMN solution_id SET NOT NULL;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.clear_current_solution()
RETURNS void
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select set_config('app.current_solution_id', '', true)$$;
COMMENT ON FUNCTION public.clear_current_solution() IS 'Forgets the tenant of solution in the running transaction';
CREATE OR REPLACE FUNCTION public.current_solution_id()
RETURNS uuid
LANGUAGE sql
STABLE
PARALLEL SAFE
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select nullif(current_setting('app.current_solution_id', true), '')::uuid$$;
COMMENT ON FUNCTION public.current_solution_id() IS 'The tenant of solution for which statements run; null where none is set';
CREATE OR REPLACE FUNCTION public.set_current_solution(p_id uuid)
RETURNS void
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select set_config('app.current_solution_id', coalesce(p_id::text, ''), true)$$;
COMMENT ON FUNCTION public.set_current_solution(uuid) IS 'Sets the tenant of solution for the running transaction';
CREATE POLICY solution ON public.documents USING (solution_id = (select nullif(current_setting('app.current_solution_id', true), '')::uuid)) WITH CHECK (solution_id = (select nullif(current_setting('app.current_solution_id', true), '')::uuid));
CREATE POLICY solution ON public.oracles USING (solution_id = (select nullif(current_setting('app.current_solution_id', true), '')::uuid)) WITH CHECK (solution_id = (select nullif(current_setting('app.current_solution_id', true), '')::uuid));
COMMIT;

CREATE INDEX CONCURRENTLY oracles_solution_id_idx ON public.oracles (solution_id);

BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE public.oracles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
