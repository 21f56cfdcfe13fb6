BEGIN;
DROP OPERATOR CLASS public.points USING gist;
DROP OPERATOR FAMILY public.points USING gist;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP OPERATOR CLASS public.boxes USING gist;
DROP OPERATOR FAMILY public.boxes USING gist;
COMMIT;
