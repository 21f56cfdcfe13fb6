BEGIN;
REVOKE SELECT (id) ON TABLE public.v FROM case_view_columns_a;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
-- wider access: role case_view_columns_b can now read all rows of public.t through the view public.v
CREATE VIEW public.v AS
select id, name, secret from t;
-- wider access: role case_view_columns_a gets update on column public.v.name
GRANT UPDATE (name) ON TABLE public.v TO case_view_columns_a;
-- wider access: role case_view_columns_b gets insert, select on column public.v.name
GRANT INSERT (name), SELECT (name) ON TABLE public.v TO case_view_columns_b;
GRANT REFERENCES (secret) ON TABLE public.v TO case_view_columns_b;
COMMIT;
