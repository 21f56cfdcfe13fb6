BEGIN;
REVOKE REFERENCES (secret) ON TABLE public.v FROM case_view_columns_b;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;
-- wider access: role case_view_columns_a can now read all rows of public.t through the view public.v
CREATE VIEW public.v AS
select id, name, secret from t;
-- wider access: role case_view_columns_a gets select on column public.v.id
GRANT SELECT (id) ON TABLE public.v TO case_view_columns_a;
-- wider access: role case_view_columns_a gets select, update on column public.v.name
GRANT SELECT (name), UPDATE (name) ON TABLE public.v TO case_view_columns_a;
-- wider access: role case_view_columns_b gets insert on column public.v.name
GRANT INSERT (name) ON TABLE public.v TO case_view_columns_b WITH GRANT OPTION;
COMMIT;
