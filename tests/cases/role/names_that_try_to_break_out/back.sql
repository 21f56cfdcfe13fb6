BEGIN;
-- destructive: loses column public.t."more's" and its values
ALTER TABLE public.t DROP COLUMN "more's";
REVOKE INSERT ON TABLE public.t FROM "case_""; drop table t; --";
SET search_path = public;
-- wider access: role "case_""; drop table t; --" can now read rows of public.t by another condition (policy "p""; drop table t; --")
ALTER POLICY "p""; drop table t; --" ON public.t USING (id > 0);
COMMENT ON POLICY "p""; drop table t; --" ON public.t IS NULL;
COMMIT;
