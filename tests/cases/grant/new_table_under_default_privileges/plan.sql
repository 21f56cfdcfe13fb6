BEGIN;
CREATE TABLE public.new_one (
    id integer
);
CREATE TABLE public.without (
    id integer
);
REVOKE INSERT, SELECT ON TABLE public.without FROM case_grant_new_a;
REVOKE SELECT ON TABLE public.without FROM case_grant_new_b;
COMMIT;
