BEGIN;
DROP STATISTICS public.s;
SET search_path = public;
DROP VIEW public.v;
ALTER FOREIGN TABLE public.t DROP CONSTRAINT positive;
ALTER TABLE public.t DROP COLUMN gone;
DROP FOREIGN TABLE public.moved;
CREATE FOREIGN TABLE public.moved (
    id integer
)
SERVER other;
COMMENT ON FOREIGN TABLE public.moved IS 'Kept';
ALTER TABLE public.parent DETACH PARTITION public.part;
ALTER TABLE public.parent ATTACH PARTITION public.part for values in ('a', 'b');
ALTER FOREIGN TABLE public.t OPTIONS (DROP a, SET b '3', ADD c '4');
ALTER TABLE public.t ADD COLUMN added text OPTIONS (column_name 'Added') NOT NULL;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint;
ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN id OPTIONS (DROP a, SET b '3', ADD c '4');
ALTER TABLE public.t ALTER COLUMN kind DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN kind SET DEFAULT 'x';
ALTER TABLE public.t ALTER COLUMN kind SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.t ALTER COLUMN n SET STATISTICS -1;
ALTER FOREIGN TABLE public.t ADD CONSTRAINT positive CHECK (id > 1);
CREATE VIEW public.v AS
select id from moved;
CREATE STATISTICS public.s ON id, n FROM public.t;
ALTER TABLE public.heir INHERIT public.base;
COMMIT;
