BEGIN;
-- destructive: loses column public.t.who and its values
ALTER TABLE public.t DROP COLUMN who;
-- destructive: loses column public.t.uid and its values
ALTER TABLE public.t DROP COLUMN uid;
-- destructive: loses column public.t.tags and its values
ALTER TABLE public.t DROP COLUMN tags;
-- destructive: loses column public.t.quote and its values
ALTER TABLE public.t DROP COLUMN quote;
-- destructive: loses column public.t.neg and its values
ALTER TABLE public.t DROP COLUMN neg;
-- destructive: loses column public.t.n and its values
ALTER TABLE public.t DROP COLUMN n;
-- destructive: loses column public.t.list and its values
ALTER TABLE public.t DROP COLUMN list;
-- destructive: loses column public.t.len and its values
ALTER TABLE public.t DROP COLUMN len;
-- destructive: loses column public.t.day and its values
ALTER TABLE public.t DROP COLUMN day;
-- destructive: loses column public.t.data and its values
ALTER TABLE public.t DROP COLUMN data;
-- destructive: loses column public.t."cast" and its values
ALTER TABLE public.t DROP COLUMN "cast";
-- destructive: loses column public.t.bool and its values
ALTER TABLE public.t DROP COLUMN bool;
-- destructive: loses column public.t.bits and its values
ALTER TABLE public.t DROP COLUMN bits;
-- destructive: loses column public.t.at and its values
ALTER TABLE public.t DROP COLUMN at;
COMMIT;
