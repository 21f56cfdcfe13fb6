BEGIN;
DROP TRIGGER immutable_rows ON public.log;
DROP TRIGGER immutable_truncate ON public.entry;
DROP TRIGGER immutable_rows ON public.entry;
-- destructive: loses table public.own and its rows
DROP TABLE public.own;
DROP FUNCTION public.refuse_change();
COMMIT;
