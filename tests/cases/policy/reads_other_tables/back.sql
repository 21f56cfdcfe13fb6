BEGIN;
SET search_path = public;
DROP POLICY p ON public.doc;
DROP FUNCTION public.me();
ALTER TABLE public.doc ALTER COLUMN team TYPE integer USING team::integer;
ALTER TABLE public.member ALTER COLUMN team TYPE integer USING team::integer;
CREATE POLICY p ON public.doc USING (team in (select team from member where name = current_user));
COMMIT;
