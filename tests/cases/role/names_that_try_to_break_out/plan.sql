BEGIN;
-- wider access: role "case_""; drop table t; --" gets insert on table public.t
GRANT INSERT ON TABLE public.t TO "case_""; drop table t; --" WITH GRANT OPTION;
ALTER TABLE public.t ADD COLUMN "more's" text;
SET search_path = public;
-- wider access: role "case_""; drop table t; --" can now insert rows into public.t (policy "p""; drop table t; --")
ALTER POLICY "p""; drop table t; --" ON public.t USING (id > 1);
COMMENT ON POLICY "p""; drop table t; --" ON public.t IS '$$; drop table t; --';
COMMIT;
