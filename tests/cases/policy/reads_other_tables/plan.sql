BEGIN;
SET search_path = public;
DROP POLICY p ON public.doc;
ALTER TABLE public.doc ALTER COLUMN team TYPE bigint USING team::bigint;
ALTER TABLE public.member ALTER COLUMN team TYPE bigint USING team::bigint;
CREATE OR REPLACE FUNCTION public.me()
RETURNS text
LANGUAGE sql
STABLE
AS $$select current_user::text$$;
CREATE POLICY p ON public.doc USING (exists (select from member m where m.team = doc.team and m.name = me()));
COMMIT;
