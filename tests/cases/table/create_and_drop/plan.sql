BEGIN;
SET search_path = public;
CREATE TABLE public."Odd Table" (
    "select" integer,
    plain_id integer,
    CONSTRAINT "Odd Table_select_check" CHECK ("select" > 0)
);
CREATE TABLE public.no_columns ();
CREATE TABLE public.plain (
    id integer NOT NULL,
    name text NOT NULL,
    "Odd name" text,
    CONSTRAINT plain_name_key UNIQUE (name),
    CONSTRAINT plain_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE public.plain IS 'A table''s comment';
COMMENT ON COLUMN public.plain.name IS 'A column''s comment';
ALTER TABLE public."Odd Table" ADD CONSTRAINT "Odd Table_plain_id_fkey" FOREIGN KEY (plain_id) REFERENCES public.plain (id) ON DELETE CASCADE;
COMMIT;
