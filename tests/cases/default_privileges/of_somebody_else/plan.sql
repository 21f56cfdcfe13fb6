BEGIN;
CREATE TABLE public.bare (
    id integer
);
REVOKE INSERT, SELECT ON TABLE public.bare FROM case_dp_other;
CREATE TABLE public.granted (
    id integer
);
REVOKE INSERT ON TABLE public.granted FROM case_dp_other;
COMMIT;
