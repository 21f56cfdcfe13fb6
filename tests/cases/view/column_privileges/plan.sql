BEGIN;
REVOKE SELECT (id) ON TABLE public.v FROM case_view_columns_a;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
CREATE VIEW public.v AS
select id, name, secret from t;
GRANT UPDATE (name) ON TABLE public.v TO case_view_columns_a;
GRANT INSERT (name), SELECT (name) ON TABLE public.v TO case_view_columns_b;
GRANT REFERENCES (secret) ON TABLE public.v TO case_view_columns_b;
COMMIT;
