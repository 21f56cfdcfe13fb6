BEGIN;
ALTER TABLE public.heir NO INHERIT public.base;
DROP STATISTICS public.s;
SET search_path = public;
DROP VIEW public.v;
ALTER FOREIGN TABLE public.t DROP CONSTRAINT positive;
ALTER TABLE public.t DROP COLUMN added;
DROP FOREIGN TABLE public.moved;
CREATE FOREIGN TABLE public.moved (
    id integer
)
SERVER s;
COMMENT ON FOREIGN TABLE public.moved IS 'Kept';
ALTER TABLE public.parent DETACH PARTITION public.part;
ALTER TABLE public.parent ATTACH PARTITION public.part for values in ('a');
ALTER FOREIGN TABLE public.t OPTIONS (DROP c, ADD a '1', SET b '2');
ALTER TABLE public.t ADD COLUMN gone text;
ALTER TABLE public.t ALTER COLUMN id TYPE integer;
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN id OPTIONS (DROP c, ADD a '1', SET b '2');
ALTER TABLE public.t ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN kind SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN kind SET STORAGE DEFAULT;
ALTER TABLE ONLY public.t ALTER COLUMN n SET STATISTICS 5;
ALTER FOREIGN TABLE public.t ADD CONSTRAINT positive CHECK (id > 0);
CREATE VIEW public.v AS
select id from moved;
CREATE STATISTICS public.s ON id, n FROM public.t;
COMMIT;
