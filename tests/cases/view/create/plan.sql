BEGIN;
CREATE TABLE public.t (
    id integer NOT NULL,
    name text,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);
SET search_path = public;
CREATE VIEW public.checked WITH (check_option = cascaded) AS
select * from t where id > 0;
CREATE VIEW public.grouped AS
select id, name, count(*) from t group by id;
CREATE VIEW public.named (number, label) AS
select id, name from t;
COMMENT ON VIEW public.named IS 'Renamed columns';
CREATE VIEW public.plain AS
select id, upper(name) as loud from t where id in (1, 2) and name like 'a%';
CREATE VIEW public.safe WITH (security_invoker = true, security_barrier = true) AS
select * from t;
COMMIT;
