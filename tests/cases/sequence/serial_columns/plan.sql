BEGIN;
CREATE SEQUENCE public.t_a_seq AS integer;
CREATE SEQUENCE public.t_b_seq;
CREATE SEQUENCE public.t_c_seq AS smallint;
SET search_path = public;
CREATE TABLE public.t (
    a integer DEFAULT nextval('public.t_a_seq'::regclass) NOT NULL,
    b bigint DEFAULT nextval('public.t_b_seq'::regclass) NOT NULL,
    c smallint DEFAULT nextval('public.t_c_seq'::regclass) NOT NULL
);
ALTER SEQUENCE public.t_a_seq OWNED BY public.t.a;
ALTER SEQUENCE public.t_b_seq OWNED BY public.t.b;
ALTER SEQUENCE public.t_c_seq OWNED BY public.t.c;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);
COMMIT;
