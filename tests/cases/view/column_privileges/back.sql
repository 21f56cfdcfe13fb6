BEGIN;
REVOKE REFERENCES (secret) ON TABLE public.v FROM case_view_columns_b;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;
CREATE VIEW public.v AS
select id, name, secret from t;
GRANT SELECT (id) ON TABLE public.v TO case_view_columns_a;
GRANT SELECT (name), UPDATE (name) ON TABLE public.v TO case_view_columns_a;
GRANT INSERT (name) ON TABLE public.v TO case_view_columns_b WITH GRANT OPTION;
COMMIT;
